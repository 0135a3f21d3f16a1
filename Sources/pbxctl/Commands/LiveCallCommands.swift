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

    private static let call = Operand(
        name: "call", help: "An id, call_id or channel of `call list`, or an extension.", completion: .live(.extensions))

    static let show: Command = .init(
        path: ["call", "show"], summary: "Show a call that is up now, with all its parties.",
        operands: [call], options: SharedOptions.listing,
        examples: [.init("Whom 1001 talks to", "pbxctl call show 1001 -o json | jq -r '.[].dst'")],
        fields: LiveCall.fieldNames, failures: Command.pbxFailures + [.notFound]
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let calls = try session.offered(system.calls, "call show")
        let options = SharedOptions.readOptions(invocation)
        let live = try calls.live(options)
        let meant = Set(try chosen(invocation.required(0), among: live).map { $0.callID ?? $0.id })
        try session.output.list(LiveCall.self, raw: options.raw) { emit in for one in live where meant.contains(one.callID ?? one.id) { try emit(one) } }
    }

    static let transfer: Command = .init(
        path: ["call", "transfer"], summary: "Send a party of a call to another number.",
        discussion: [
            "Of an extension's call the other party goes, as if the extension had transferred it. Named by its id or channel, a party goes itself. Who is left is let go.",
            "Printed is the party that went, as it was. It is dialled like a call of an extension: a number that leads nowhere ends the call.",
        ],
        operands: [call, Operand(name: "destination", help: "The number it is sent to.", completion: .live(.extensions))],
        options: [SharedOptions.allDomains],
        examples: [.init("What 1001's caller wants, 1002 knows", "pbxctl call transfer 1001 1002")],
        fields: LiveCall.fieldNames, failures: Command.pbxFailures + [.notFound, .conflict], acts: true
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let calls = try session.offered(system.calls, "call transfer")
        let party = try moved(invocation.required(0), among: calls.live(ReadOptions()))
        session.work.hasChanged = true
        try calls.transfer(party, to: invocation.required(1))
        try session.output.list(LiveCall.self) { emit in try emit(party) }
    }

    /// The one party that a transfer is about. Throws `.conflict` where there are several.
    private static func moved(_ word: String, among live: [LiveCall]) throws -> LiveCall {
        let named = try chosen(word, among: live)
        // A channel is one party; an extension and a whole call are named for the other side.
        let isParty = named.contains { $0.id == word || $0.channel == word } && named.count == 1 && named[0].extension != word
        let found = isParty ? named : named.compactMap { own in live.first { $0.channel != nil && $0.channel == own.bridgedTo } }
        guard found.count < 2 else {
            throw PBXError(
                .conflict, "call \(DisplayText.printable(word))", "has \(found.count) parties that could be meant",
                remedy: "name one by its id: \(found.map(\.id).joined(separator: ", "))")
        }
        guard let party = found.first else {
            throw PBXError(.conflict, "call \(DisplayText.printable(word))", "talks to nobody yet", remedy: "name a party by its id (`pbxctl call list`)")
        }
        return party
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
