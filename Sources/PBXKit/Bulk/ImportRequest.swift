/// What an import does with rows and with objects.
public enum ImportMode: String, Sendable, CaseIterable {
    /// Adds what is not there, changes what is.
    case upsert
    /// Adds only: a row whose object exists is an error.
    case add
    /// Changes only: a row whose object does not exist is an error.
    case set
    /// As `upsert`, and deletes what the file does not list.
    case sync
}

/// An import that somebody asks for.
public struct ImportRequest: Sendable {
    public var table: ImportTable
    public var mode: ImportMode
    /// `sync` may delete.
    public var prunes = false
    /// `sync` may delete everything there is.
    var mayDeleteAll = false
    /// FusionPBX: objects that all domains share are neither changed nor deleted.
    var isOfDomainAlone = false
    public var mailbox: MailboxFate = .delete
    public var references: ReferenceHandling = .refuse

    public init(_ table: ImportTable, mode: ImportMode = .upsert) {
        self.table = table
        self.mode = mode
    }
}

/// An import, planned: every row is checked, nothing is written.
public struct ImportPlan: Sendable {
    public var noun: String
    public var mode: ImportMode
    /// One plan for all rows.
    public var plan: Plan
    /// What the rows come to, by id, in the order of the file.
    public var added: [String] = []
    public var set: [String] = []
    public var deleted: [String] = []
    public var unchanged = 0
    /// The objects that are changed or deleted, as they were. Without secrets.
    public var before: [[Cell.Entry]] = []

    public init(noun: String, mode: ImportMode, plan: Plan) {
        self.noun = noun
        self.mode = mode
        self.plan = plan
    }

    public var changesSomething: Bool { plan.changesSomething }
}

/// Rows that cannot be imported: all that were found, with the first one's exit status.
public struct ImportRefusal: Error, Sendable, PBXErrorConvertible {
    public var problems: [ImportProblem]
    public var rows: Int
    /// How the file is called in messages.
    public var file = "the file"

    public var pbxError: PBXError {
        let shown = problems.prefix(20).map(\.description)
        let rest = problems.count > 20 ? ["… and \(problems.count - 20) more"] : []
        let remedies = Set(problems.compactMap(\.remedy))
        let lead = problems.count == 1 ? shown[0] : "\(problems.count) problems, nothing was changed:\n  " + (shown + rest).joined(separator: "\n  ")
        return PBXError(
            problems.first?.kind ?? .usage, file, lead, remedy: remedies.count == 1 ? remedies.first : "correct the rows and import the file again")
    }
}
