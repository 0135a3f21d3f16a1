/// Reads the messages of a mailbox: from its files, or where those are out of reach from the manager, if it can tell.
struct FreePBXMailboxReader {
    /// Sound files of a message in the order in which FreePBX looks for them.
    private static let formats = ["wav", "WAV", "gsm", "ulaw", "alaw", "g722", "sln16", "sln", "g729"]

    struct Key: Hashable {
        var mailbox: String
        var context: String
    }

    let system: FreePBXSystem
    let mailbox: String
    let context: String

    /// New ones first, then urgent and old, then other folders; oldest first within each.
    func messages() throws -> [FreePBXStoredMessage] {
        let found = try system.host().map { try files(on: $0) } ?? told()
        return Self.withOwnIDs(found)
    }

    /// A copied message keeps its identifier: those that are not alone with theirs go by their place.
    private static func withOwnIDs(_ messages: [FreePBXStoredMessage]) -> [FreePBXStoredMessage] {
        let counts = Dictionary(messages.map { ($0.message.id, 1) }, uniquingKeysWith: +)
        return messages.map { stored in
            guard counts[stored.message.id] ?? 0 > 1, stored.stem != nil else { return stored }
            var stored = stored
            stored.message.id = stored.place
            return stored
        }
    }

    // MARK: - Files

    private func files(on host: any Host) throws -> [FreePBXStoredMessage] {
        let zone = try system.shownZone(or: .ofHost(host))
        let root = try system.mailboxFolder(mailbox, context: context)
        // A mailbox that nobody has called yet has no folder.
        guard try host.status(of: root) != nil else { return [] }
        return try messages(in: Self.folders(of: root, on: host), below: root, zone, on: host)
    }

    private static func folders(of root: String, on host: any Host) throws -> [String] {
        let names = try host.list(root).filter { $0.status.kind == .directory && $0.name != "tmp" && !$0.name.hasPrefix(".") }
            .map(\.name)
        let known = ["INBOX", "Urgent", "Old"]
        return known.filter(names.contains) + names.filter { !known.contains($0) }.sorted()
    }

    /// The messages of some folders, one after the other; oldest first within each.
    func messages(
        in folders: [String], below root: String, _ zone: TimeZoneRules, on host: any Host
    ) throws -> [FreePBXStoredMessage] {
        // A link could lead anywhere on the host: only regular files are messages.
        let listed = try host.listAll(folders.map { "\(root)/\($0)" }).mapValues { $0.filter { $0.status.kind == .file } }
        let texts = listed.flatMap { path, entries in entries.filter { Self.isText($0.name) }.map { "\(path)/\($0.name)" } }
        let contents = try host.readAll(texts, limit: 1 << 16)
        return folders.flatMap { folder in
            messages(in: folder, path: "\(root)/\(folder)", listed["\(root)/\(folder)"] ?? [], contents, zone)
        }
    }

    private static func isText(_ name: String) -> Bool { name.hasPrefix("msg") && name.hasSuffix(".txt") }

    private func messages(
        in folder: String, path: String, _ entries: [FileEntry], _ contents: [String: FileContents], _ zone: TimeZoneRules
    ) -> [FreePBXStoredMessage] {
        let files = Dictionary(entries.map { ($0.name, $0.status) }, uniquingKeysWith: { first, _ in first })
        var messages: [FreePBXStoredMessage] = []
        for name in files.keys.sorted() where Self.isText(name) {
            let stem = String(name.dropLast(4))
            // Gone since the folder was listed: moved or deleted by phone.
            guard let text = contents["\(path)/\(name)"]?.text else { continue }
            let details = FreePBXMessageFile(text)
            // Without a duration it is still being recorded; without a sound file FreePBX does not show it either.
            guard details.durationSeconds != nil,
                let sound = Self.formats.map({ "\(stem).\($0)" }).first(where: { files[$0] != nil })
            else { continue }
            var stored = self.stored(details, folder, stem, zone)
            stored.message.sizeBytes = files[sound].map { Int($0.size) }
            stored.message.file = "\(path)/\(sound)"
            messages.append(stored)
        }
        return messages.enumerated().sorted { ($0.element.received ?? 0, $0.offset) < ($1.element.received ?? 0, $1.offset) }
            .map(\.element)
    }

    private func stored(_ details: FreePBXMessageFile, _ folder: String, _ stem: String, _ zone: TimeZoneRules) -> FreePBXStoredMessage {
        var message = VoicemailMessage(
            id: details["msg_id"] ?? "\(folder)/\(stem)", mailbox: mailbox, folder: FreePBXVoicemailFolder.shown(folder),
            isRead: !FreePBXVoicemailFolder.isUnread(folder))
        message.received = details.receivedSeconds.map { Timestamp(seconds: $0).iso8601(in: zone) }
        message.callerIDName = details.callerID.name
        message.callerIDNumber = details.callerID.number
        message.durationSeconds = details.durationSeconds
        return FreePBXStoredMessage(
            message: message, folder: folder, stem: stem, received: details.receivedSeconds, messageID: details["msg_id"],
            details: details)
    }

    /// The step that takes a message to another folder, or away. `changing` are all that its plan takes anywhere.
    func step(
        for stored: FreePBXStoredMessage, to target: String?, among all: [FreePBXStoredMessage], changing: [FreePBXStoredMessage]
    ) throws -> MessageStep {
        var step = MessageStep(
            mailbox: mailbox, context: context, id: stored.message.id, messageID: stored.messageID, marks: stored.marks ?? [:],
            copies: 0, before: stored.folder, files: [], after: target)
        func alike(_ messages: [FreePBXStoredMessage]) -> Int {
            messages.count { $0.folder == stored.folder && $0.answers(to: step) }
        }
        step.copies = alike(all) - alike(changing)
        if let host = try system.host(), let stem = stored.stem {
            let root = try system.mailboxFolder(mailbox, context: context)
            step.files = try host.list("\(root)/\(stored.folder)").map(\.name).filter { $0.hasPrefix(stem) }
        }
        return step
    }

    // MARK: - Manager

    /// VoicemailBoxSummary: Asterisk 18.20, 20.5, 21 and later.
    private func told() throws -> [FreePBXStoredMessage] {
        let action = try ManagerAction("VoicemailBoxSummary", ["Context": context, "Mailbox": mailbox])
        let events: [ManagerMessage]
        do {
            events = try system.manager().list(action)
        } catch let error as ManagerError where error.isUnknownAction {
            throw Self.outOfReach(mailbox)
        }
        let zone = try system.shownZone(or: FreePBXCallRecordZone(system: system).zone())
        let found = events.compactMap { told($0, zone) }
        return FreePBXVoicemailFolder.all.flatMap { folder in
            found.filter { $0.folder == folder }.sorted { ($0.received ?? 0) < ($1.received ?? 0) }
        }
    }

    private func told(_ event: ManagerMessage, _ zone: TimeZoneRules) -> FreePBXStoredMessage? {
        guard let id = event["ID"], !id.isEmpty, let folder = event["Folder"] else { return nil }
        var message = VoicemailMessage(
            id: id, mailbox: mailbox, folder: FreePBXVoicemailFolder.shown(folder),
            isRead: !FreePBXVoicemailFolder.isUnread(folder))
        // The identifier begins with the Unix time; Date is a text for people.
        let received = id.split(separator: "-").first.flatMap { Int64($0) }
        message.received = received.map { Timestamp(seconds: $0).iso8601(in: zone) }
        let callerID = FreePBXMessageFile("callerid=\(event["CallerID"] ?? "")").callerID
        message.callerIDName = callerID.name
        message.callerIDNumber = callerID.number
        message.durationSeconds = event["Duration"].flatMap { Int($0) }
        return FreePBXStoredMessage(message: message, folder: folder, stem: nil, received: received, messageID: id, details: nil)
    }

    static func outOfReach(_ mailbox: String) -> PBXError {
        PBXError(
            .unreachable, "mailbox \(mailbox)", "its messages are files on the PBX, which cannot be read from here",
            remedy: "\(HostAddress.remedy); set asterisk_spool where its folders are mounted here")
    }
}
