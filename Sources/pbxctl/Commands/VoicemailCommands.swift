import PBXKit

/// `pbxctl voicemail …`
enum VoicemailCommands {
    static let noun: Noun = .init(name: "voicemail", aliases: ["voicemails"], summary: "Voicemail messages.", commands: [list])

    static let list: Command = .init(
        path: ["voicemail", "list"], summary: "List the messages of a mailbox.",
        operands: [Operand(name: "extension", help: "Number of the mailbox.", completion: .live(.extensions))],
        options: [SharedOptions.raw],
        examples: [
            .init("New messages of 1001", "pbxctl voicemail list 1001 -o json | jq '.[] | select(.read | not)'")
        ],
        fields: VoicemailMessage.fieldNames, failures: Command.pbxFailures + [.notFound], mirrors: ["R47"]
    ) { invocation, session in
        let voicemail = try session.offered(session.system().voicemail, "voicemail list")
        let options = SharedOptions.readOptions(invocation)
        let mailbox = try invocation.required(0)
        try session.output.list(VoicemailMessage.self) { try voicemail.forEachMessage(of: mailbox, options, $0) }
    }
}
