import PBXKit

/// `pbxctl voicemail …`
enum VoicemailCommands {
    static let noun: Noun = .init(
        name: "voicemail", aliases: ["voicemails"], summary: "Voicemail messages and mailboxes.",
        commands: [list, download, delete, move, mark, boxes])

    private static let mailbox = Operand(name: "extension", help: "Number of the mailbox.", completion: .live(.extensions))
    private static let messages = Operand(name: "message", help: "Ids of messages, as `voicemail list` shows them.", isOptional: true, repeats: true, completion: .live(.messages))

    static let list: Command = .init(
        path: ["voicemail", "list"], summary: "List the messages of a mailbox.",
        operands: [mailbox],
        examples: [.init("New messages of 1001", "pbxctl voicemail list 1001 -o json | jq '.[] | select(.read | not)'")],
        fields: VoicemailMessage.fieldNames, failures: Command.pbxFailures + [.notFound], mirrors: ["R47"]
    ) { invocation, session in
        let voicemail = try session.offered(session.system().voicemail, "voicemail list")
        let mailbox = try invocation.required(0)
        try session.output.list(VoicemailMessage.self) { try voicemail.forEachMessage(of: mailbox, ReadOptions(), $0) }
    }

    static let download: Command = .init(
        path: ["voicemail", "download"], summary: "Write a message's sound to a file.",
        discussion: ["The message stays unread."],
        operands: [
            mailbox, Operand(name: "message", help: "Id of the message.", completion: .live(.messages)),
            Operand(name: "file", help: "Where to write it; - is standard output. Named after the message by default.", isOptional: true, completion: .file),
        ],
        options: [RecordingCommands.replace],
        examples: [.init("Into a file", "pbxctl voicemail download 1001 1795118400-00000002 message.wav")],
        failures: Command.pbxFailures + [.notFound, .conflict], mirrors: ["R48"]
    ) { invocation, session in
        let voicemail = try session.offered(session.system().voicemail, "voicemail download")
        let (mailbox, id) = (try invocation.required(0), try invocation.required(1))
        let own = "\(id.split(separator: "/").last.map(String.init) ?? id).wav"
        try SoundOutput.write(to: invocation.operand(2) ?? own, replaces: invocation[RecordingCommands.replace] ?? false, session) {
            try voicemail.download(id, of: mailbox, $0)
        }
    }

    static let all = Option.flag("all", "Every message of the mailbox.")
    static let olderThan = Option<Int>(
        long: "older-than", valueName: "AGE", help: "Messages older than AGE: 90d, 12h, 2w.", read: age)

    static let delete: Command = .init(
        path: ["voicemail", "delete"], summary: "Delete messages.",
        discussion: [
            "Asks on a terminal; elsewhere --yes is needed. Counters and the lamp are right afterwards. Those that were found and confirmed are deleted, and not one that comes in meanwhile. Deleted messages do not come back: `pbxctl undo` refuses."
        ],
        operands: [mailbox, messages], options: [all, olderThan] + SharedOptions.write, exclusive: [["all", "older-than"]],
        examples: [
            .init("One message", "pbxctl voicemail delete 1001 1795118400-00000002 --yes"),
            .init("Old ones", "pbxctl voicemail delete 1001 --older-than 90d --yes"),
        ],
        fields: fields, failures: Command.writeFailures + [.notFound, .conflict], mirrors: ["R49", "R50"]
    ) { invocation, session in
        let selection = try selection(invocation)
        try write(invocation, session) { voicemail, mailbox in try voicemail.planDelete(selection, of: mailbox) }
    }

    static let folder = Option.text("to", value: "FOLDER", completion: .words(["new", "old", "urgent"]), "Where to: new, old, urgent or a folder's own name.")

    static let move: Command = .init(
        path: ["voicemail", "move"], summary: "Move messages to another folder.",
        operands: [mailbox, messages], options: [folder, all, olderThan] + SharedOptions.write, exclusive: [["all", "older-than"]],
        examples: [.init("Put one back among the new", "pbxctl voicemail move 1001 1795118400-00000002 --to new")],
        fields: fields, failures: Command.writeFailures + [.notFound, .conflict]
    ) { invocation, session in
        guard let folder = invocation[folder] else {
            throw PBXError(.usage, "voicemail move", "--to is missing", remedy: "add --to new, old, urgent or a folder's own name")
        }
        let selection = try selection(invocation)
        try write(invocation, session) { voicemail, mailbox in try voicemail.planMove(selection, of: mailbox, to: folder) }
    }

    static let unread = Option.flag("unread", "Mark as new again.")

    static let mark: Command = .init(
        path: ["voicemail", "mark"], summary: "Mark messages as read.",
        operands: [mailbox, messages], options: [unread, all, olderThan] + SharedOptions.write, exclusive: [["all", "older-than"]],
        examples: [.init("Everything is read", "pbxctl voicemail mark 1001 --all")],
        fields: fields, failures: Command.writeFailures + [.notFound, .conflict]
    ) { invocation, session in
        let selection = try selection(invocation)
        let isRead = !(invocation[unread] ?? false)
        try write(invocation, session) { voicemail, mailbox in try voicemail.planMark(selection, of: mailbox, read: isRead) }
    }

    static let boxes: Command = .init(
        path: ["voicemail", "box", "list"], summary: "List mailboxes and how full they are.",
        options: SharedOptions.listing,
        examples: [.init("Who has new messages", "pbxctl voicemail box list -o json | jq '.[] | select(.new > 0)'")],
        fields: VoicemailBox.fieldNames
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let voicemail = try session.offered(system.voicemail, "voicemail box list")
        let options = SharedOptions.readOptions(invocation)
        try session.output.list(VoicemailBox.self, raw: options.raw) { try voicemail.forEachBox(options, $0) }
    }

    /// The columns of the table, and the keys of the JSON.
    private static let fields = ChangeReport.keys + VoicemailMessage.fieldNames.filter { !ChangeReport.keys.contains($0) }

    private static func write(
        _ invocation: Invocation, _ session: Session, _ plan: (any Voicemail, String) throws -> MessagePlan
    ) throws {
        let mailbox = try invocation.required(0)
        let writing = try Writing(invocation, session)
        let voicemail = try session.offered(writing.system.voicemail, "voicemail")
        let messages = try plan(voicemail, mailbox)
        if messages.plan.operation == .delete, !writing.isDryRun, !messages.before.isEmpty {
            try session.confirm("Delete \(messages.before.count) messages of mailbox \(mailbox)")
        }
        try writing.perform(messages) { try voicemail.messages(of: messages.plan) }
    }

    /// Which messages: ids, `--all` or `--older-than`, one of them.
    private static func selection(_ invocation: Invocation) throws -> MessageSelection {
        let ids = Array(invocation.operands.dropFirst())
        let isAll = invocation[all] ?? false
        let age = invocation[olderThan]
        guard [!ids.isEmpty, isAll, age != nil].filter({ $0 }).count == 1 else {
            throw PBXError(.usage, "voicemail", "says not, or more than once, which messages are meant", remedy: "give ids, or --all, or --older-than AGE")
        }
        return isAll ? .all : age.map { .olderThan(seconds: $0) } ?? .ids(ids)
    }

    @Sendable private static func age(_ text: String) throws -> Int {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()), (0...1_000_000).contains(count) else {
            throw ValueProblem(why: "is no age such as 90d, 12h or 2w")
        }
        return count * unit
    }
}
