/// The mailboxes of `voicemail.conf` and how full they are.
struct FreePBXMailboxes {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (VoicemailBox) throws -> Void) throws {
        let file = try system.voicemailFile()
        let host = try system.host()
        let told = host == nil ? try self.told() : [:]
        let mailboxes = Self.mailboxes(of: file)
        let contents = try host.map { host in
            try FreePBXMailboxContent.read(mailboxes.map { try system.mailboxFolder($0.number, context: $0.context) }, on: host)
        }
        for (number, context) in mailboxes {
            let mailbox = FreePBXMailbox(line: file.value(context, number) ?? "")
            var box = VoicemailBox(mailbox: number)
            box.name = mailbox.name.isEmpty ? nil : mailbox.name
            box.email = mailbox.email.isEmpty ? nil : mailbox.email
            box.isEnabled = true
            if let contents {
                let content = try contents[system.mailboxFolder(number, context: context)] ?? FreePBXMailboxContent()
                (box.newCount, box.oldCount, box.urgentCount) = (content.new, content.old, content.urgent)
                (box.greeting, box.sizeBytes) = (content.greeting, content.size)
            } else if let counts = told["\(number)@\(context)"] {
                (box.newCount, box.oldCount, box.urgentCount) = counts
            }
            if options.raw { box.raw = Self.raw(mailbox, context, reveals: options.reveal) }
            try body(box)
        }
    }

    /// The context of a mailbox; nil where there is no such mailbox.
    func context(of number: String) throws -> String? {
        Self.mailboxes(of: try system.voicemailFile()).first { $0.number == number }?.context
    }

    /// Mailboxes in the natural order of their numbers. The other sections hold settings, zones and aliases.
    private static func mailboxes(of file: FreePBXVoicemailFile) -> [(number: String, context: String)] {
        let others = ["general", "zonemessages", FreePBXVoicemailFile.aliasSection, file.value("general", "aliasescontext") ?? ""]
        let found = file.sections.filter { !others.contains($0) }.flatMap { context in
            file.names(in: context).filter(FreePBXExtensions.isNumber).map { (number: $0, context: context) }
        }
        return found.sorted { ($0.number.utf8.count, $0.number, $0.context) < ($1.number.utf8.count, $1.number, $1.context) }
    }

    /// What Asterisk counts, by `1001@default`, where its files are out of reach.
    private func told() throws -> [String: (new: Int?, old: Int?, urgent: Int?)] {
        let manager = try system.manager()
        var counts: [String: (new: Int?, old: Int?, urgent: Int?)] = [:]
        for entry in try manager.listsOffered([ManagerAction("VoicemailUsersList")]) {
            let (new, old) = (Self.number(entry["NewMessageCount"]), Self.number(entry["OldMessageCount"]))
            counts["\(entry["VoiceMailbox"] ?? "")@\(entry["VMContext"] ?? "")"] = (new, old, new == 0 ? 0 : nil)
        }
        // That list takes urgent messages for new ones; asked for all at once, without waiting for each answer.
        let unclear = counts.filter { $0.value.urgent == nil }.map(\.key).sorted()
        guard !unclear.isEmpty else { return counts }
        let answers = try manager.answers(to: unclear.map { try ManagerAction("MailboxCount", ["Mailbox": $0]) })
        for (mailbox, answer) in zip(unclear, answers) where answer.isSuccess {
            guard let new = Self.number(answer["NewMessages"]), let urgent = Self.number(answer["UrgMessages"]) else { continue }
            counts[mailbox] = (new, Self.number(answer["OldMessages"]), urgent)
        }
        return counts
    }

    private static func number(_ text: String?) -> Int? { text.flatMap { Int($0) } }

    private static func raw(_ mailbox: FreePBXMailbox, _ context: String, reveals: Bool) -> Cell {
        let options = mailbox.options.map { Cell.Entry($0.name, Cell($0.value)) }
        return .object(Cell.Object([
            Cell.Entry("context", .text(context)), Cell.Entry("pin", .text(reveals ? mailbox.pin : Step.hidden)),
            Cell.Entry("pager", .text(mailbox.pager)), Cell.Entry("options", .object(Cell.Object(options))),
        ]))
    }
}

/// What lies in a mailbox's folder.
struct FreePBXMailboxContent {
    private(set) var new = 0
    private(set) var old = 0
    private(set) var urgent = 0
    private(set) var greeting: String?
    private(set) var size = 0

    /// What is in the folders of several mailboxes, by their paths; none for those that nobody has called yet.
    static func read(_ roots: [String], on host: any Host) throws -> [String: FreePBXMailboxContent] {
        let entries = try host.listAll(roots)
        let folders = entries.flatMap { root, entries in
            entries.filter { $0.status.kind == .directory }.map { "\(root)/\($0.name)" }
        }
        let files = try host.listAll(folders)
        return Dictionary(
            uniqueKeysWithValues: entries.map { root, entries in
                (root, FreePBXMailboxContent(entries, in: root) { files[$0] ?? [] })
            })
    }

    init() {}

    private init(_ entries: [FileEntry], in root: String, _ listed: (String) -> [FileEntry]) {
        let stems = Set(entries.filter { $0.status.kind == .file }.map { String($0.name.prefix { $0 != "." }) })
        // In the order in which Asterisk prefers them.
        greeting = [("temp", "temporary"), ("unavail", "unavailable"), ("busy", "busy")].first { stems.contains($0.0) }?.1
        size = entries.reduce(0) { $0 + ($1.status.kind == .file ? Int($1.status.size) : 0) }
        for folder in entries where folder.status.kind == .directory {
            let files = listed("\(root)/\(folder.name)").filter { $0.status.kind == .file }
            size += files.reduce(0) { $0 + Int($1.status.size) }
            // Asterisk: `msgNNNN.txt` is what it counts.
            let count = files.count { $0.name.hasPrefix("msg") && $0.name.hasSuffix(".txt") }
            switch folder.name {
            case "INBOX": new = count
            case "Old": old = count
            case "Urgent": urgent = count
            default: break
            }
        }
    }
}
