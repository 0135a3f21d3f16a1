/// On which side of message steps of one mailbox its messages are.
struct FreePBXMessageStandings {
    private(set) var entries: [(step: MessageStep, standing: Standing, stored: FreePBXStoredMessage?)] = []

    /// Each message stands for one step only, however alike they are.
    init(of steps: [MessageStep], among messages: [FreePBXStoredMessage]) {
        var claimed: Set<String> = []
        func find(_ step: MessageStep, in folder: String, leaving count: Int = 0) -> FreePBXStoredMessage? {
            let alike = messages.filter { $0.folder == folder && $0.answers(to: step) && !claimed.contains($0.place) }
            guard alike.count > count else { return nil }
            let sameFiles = alike.first { stored in stored.stem.map { step.files.contains("\($0).txt") } ?? false }
            return sameFiles ?? alike.first
        }
        for step in steps {
            var standing = Standing.neither
            var stored = find(step, in: step.before, leaving: step.copies)
            if stored != nil {
                standing = .before
            } else if let after = step.after {
                stored = find(step, in: after)
                if stored != nil { standing = .after }
            } else {
                standing = .after
            }
            if let stored, stored.stem != nil { claimed.insert(stored.place) }
            entries.append((step, standing, stored))
        }
    }

    func steps(_ standing: Standing) -> [MessageStep] { entries.filter { $0.standing == standing }.map(\.step) }

    /// Names such as `msg0000` of the messages, by folder.
    var stems: [String: [String]] {
        var stems: [String: [String]] = [:]
        for stored in entries.compactMap(\.stored) { stored.stem.map { stems[stored.folder, default: []].append($0) } }
        return stems
    }

    /// Throws `.conflict` where a message is not where its step found it.
    func requireBefore(_ mailbox: String) throws {
        guard let gone = entries.first(where: { $0.standing != .before }) else { return }
        throw PBXError(
            .conflict, "message \(gone.step.id) of mailbox \(mailbox)", "has been moved or deleted meanwhile",
            remedy: "see `pbxctl voicemail list \(mailbox)`")
    }
}

extension FreePBXStoredMessage {
    /// Whether it is a step's message. Asterisk gives one that has no identifier one when it is first looked at.
    func answers(to step: MessageStep) -> Bool {
        if let own = messageID, let others = step.messageID, own != others { return false }
        if let marks, !step.marks.isEmpty { return marks == step.marks }
        return messageID != nil && messageID == step.messageID
    }

    /// What its text file says of it that never changes; nil where the file cannot be read.
    var marks: [String: String]? {
        guard let details else { return nil }
        let names = ["origmailbox", "origtime", "callerid", "callerchan", "duration"]
        return Dictionary(uniqueKeysWithValues: names.compactMap { name in details[name].map { (name, $0) } })
    }
}
