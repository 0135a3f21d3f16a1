/// The message steps of a plan: through the manager where Asterisk offers that, else in the files under Asterisk's locks.
struct FreePBXMessages {
    let system: FreePBXSystem
    let steps: [MessageStep]

    init(system: FreePBXSystem, steps: [MessageStep]) {
        self.system = system
        self.steps = steps
    }

    init(of plan: Plan, on system: FreePBXSystem) {
        self.init(system: system, steps: plan.steps.compactMap { if case .message(let step) = $0 { step } else { nil } })
    }

    private var mailboxes: [(reader: FreePBXMailboxReader, steps: [MessageStep])] {
        let groups = Dictionary(grouping: steps) { FreePBXMailboxReader.Key(mailbox: $0.mailbox, context: $0.context) }
        return groups.sorted { ($0.key.context, $0.key.mailbox) < ($1.key.context, $1.key.mailbox) }.map { key, steps in
            (FreePBXMailboxReader(system: system, mailbox: key.mailbox, context: key.context), steps)
        }
    }

    /// Before anything is written down: whether the manager may be told, and the messages are where the steps say.
    func check() throws {
        for (reader, steps) in mailboxes {
            for folder in steps.flatMap({ [$0.before, $0.after].compactMap { $0 } }) where folder.contains("/") || folder.hasPrefix(".") {
                throw PBXError(.usage, "folder '\(FreePBXInput.shown(folder))'", "is none of a mailbox's folders")
            }
            try FreePBXMessageLamp(reader: reader).refresh()
            try FreePBXMessageStandings(of: steps, among: reader.messages()).requireBefore(reader.mailbox)
            for (folder, coming) in Dictionary(grouping: steps.compactMap(\.after), by: { $0 }) {
                try FreePBXMessageRoom(reader: reader).check(for: coming.count, in: folder)
            }
        }
    }

    /// Takes the steps that are not taken yet.
    func take() throws {
        try repair()
        for (reader, steps) in mailboxes {
            let standings = FreePBXMessageStandings(of: steps, among: try reader.messages())
            let left = standings.steps(.before)
            guard !left.isEmpty else { continue }
            if try FreePBXMessageActions(reader: reader).take(left) { continue }
            guard let host = try system.host() else { throw FreePBXMailboxReader.outOfReach(reader.mailbox) }
            try FreePBXMessageFiles(reader: reader, host: host).take(left)
        }
    }

    /// Sees to it that the phones show what is there.
    func lightLamps() throws {
        guard let host = try system.host() else { return }
        for (reader, _) in mailboxes { try FreePBXMessageLamp(reader: reader).settle(on: host) }
    }

    /// Where each message is now.
    func standings() throws -> [(step: MessageStep, standing: Standing, stored: FreePBXStoredMessage?)] {
        try mailboxes.flatMap { FreePBXMessageStandings(of: $0.steps, among: try $0.reader.messages()).entries }
    }

    // MARK: - After a write that was broken off

    /// Where something was done the rest is done, too: a deleted message does not come back. Moves that cannot be
    /// brought to their end go back.
    func settle() throws -> (direction: RecoveryDirection, notes: [String]) {
        try repair()
        let begun = try standings()
        var direction = RecoveryDirection.back
        if begun.contains(where: { $0.standing == .after }) { direction = try goOn() }
        try lightLamps()
        let strays = begun.filter { $0.standing == .neither }.map(\.step.id)
        return (direction, strays.map { "message \($0) has been moved since by somebody else and was left alone" })
    }

    private func repair() throws {
        guard let host = try system.host() else { return }
        for (reader, _) in mailboxes { try FreePBXMessageFiles(reader: reader, host: host).repair() }
    }

    private func goOn() throws -> RecoveryDirection {
        do {
            try take()
            for (reader, steps) in mailboxes {
                let actions = FreePBXMessageActions(reader: reader)
                if try actions.isOffered(for: steps) { try actions.removeBrowserCopies(steps) }
            }
            return .forward
        } catch {
            let standings = try self.standings()
            // Gone by itself meanwhile.
            if !standings.contains(where: { $0.standing == .before }) { return .forward }
            let back = standings.filter { $0.standing == .after }.map(\.step.inverse)
            guard !back.contains(nil) else { throw error }
            try FreePBXMessages(system: system, steps: back.compactMap { $0 }).take()
            return .back
        }
    }
}
