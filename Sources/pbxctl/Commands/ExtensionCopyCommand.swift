import PBXKit

/// `pbxctl extension copy`
enum ExtensionCopyCommand {
    static let copy: Command = .init(
        path: ["extension", "copy"], summary: "Add an extension like another one.",
        discussion: [
            "Copied is what the extension is set to: caller ids for the outside, recording, ring time, call waiting, whether it has a mailbox, and the settings of its phone. Not copied is what belongs to its person: name, secret, PIN, e-mail, follow-me, forwards, messages, and what its mailbox does about e-mail.",
            "What an option says holds instead of what the other extension has.",
        ],
        operands: [ExtensionCommands.number, Operand(name: "copy", help: "Number of the new extension.")],
        options: ExtensionOptions.forChanging + [SharedOptions.ifNotExists] + SharedOptions.write,
        examples: [.init("One more desk like 1001", "pbxctl extension copy 1001 1050 --name 'Front desk'")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered]
    ) { invocation, session in
        let number = try invocation.required(1)
        let change = try ExtensionOptions.change(invocation)
        let writing = try Writing(invocation, session)
        let extensions = try session.offered(writing.system.extensions, "extension copy")
        let read = { try extensions.find(number, ReadOptions()).entries }
        if invocation[SharedOptions.ifNotExists] ?? false, let there = try writing.ifFound(read) {
            return try writing.unchanged(.add, "extension", number, there)
        }
        try writing.perform(extensions.planCopy(of: invocation.required(0), to: number, change), before: nil, read: read)
    }
}
