/// A write before it is made: each step with what was there before and what will be there after.
///
/// A plan is a value without connections in it: it can be printed (`--dry-run`), saved, compared and undone. Carrying
/// it out is the phone system's business (`PhoneSystem.carryOut`).
public struct Plan: Sendable, Equatable {
    public enum Operation: String, Sendable, Codable { case add, set, delete, `import` }

    public var operation: Operation
    /// The noun as in commands and JSON: `extension`, `did`.
    public var noun: String
    public var id: String
    public var steps: [Step] = []
    /// FreePBX: the change is not live before `system reload`.
    public var reloadNeeded = false
    /// What the user should know but what does not stop the write.
    public var warnings: [String] = []
    /// A secret that was generated for this plan, to be printed once by the command that made it.
    public var generatedSecret: Secret?
    public var generatedVoicemailPIN: Secret?
    /// The same of each of the objects that an import adds.
    public var generatedSecrets: [GeneratedSecrets] = []

    public init(_ operation: Operation, _ noun: String, _ id: String) {
        self.operation = operation
        self.noun = noun
        self.id = id
    }

    /// Whether carrying it out would change anything.
    public var changesSomething: Bool { steps.contains { !$0.isNotification } }
}
