/// Which of a mailbox's messages are meant.
struct FreePBXMessageSelection {
    let mailbox: String

    /// Throws `.notFound` for the first identifier that none answers to, so that nothing is done for the others either.
    func messages(_ selection: MessageSelection, among all: [FreePBXStoredMessage]) throws -> [FreePBXStoredMessage] {
        switch selection {
        case .all: return all
        case .olderThan(let seconds):
            let limit = Timestamp.now().seconds - Int64(seconds)
            return all.filter { stored in stored.received.map { $0 < limit } ?? false }
        case .ids(let ids):
            let named = try ids.map { try self.named($0, among: all) }
            // Named twice, or by two of its names, it is one message all the same.
            var seen: Set<String> = []
            return named.filter { seen.insert("\($0.place) \($0.messageID ?? "")").inserted }
        }
    }

    func named(_ id: String, among all: [FreePBXStoredMessage]) throws -> FreePBXStoredMessage {
        let found = all.filter { $0.isNamed(id) }
        let what = "message \(FreePBXInput.shown(id)) of mailbox \(mailbox)"
        guard let first = found.first else {
            throw PBXError(.notFound, what, "does not exist", remedy: "see `pbxctl voicemail list \(mailbox)`")
        }
        guard found.count == 1 else {
            throw PBXError(
                .conflict, what, "is the identifier of several: \(found.map(\.place).joined(separator: ", "))",
                remedy: "name one of these")
        }
        return first
    }
}
