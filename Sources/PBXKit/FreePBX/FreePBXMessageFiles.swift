/// Deletes and moves messages in the files, as Asterisk's app_voicemail does it: both folders locked, all files of a message
/// together, numbers without gaps afterwards.
struct FreePBXMessageFiles {
    let reader: FreePBXMailboxReader
    let host: any Host

    func carryOut(_ changes: [FreePBXMessageChange]) throws {
        try refuseOtherLocks()
        let root = try reader.system.mailboxFolder(reader.mailbox, context: reader.context)
        let targets = Set(changes.compactMap { change in if case .moved(let folder) = change.fate { folder } else { nil } })
        for folder in targets { try make(folder, below: root) }
        let folders = Set(changes.map(\.stored.folder)).union(targets).sorted()
        // Ctrl-C waits for the end: a lock left behind would cost the mailbox its next messages.
        try Interruption.watched {
            try FreePBXFolderLock(host: host).whileHeld(folders.map { "\(root)/\($0)" }) {
                try carryOut(changes, in: folders, below: root)
            }
        }
    }

    private func carryOut(_ changes: [FreePBXMessageChange], in folders: [String], below root: String) throws {
        // Numbers may have moved since the messages were listed; nothing is touched before all are found again.
        let present = try reader.messages(in: folders, below: root, .utc, on: host)
        let found = try changes.map { change in (try again(change.stored, among: present), change.fate) }
        for folder in folders { try checkRoom(in: folder, below: root, for: found.map(\.1)) }
        // Whatever goes wrong: a gap would hide the messages behind it from Asterisk.
        let outcome = Result { for (stored, fate) in found { try carryOut(fate, stored, below: root) } }
        for folder in folders { try FreePBXMessageFolder(host: host, path: "\(root)/\(folder)").closeGaps() }
        try outcome.get()
    }

    private func carryOut(_ fate: FreePBXMessageFate, _ stored: FreePBXStoredMessage, below root: String) throws {
        guard let stem = stored.stem else { return }
        let folder = FreePBXMessageFolder(host: host, path: "\(root)/\(stored.folder)")
        switch fate {
        case .deleted: try folder.remove(stem)
        case .moved(let target): try folder.move(stem, to: FreePBXMessageFolder(host: host, path: "\(root)/\(target)"))
        case .kept: break
        }
    }

    private func again(_ stored: FreePBXStoredMessage, among present: [FreePBXStoredMessage]) throws -> FreePBXStoredMessage {
        let same = present.filter { $0.folder == stored.folder && $0.isSame(as: stored) }
        guard let found = same.first(where: { $0.stem == stored.stem }) ?? same.first else {
            throw PBXError(
                .notFound, "message \(stored.message.id) of mailbox \(reader.mailbox)", "has been moved or deleted meanwhile",
                remedy: "see `pbxctl voicemail list \(reader.mailbox)`")
        }
        return found
    }

    /// Asterisk: `maxmsg` of the mailbox, else of [general], else 100. Above it a phone could not leave another message.
    private func checkRoom(in folder: String, below root: String, for fates: [FreePBXMessageFate]) throws {
        let coming = fates.filter { $0 == .moved(to: folder) }.count
        guard coming > 0 else { return }
        let file = try reader.system.voicemailFile()
        let own = file.value(reader.context, reader.mailbox).flatMap { line in
            FreePBXMailbox(line: line).options.first { $0.name == "maxmsg" }?.value
        }
        let limit = (own ?? file.value("general", "maxmsg")).flatMap { Int($0) } ?? 100
        let count = try FreePBXMessageFolder(host: host, path: "\(root)/\(folder)").count
        guard count + coming <= min(limit, 9999) else {
            throw PBXError(
                .conflict, "folder \(FreePBXVoicemailFolder.shown(folder)) of mailbox \(reader.mailbox)",
                "has room for \(max(0, limit - count)) more messages (maxmsg)", remedy: "delete some first")
        }
    }

    /// As Asterisk makes a folder, with owner and mode of the mailbox's own.
    private func make(_ folder: String, below root: String) throws {
        guard try host.status(of: "\(root)/\(folder)") == nil, let parent = try host.status(of: root) else { return }
        let mode = String(parent.mode, radix: 8)
        let result = try host.run(
            HostCommand(
                "install",
                ["-d", "-m", mode, "-o", String(parent.owner), "-g", String(parent.group), "\(root)/\(folder)"]),
            deadline: Deadline(after: .seconds(10)))
        guard result.hasSucceeded else {
            throw PBXError(.failed, "\(root)/\(folder)", "cannot be made: \(result.errorText)")
        }
    }

    /// Asterisk: `lockmode = flock` in asterisk.conf is another protocol, for spools on network file systems.
    private func refuseOtherLocks() throws {
        let path = "\(try reader.system.etcDirectory())/asterisk.conf"
        let lines = (try? host.readIfPresent(path)?.text) ?? ""
        let isFlock = lines.split(whereSeparator: \.isNewline).contains { line in
            let bare = line.filter { $0 != " " && $0 != "\t" }.replacingArrow
            return bare.hasPrefix("lockmode=flock")
        }
        guard isFlock else { return }
        throw PBXError.notOffered(
            "changing voicemail in files", by: .freepbx, nearest: "this Asterisk locks its folders by flock (asterisk.conf: lockmode)")
    }
}

extension String {
    /// `lockmode=>flock` as `lockmode=flock`.
    fileprivate var replacingArrow: String {
        split(separator: ">", omittingEmptySubsequences: false).joined()
    }
}
