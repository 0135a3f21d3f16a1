/// Changes messages of one mailbox through the manager: VoicemailRemove and VoicemailMove, which Asterisk has since 18.20,
/// 20.5 and 21. They lock, renumber and tell the phones.
struct FreePBXMessageActions {
    let reader: FreePBXMailboxReader

    /// - Returns: false where this Asterisk has no such actions, or they could not tell which message is meant; then
    ///   nothing was done.
    func take(_ steps: [MessageStep]) throws -> Bool {
        guard canTell(steps) else { return false }
        let actions = try steps.map(action)
        let answers = try reader.system.manager().answers(to: actions)
        if let first = answers.first, !first.isSuccess {
            let error = ManagerError(action: actions[0].name, message: first.text ?? "no reason given")
            if error.isUnknownAction { return false }
            throw error
        }
        // The answer is Success even where nothing was done; the text says it.
        let failed = zip(steps, answers).filter { !($0.1.text ?? "").contains("successful") }.map(\.0)
        if failed.count < steps.count { try removeBrowserCopies(steps) }
        guard failed.isEmpty else {
            if failed.count == steps.count, let folder = try lockedFolder(of: failed) { throw FreePBXMailboxLock.busy(folder) }
            throw refused(failed.map(\.id))
        }
        return true
    }

    /// Whether Asterisk itself changes these messages.
    func isOffered(for steps: [MessageStep]) throws -> Bool {
        guard canTell(steps) else { return false }
        let answer = try reader.system.manager().perform(ManagerAction("ListCommands"))
        return ["VoicemailRemove", "VoicemailMove"].allSatisfy { answer[$0] != nil }
    }

    /// Whether an identifier alone says which message is meant.
    private func canTell(_ steps: [MessageStep]) -> Bool {
        let identifiers = Set(steps.compactMap { step in step.messageID.map { "\(step.before) \($0)" } })
        return identifiers.count == steps.count
            && steps.allSatisfy { $0.copies == 0 && $0.id == $0.messageID && FreePBXVoicemailFolder.all.contains($0.before) }
    }

    /// Asterisk knows nothing of the copies that FreePBX made for browsers: they would outlive a deleted message, or, as
    /// numbers move up, be taken for another one's.
    func removeBrowserCopies(_ steps: [MessageStep]) throws {
        guard let host = try reader.system.host() else { return }
        let root = try root()
        for folder in folders(of: steps) {
            try FreePBXMessageFolder(folder, below: root, on: host).removeBrowserCopies(below: root, on: host)
        }
    }

    /// Asterisk gives up after five seconds without saying why.
    private func lockedFolder(of steps: [MessageStep]) throws -> String? {
        guard let host = try reader.system.host() else { return nil }
        let root = try root()
        return try folders(of: steps).map { "\(root)/\($0)" }.first { try host.status(of: "\($0)/.lock") != nil }
    }

    private func root() throws -> String { try reader.system.mailboxFolder(reader.mailbox, context: reader.context) }

    private func folders(of steps: [MessageStep]) -> [String] {
        Set(steps.map(\.before) + steps.compactMap(\.after)).sorted()
    }

    private func action(for step: MessageStep) throws -> ManagerAction {
        var action: ManagerAction
        if let folder = step.after {
            action = try ManagerAction("VoicemailMove", ["ToFolder": folder])
        } else {
            action = try ManagerAction("VoicemailRemove")
        }
        try action.add("Context", reader.context)
        try action.add("Mailbox", reader.mailbox)
        try action.add("Folder", step.before)
        try action.add("ID", step.messageID ?? "")
        return action
    }

    private func refused(_ ids: [String]) -> PBXError {
        PBXError(
            .failed, "mailbox \(reader.mailbox)", "Asterisk did not change \(ids.joined(separator: ", "))",
            remedy: "the folder may be full (maxmsg), or a phone has changed the messages meanwhile: see `pbxctl voicemail list \(reader.mailbox)`")
    }
}
