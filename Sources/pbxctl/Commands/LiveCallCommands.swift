import PBXKit

/// `pbxctl call list` and `pbxctl call hangup`
enum LiveCallCommands {
    static let list: Command = .init(
        path: ["call", "list"], summary: "List the calls that are up now.",
        discussion: [
            "One record for each party: call_id is what the parties of one call have in common. The pairs of pseudo-channels that a switch joins its own parts with are left out.",
            "With --watch a party that goes is reported once more, as ended.",
        ],
        options: WatchOptions.all + SharedOptions.listing,
        examples: [
            .init("How many calls there are", "pbxctl call list -o json | jq '[.[].call_id] | unique | length'"),
            .init("Who talks to whom, as it changes", "pbxctl call list --watch"),
        ],
        fields: LiveCall.fieldNames
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let calls = try session.offered(system.calls, "call list")
        let options = SharedOptions.readOptions(invocation)
        guard let seconds = try WatchOptions.pause(invocation) else {
            let live = try calls.live(options)
            return try session.output.list(LiveCall.self, raw: options.raw) { emit in for call in live { try emit(call) } }
        }
        try session.output.watch(WatchOptions.title("call list", seconds), raw: options.raw) { see in
            try WatchOptions.forever(every: seconds) { try see(calls.live(options), false) }
        }
    }

    static let all = Option.flag("all", "End every call.")

    static let hangUp: Command = .init(
        path: ["call", "hangup"], summary: "End calls that are up now.",
        discussion: [
            "The call is an id, a call_id or a channel of `call list`, or an extension, all of whose calls end. What is printed are the parties that were ended, as they were.",
            "It ends when the switch has let go of them.",
        ],
        operands: [
            Operand(name: "call", help: "An id, call_id or channel of `call list`, or an extension.", isOptional: true, completion: .live(.extensions))
        ],
        options: [all, SharedOptions.allDomains, SharedOptions.dryRun],
        examples: [
            .init("All calls of an extension", "pbxctl call hangup 1001"),
            .init("What would end", "pbxctl call hangup --all --dry-run"),
        ],
        fields: LiveCall.fieldNames, failures: Command.pbxFailures + [.notFound], acts: true
    ) { invocation, session in
        let isAll = invocation[all] ?? false
        guard isAll != (invocation.operand(0) != nil) else {
            throw PBXError(
                .usage, "call hangup", isAll ? "--all leaves no call to name" : "no call is named",
                remedy: "name one call or extension (`pbxctl call list` shows them), or give --all")
        }
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let calls = try session.offered(system.calls, "call hangup")
        let live = try calls.live(ReadOptions())
        let meant = try invocation.operand(0).map { try chosen($0, among: live) } ?? live
        let isDryRun = invocation[SharedOptions.dryRun] ?? false
        if !isDryRun, !meant.isEmpty {
            try calls.hangUp(meant)
            session.work.hasChanged = true
        }
        try session.output.list(LiveCall.self) { emit in for call in meant { try emit(call) } }
        if isDryRun { session.output.note("dry run: nothing was changed") }
    }

    private static func chosen(_ word: String, among live: [LiveCall]) throws -> [LiveCall] {
        let meant = live.filter { $0.isMeant(by: word) }
        guard meant.isEmpty else { return meant }
        throw PBXError(
            .notFound, "call \(DisplayText.printable(word))", "no call of this id or extension is up",
            remedy: "see those that are with `pbxctl call list`")
    }
}
