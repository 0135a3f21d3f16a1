/// The key in AstDB that says a write is being made: what a broken-off one leaves for every machine to see.
///
/// FreePBX knows nothing of the family `pbxctl`.
struct FreePBXUnfinishedMark {
    static let path = AstDBPath(family: "pbxctl", key: "writing")

    let system: FreePBXSystem

    /// Whether a plan needs it: rows alone change all at once or not at all.
    static func isNeeded(by plan: Plan) -> Bool {
        plan.steps.contains { step in
            switch step {
            case .astDB, .configurationLine, .folder, .message, .timer: true
            case .row, .cacheKey, .notification: false
            }
        }
    }

    func set(_ entry: JournalEntry) throws {
        try put("\(entry.id) \(entry.user) \(entry.host)")
    }

    func clear() throws { try put(nil) }

    /// What is there now: the change's id, and who made it where. nil: nothing, or this manager user may not ask.
    func read() throws -> (id: String, who: String)? {
        guard let value = try? system.astDB().value(of: Self.path), !value.isEmpty else { return nil }
        let words = value.split(separator: " ", maxSplits: 1).map(String.init)
        return (words[0], words.count > 1 ? words[1] : "somebody")
    }

    private func put(_ value: String?) throws {
        try system.astDB().take([AstDBStep(family: Self.path.family, key: Self.path.key, before: nil, after: value)])
    }
}
