import PBXKit

/// `pbxctl state …`
enum StateCommands {
    static let noun: Noun = .init(name: "state", aliases: ["states"], summary: "What extensions are doing.", commands: [list, show])

    static let list: Command = .init(
        path: ["state", "list"], summary: "List every extension's state.", options: [WatchOptions.watch] + SharedOptions.listing,
        examples: [
            .init("Who is on the phone", "pbxctl state list -o json | jq '.[] | select(.state == \"in_use\")'"),
            .init("A board that follows what happens", "pbxctl state list --watch"),
        ],
        fields: ExtensionState.fieldNames, mirrors: ["R44"]
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let states = try session.offered(system.extensionStates, "state list")
        if invocation[WatchOptions.watch] ?? false { return try follow(nil, states, session) }
        let options = SharedOptions.readOptions(invocation)
        try session.output.list(ExtensionState.self, raw: options.raw) { try states.forEach(options, $0) }
    }

    static let show: Command = .init(
        path: ["state", "show"], summary: "Show one extension's state.",
        operands: [ExtensionCommands.number], options: [WatchOptions.watch, SharedOptions.raw],
        examples: [.init("Until Ctrl-C", "pbxctl state show 1001 --watch")],
        fields: ExtensionState.fieldNames, failures: Command.pbxFailures + [.notFound], mirrors: ["R45"]
    ) { invocation, session in
        let states = try session.offered(session.system().extensionStates, "state show")
        let number = try invocation.required(0)
        if invocation[WatchOptions.watch] ?? false { return try follow(number, states, session) }
        let options = SharedOptions.readOptions(invocation)
        try session.output.show(states.of(number, options), raw: options.raw)
    }

    /// Prints each state as it comes, at once.
    private static func follow(_ number: String?, _ states: any ExtensionStates, _ session: Session) throws {
        try session.output.watch("pbxctl state \(number.map { "show \($0)" } ?? "list") · Ctrl-C ends") { see in
            try states.watch(number) { changed in
                try see(changed, true)
                return true
            }
        }
    }
}
