/// Voicemail messages of a FreePBX: files below `ASTSPOOLDIR/voicemail/<context>/<mailbox>`.
struct FreePBXVoicemail: Voicemail {
    /// Folders whose messages come first; the others follow by name.
    private static let order = ["INBOX", "Urgent", "Old"]
    /// Sound files of a message in the order in which FreePBX looks for them.
    private static let formats = ["wav", "WAV", "gsm", "ulaw", "alaw", "g722", "sln16", "sln", "g729"]

    let system: FreePBXSystem

    func forEachMessage(of mailbox: String, _ options: ReadOptions, _ body: (VoicemailMessage) throws -> Void) throws {
        let context = try context(of: mailbox)
        guard let host = try system.host() else {
            throw PBXError(
                .unreachable, "mailbox \(mailbox)", "its messages are files on the PBX, which cannot be read from here",
                remedy: "run pbxctl on the PBX, or set asterisk_spool where its folders are mounted")
        }
        let zone = try system.shownZone(or: .ofHost(host))
        let root = try system.mailboxFolder(mailbox, context: context)
        // A mailbox that nobody has called yet has no folder.
        guard try host.status(of: root) != nil else { return }
        for folder in try Self.folders(of: root, on: host) {
            let messages = try messages(in: "\(root)/\(folder)", folder: folder, mailbox, zone, on: host)
            for message in messages { try body(message) }
        }
    }

    private func context(of mailbox: String) throws -> String {
        guard FreePBXExtensions.isNumber(mailbox),
            let row = try system.database().firstRow("SELECT extension, voicemail FROM users WHERE extension = \(mailbox)"),
            row["extension"] == mailbox
        else { throw FreePBXExtensions.notFound(mailbox) }
        guard let context = row["voicemail"], !context.isEmpty, context != "novm" else {
            throw PBXError(
                .notFound, "mailbox \(mailbox)", "the extension has no mailbox",
                remedy: "give it one: pbxctl extension set \(mailbox) --voicemail")
        }
        return context
    }

    private static func folders(of root: String, on host: any Host) throws -> [String] {
        let names = try host.list(root).filter { $0.status.kind == .directory && $0.name != "tmp" && !$0.name.hasPrefix(".") }
            .map(\.name)
        return order.filter(names.contains) + names.filter { !order.contains($0) }.sorted()
    }

    private func messages(
        in path: String, folder: String, _ mailbox: String, _ zone: TimeZoneRules, on host: any Host
    ) throws -> [VoicemailMessage] {
        let files = Dictionary(
            try host.list(path).map { ($0.name, $0.status) }, uniquingKeysWith: { first, _ in first })
        var messages: [(time: Int64, message: VoicemailMessage)] = []
        for name in files.keys.sorted() where name.hasPrefix("msg") && name.hasSuffix(".txt") {
            let stem = String(name.dropLast(4))
            // Gone since the folder was listed: moved or deleted by phone.
            guard let text = try host.readIfPresent("\(path)/\(name)", limit: 1 << 16)?.text else { continue }
            let details = FreePBXMessageFile(text)
            // Without a duration it is still being recorded; without a sound file FreePBX does not show it either.
            guard let duration = details.durationSeconds,
                let sound = Self.formats.map({ "\(stem).\($0)" }).first(where: { files[$0] != nil })
            else { continue }
            var message = VoicemailMessage(
                id: details["msg_id"] ?? "\(folder)/\(stem)", mailbox: mailbox, folder: Self.shown(folder),
                isRead: folder != "INBOX" && folder != "Urgent")
            message.received = details.receivedSeconds.map { Timestamp(seconds: $0).iso8601(in: zone) }
            message.callerIDName = details.callerID.name
            message.callerIDNumber = details.callerID.number
            message.durationSeconds = duration
            message.sizeBytes = files[sound].map { Int($0.size) }
            message.file = "\(path)/\(sound)"
            messages.append((details.receivedSeconds ?? 0, message))
        }
        return messages.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element.message)
    }

    private static func shown(_ folder: String) -> String {
        switch folder {
        case "INBOX": "new"
        case "Urgent": "urgent"
        case "Old": "old"
        default: folder
        }
    }
}
