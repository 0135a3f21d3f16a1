import PBXKit

/// `pbxctl trunk …`
enum TrunkCommands {
    static let noun: Noun = .init(
        name: "trunk", aliases: ["trunks", "gateway", "gateways"], summary: "Trunks: lines to the outside.",
        commands: [list, show, enable, disable])

    static let exitCode = Option.flag("exit-code", "Let the status answer: 0 where none that is enabled is down, 9 where one is.")
    private static let meaning =
        "up: it answers the switch's questions, or has let the switch register. down: it does not, or the switch has not loaded it. unknown: it is neither asked nor registered with."
    private static let trunk = Operand(name: "trunk", help: "Its number (FreePBX), its name, or its uuid (FusionPBX).")

    static let list: Command = .init(
        path: ["trunk", "list"], summary: "List trunks with what the switch says about them now.",
        discussion: [meaning, "With --watch each trunk is printed that has changed."],
        options: WatchOptions.all + SharedOptions.listing + [exitCode],
        examples: [
            .init("What is down", "pbxctl trunk list -o json | jq -r '.[] | select(.status == \"down\") | .name'"),
            .init("For a monitor", "pbxctl trunk list --exit-code -q -o name"),
        ],
        fields: Trunk.fieldNames, failures: Command.pbxFailures + [.negative]
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let trunks = try session.offered(system.trunks, "trunk list")
        let options = SharedOptions.readOptions(invocation)
        func all() throws -> [Trunk] {
            var all: [Trunk] = []
            try trunks.forEach(options) { all.append($0) }
            return all
        }
        if let seconds = try WatchOptions.pause(invocation) {
            return try session.output.watch(WatchOptions.title("trunk list", seconds), raw: options.raw) { see in
                try WatchOptions.forever(every: seconds) { try see(all(), false) }
            }
        }
        let found = try all()
        try session.output.list(Trunk.self, raw: options.raw) { emit in for one in found { try emit(one) } }
        if invocation[exitCode] ?? false { try answer(found, session) }
    }

    static let show: Command = .init(
        path: ["trunk", "show"], summary: "Show one trunk.", discussion: [meaning], operands: [trunk],
        options: [exitCode, SharedOptions.reveal, SharedOptions.raw],
        examples: [.init("Is the carrier there", "pbxctl trunk show carrier --fields status,detail")],
        fields: Trunk.fieldNames, failures: Command.pbxFailures + [.notFound, .conflict, .negative]
    ) { invocation, session in
        let trunks = try session.offered(session.system().trunks, "trunk show")
        let options = SharedOptions.readOptions(invocation)
        let found = try trunks.find(invocation.required(0), options)
        try session.output.show(found, raw: options.raw)
        if invocation[exitCode] ?? false { try answer([found], session) }
    }

    static let enable = turn(true, "enable", "Use a trunk again.")
    static let disable = turn(false, "disable", "Take a trunk out of use.")

    /// The exit status of what is printed already.
    private static func answer(_ trunks: [Trunk], _ session: Session) throws {
        let down = trunks.filter { $0.isEnabled && $0.status == .down }
        let unasked = trunks.filter { $0.isEnabled && $0.status == nil }
        guard !down.isEmpty || !unasked.isEmpty else { return }
        try session.output.flush()
        func names(_ trunks: [Trunk]) -> String { trunks.map { $0.name ?? $0.id }.joined(separator: ", ") }
        guard let first = down.first else {
            throw PBXError(.unreachable, "trunk \(names(unasked))", "the switch does not say how it is", remedy: "see `pbxctl doctor`")
        }
        throw PBXError(.negative, "trunk \(names(down))", down.count == 1 ? "is down: \(first.detail ?? "no reason given")" : "are down")
    }

    private static func turn(_ isEnabled: Bool, _ verb: String, _ summary: String) -> Command {
        Command(
            path: ["trunk", verb], summary: summary,
            discussion: ["FreePBX: live after `pbxctl system reload`. FusionPBX: at once\(isEnabled ? "" : "; calls that are up stay")."],
            operands: [trunk], options: SharedOptions.write,
            examples: [.init(isEnabled ? "The carrier is back" : "A carrier that only costs time", "pbxctl trunk \(verb) carrier")],
            fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict]
        ) { invocation, session in
            let writing = try Writing(invocation, session)
            let trunks = try session.offered(writing.system.trunks, "trunk \(verb)")
            let name = try invocation.required(0)
            let read = { try trunks.find(name, ReadOptions()).entries }
            let before = try read()
            try writing.perform(trunks.planSet(name, enabled: isEnabled), before: before, read: read)
        }
    }
}
