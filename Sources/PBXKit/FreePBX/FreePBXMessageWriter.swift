/// Deletes and moves messages: through the manager where Asterisk offers that, else in the files under Asterisk's locks.
struct FreePBXMessageWriter {
    let reader: FreePBXMailboxReader

    private var system: FreePBXSystem { reader.system }

    func carryOut(_ changes: [FreePBXMessageChange]) throws {
        let changes = changes.filter { $0.fate != .kept }
        guard !changes.isEmpty else { return }
        // Beforehand, too: a manager that does not answer, or may not be told, ends this before anything is changed.
        let lamp = FreePBXMessageLamp(reader: reader)
        try lamp.refresh()
        if try !askAsterisk(changes) {
            guard let host = try system.host() else { throw FreePBXMailboxReader.outOfReach(reader.mailbox) }
            try FreePBXMessageFiles(reader: reader, host: host).carryOut(changes)
            try lamp.settle(on: host)
        }
    }

    /// What became of each, read back; with `dryRun` what would.
    func results(of changes: [FreePBXMessageChange], dryRun: Bool) throws -> [VoicemailMessage] {
        let now = dryRun ? [] : try reader.messages()
        var left: [String] = []
        let results = changes.map { change -> VoicemailMessage in
            let same = now.filter { $0.isSame(as: change.stored) }
            switch change.fate {
            // Its counterpart may be a copy, which is none of ours.
            case .kept, .deleted: return change.stored.message
            case .moved(let folder):
                if let moved = same.first(where: { $0.folder == folder }) { return moved.message }
                if !dryRun { left.append(change.stored.message.id) }
                var message = change.stored.message
                message.folder = FreePBXVoicemailFolder.shown(folder)
                message.isRead = !FreePBXVoicemailFolder.isUnread(folder)
                return message
            }
        }
        guard left.isEmpty else { throw refused(left, of: changes.count) }
        return results
    }

    // MARK: - Through the manager

    /// VoicemailRemove and VoicemailMove: Asterisk 18.20, 20.5, 21 and later. They lock, renumber and tell the phones.
    /// - Returns: false where this Asterisk has no such actions, or they could not tell which message is meant.
    private func askAsterisk(_ changes: [FreePBXMessageChange]) throws -> Bool {
        let identifiers = Set(changes.compactMap { change in change.stored.messageID.map { "\(change.stored.folder) \($0)" } })
        guard identifiers.count == changes.count,
            changes.allSatisfy({ FreePBXVoicemailFolder.all.contains($0.stored.folder) && $0.stored.message.id == $0.stored.messageID })
        else { return false }
        let actions = try changes.map(action)
        let answers = try system.manager().answers(to: actions)
        if let first = answers.first, !first.isSuccess {
            let error = ManagerError(action: actions[0].name, message: first.text ?? "no reason given")
            if error.isUnknownAction { return false }
            throw error
        }
        // The answer is Success even where nothing was done; the text says it.
        let failed = zip(changes, answers).filter { !($0.1.text ?? "").contains("successful") }.map(\.0)
        if failed.count < changes.count { try removeBrowserCopies(changes) }
        guard failed.isEmpty else {
            if failed.count == changes.count, let folder = try lockedFolder(of: failed) { throw FreePBXFolderLock.busy(folder) }
            throw refused(failed.map(\.stored.message.id), of: changes.count)
        }
        return true
    }

    /// Asterisk knows nothing of the copies that FreePBX made for browsers: they would outlive a deleted message, or, as
    /// numbers move up, be taken for another one's.
    private func removeBrowserCopies(_ changes: [FreePBXMessageChange]) throws {
        guard let host = try system.host() else { return }
        let root = try system.mailboxFolder(reader.mailbox, context: reader.context)
        do {
            for folder in folders(of: changes) where try host.status(of: "\(root)/\(folder)") != nil {
                try FreePBXMessageFolder(host: host, path: "\(root)/\(folder)").removeBrowserCopies()
            }
        } catch {
            throw PBXError(
                .partial, "mailbox \(reader.mailbox)", "its messages were changed, but FreePBX's copies for browsers stay: \(PBXError(error).why)",
                remedy: "remove msg????_* from its folders below \(root)")
        }
    }

    /// Asterisk gives up after five seconds without saying why.
    private func lockedFolder(of changes: [FreePBXMessageChange]) throws -> String? {
        guard let host = try system.host() else { return nil }
        let root = try system.mailboxFolder(reader.mailbox, context: reader.context)
        return try folders(of: changes).map { "\(root)/\($0)" }.first { try host.status(of: "\($0)/.lock") != nil }
    }

    private func folders(of changes: [FreePBXMessageChange]) -> [String] {
        let targets = changes.compactMap { change in if case .moved(let folder) = change.fate { folder } else { nil } }
        return Set(changes.map(\.stored.folder)).union(targets).sorted()
    }

    private func action(for change: FreePBXMessageChange) throws -> ManagerAction {
        var action: ManagerAction
        switch change.fate {
        case .moved(let folder): action = try ManagerAction("VoicemailMove", ["ToFolder": folder])
        default: action = try ManagerAction("VoicemailRemove")
        }
        try action.add("Context", reader.context)
        try action.add("Mailbox", reader.mailbox)
        try action.add("Folder", change.stored.folder)
        try action.add("ID", change.stored.messageID ?? "")
        return action
    }

    private func refused(_ ids: [String], of count: Int) -> PBXError {
        PBXError(
            ids.count == count ? .failed : .partial, "mailbox \(reader.mailbox)",
            "Asterisk did not change \(ids.joined(separator: ", "))",
            remedy: "the folder may be full (maxmsg), or a phone has changed the messages meanwhile: see `pbxctl voicemail list \(reader.mailbox)`")
    }
}
