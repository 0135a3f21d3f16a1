import Glibc
import PBXKit

/// `pbxctl registration …`
enum RegistrationCommands {
    static let noun: Noun = .init(
        name: "registration", aliases: ["registrations"], summary: "Which phones are registered.", commands: [list, show, drop])

    static let list: Command = .init(
        path: ["registration", "list"], summary: "List every extension's registered phones.",
        discussion: [
            "One record for each contact; an extension without any has one with status unregistered.",
            "With --watch a contact that goes is reported once more, as unregistered.",
        ],
        options: WatchOptions.all + SharedOptions.listing,
        examples: [
            .init("Who is not registered", "pbxctl registration list -o json | jq '.[] | select(.status != \"registered\")'"),
            .init("A log of phones that come and go", "pbxctl registration list --watch -o ndjson"),
        ],
        fields: Registration.fieldNames, mirrors: ["R41"]
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let registrations = try session.offered(system.registrations, "registration list")
        let options = SharedOptions.readOptions(invocation)
        guard let seconds = try WatchOptions.pause(invocation) else {
            return try session.output.list(Registration.self, raw: options.raw) { try registrations.forEach(options, $0) }
        }
        try session.output.watch(WatchOptions.title("registration list", seconds), raw: options.raw) { see in
            try WatchOptions.forever(every: seconds) {
                var all: [Registration] = []
                try registrations.forEach(options) { all.append($0) }
                try see(all, false)
            }
        }
    }

    static let exitCode = Option.flag("exit-code", "Let the status answer: 0 when registered, 9 when not.")

    static let show: Command = .init(
        path: ["registration", "show"], summary: "Show the registered phones of one extension.",
        operands: [ExtensionCommands.number], options: [exitCode, SharedOptions.raw],
        examples: [.init("For a monitor", "pbxctl registration show 1001 --exit-code -q")],
        fields: Registration.fieldNames, failures: Command.pbxFailures + [.notFound, .negative], mirrors: ["R42"]
    ) { invocation, session in
        let registrations = try session.offered(session.system().registrations, "registration show")
        let options = SharedOptions.readOptions(invocation)
        let number = try invocation.required(0)
        let found = try registrations.of(number, options)
        try session.output.list(Registration.self, raw: options.raw) { emit in for one in found { try emit(one) } }
        if invocation[exitCode] ?? false, !found.contains(where: { $0.status == .registered }) {
            try session.output.flush()
            throw PBXError(.negative, "extension \(number)", "is not registered")
        }
    }

    static let drop: Command = .init(
        path: ["registration", "drop"], summary: "Make the switch forget where an extension's phones are.",
        discussion: [
            "Calls do not reach them before they register anew: a phone that knows the secret does so at its next turn, after `pbxctl extension rotate-secret` only one that has the new one.",
            "Printed are the phones that were forgotten, as they were.",
        ],
        operands: [ExtensionCommands.number], options: [SharedOptions.dryRun],
        examples: [.init("A phone that hangs", "pbxctl registration drop 1001")],
        fields: Registration.fieldNames, failures: Command.pbxFailures + [.notFound], acts: true
    ) { invocation, session in
        let registrations = try session.offered(session.system().registrations, "registration drop")
        let number = try invocation.required(0)
        let found = try registrations.of(number, ReadOptions()).filter { $0.status != .unregistered }
        let isDryRun = invocation[SharedOptions.dryRun] ?? false
        if !isDryRun, !found.isEmpty {
            session.work.hasChanged = true
            try registrations.drop(number)
            try waitUntilGone(found, number, registrations)
        }
        try session.output.list(Registration.self) { emit in for one in found { try emit(one) } }
        if isDryRun {
            session.output.note("dry run: nothing was changed")
        } else if found.isEmpty {
            session.output.note("extension \(number): no phone is registered")
        }
    }

    /// Throws `.failed` where one of these contacts is still there after ten seconds.
    private static func waitUntilGone(_ dropped: [Registration], _ number: String, _ registrations: any Registrations) throws {
        func isLeft() throws -> Bool {
            let now = try registrations.of(number, ReadOptions())
            // Whoever is there with another end of its registration has come anew.
            return dropped.contains { old in now.contains { $0.contact == old.contact && $0.expires == old.expires } }
        }
        for _ in 0..<200 {
            guard try isLeft() else { return }
            usleep(50_000)
        }
        throw PBXError(.failed, "extension \(number)", "is still registered ten seconds after it was dropped", remedy: "see `pbxctl registration show \(number)`")
    }
}
