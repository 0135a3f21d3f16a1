import PBXKit

/// `pbxctl phone …`
enum PhoneCommands {
    static let noun: Noun = .init(name: "phone", aliases: ["phones"], summary: "Telephones that are registered.", commands: [notify])

    static let event = Option<PhoneEvent>.choice(
        "event", value: "EVENT", default: "check-sync",
        "What they are told: check-sync is to fetch their configuration again, reboot to restart.")

    static let notify: Command = .init(
        path: ["phone", "notify"], summary: "Tell an extension's phones to fetch their configuration, or to restart.",
        discussion: [
            "A SIP NOTIFY goes to each registered phone, in the words of its maker as the phone's user agent tells it. What the phone does about it is up to its own settings.",
            "Printed are the phones that were told.",
        ],
        operands: [ExtensionCommands.number], options: [event, SharedOptions.dryRun],
        examples: [
            .init("After a change of its configuration", "pbxctl phone notify 1001"),
            .init("Restart it", "pbxctl phone notify 1001 --event reboot"),
        ],
        fields: Registration.fieldNames, failures: Command.pbxFailures + [.notFound, .notOffered], acts: true
    ) { invocation, session in
        let number = try invocation.required(0)
        let registrations = try session.offered(session.system().registrations, "phone notify")
        let found = try registrations.of(number, ReadOptions()).filter { $0.status != .unregistered }
        guard !found.isEmpty else {
            throw PBXError(.notFound, "extension \(number)", "has no phone that is registered", remedy: "see `pbxctl registration show \(number)`")
        }
        let isDryRun = invocation[SharedOptions.dryRun] ?? false
        if !isDryRun {
            session.work.hasChanged = true
            try registrations.notify(number, invocation[event] ?? .check_sync, found)
        }
        try session.output.list(Registration.self) { emit in for one in found { try emit(one) } }
        if isDryRun { session.output.note("dry run: nothing was sent") }
    }
}
