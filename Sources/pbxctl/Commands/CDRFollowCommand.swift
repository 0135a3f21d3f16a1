import Glibc
import PBXKit

/// `pbxctl cdr follow`
extension CDRCommands {
    static let interval = Option.number(
        "interval", value: "SECONDS", in: 1...3600, default: "2", "Look for new records every so many seconds.")

    static let follow: Command = .init(
        path: ["cdr", "follow"], summary: "Print finished calls as they come in, until Ctrl-C.",
        discussion: [
            "A record appears when the PBX has written it: after the call has ended, on FusionPBX after its importer has run. Each is printed once, however late it is written, as NDJSON unless -o names another format. With --start, the records of that time until now come first.",
            "Calls of more than 24 hours are not seen. A database that goes away ends it with status 5: whoever starts it again gives --start, and tells records apart by their fields.",
        ],
        options: [TimeOptions.start] + conditions + [interval, timeout, SharedOptions.allDomains],
        examples: [
            .init("Calls as they end", "pbxctl cdr follow"),
            .init("Missed ones into a chat", "pbxctl cdr follow --disposition no_answer | while read -r call; do notify \"$call\"; done"),
        ],
        fields: CallRecord.fieldNames, standsAlone: true
    ) { invocation, session in
        var query = try conditions(invocation)
        session.output.prefer(.ndjson)
        let records = try records(invocation, session, "cdr follow")
        try setSpan(&query, invocation, records)
        let pause = invocation[interval] ?? 2
        try session.output.stream(CallRecord.self) { names, emit in
            var follower = CallRecordFollower(records, query, names.compactMap { CallRecord.Field(rawValue: $0) })
            while true {
                try follower.look(emit)
                try session.output.flushRows()
                waitUnlessReaderGone(seconds: pause)
            }
        }
    }

    /// A pipe whose reader has gone would be noticed only with the next call.
    private static func waitUnlessReaderGone(seconds: Int) {
        var output = pollfd(fd: 1, events: 0, revents: 0)
        let found = poll(&output, 1, Int32(seconds * 1000))
        guard found > 0 else { return }
        if output.revents & Int16(POLLERR) != 0 { StandardStream.endBySignal(SIGPIPE) }
        // A closed terminal and the like: the next line will fail.
        sleep(UInt32(seconds))
    }
}
