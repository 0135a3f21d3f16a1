/// The PBX as a whole: whether it answers, whether changes wait to be applied, and applying them.
public protocol SystemControl {
    /// Whether changes wait for a reload. nil: this kind of PBX has no such flag, changes are live at once.
    func needsReload() throws -> Bool?
    /// Sets that flag. Throws `.notOffered` where there is no such flag.
    func planMarkNeedsReload() throws -> Plan
    /// Applies pending changes; a line about what was done.
    func reload() throws -> String
    /// Throws where `applyPending` could not do it from here, before anything is written for nothing.
    func checkCanApply() throws
    /// Applies what waits, if anything does: after a reload that runs has ended, and not once more where that one has done
    /// it. A line about what was done; nil where nothing waited, or changes are live at once.
    func applyPending() throws -> String?
    /// Makes the running switch read its configuration again, nothing else; a line about what was done.
    func reloadCore() throws -> String
    /// Talks to each part of the PBX once; with `access`, also asks whether the account may write. Changes nothing.
    func test(_ access: WriteAccess?) -> [TestResult]
    /// Looks at what lies beyond the connections: directories, programs, settings that commands depend on.
    func examine() -> [Finding]
    /// The PBX's own version; nil where its database does not say. Throws where the database does not answer.
    func release() throws -> String?
    /// What runs the calls. Throws where it does not answer.
    func runningSwitch() throws -> RunningSwitch
    /// Where voicemail and recorded calls lie. Throws `.unreachable` where that is on no host that is known.
    func soundFolders() throws -> SoundFolders
}

/// What the account is asked to be able to do.
public enum WriteAccess: String, Sendable, CaseIterable { case add, set, delete }

/// What came of talking to one part of the PBX.
public struct TestResult: Record, Equatable {
    /// `database`, `call records`, `manager`.
    public var part: String
    public var address: String
    /// nil where it works.
    public var error: PBXError?
    /// What was found: a version, the privileges.
    public var detail: String?

    public init(part: String, address: String, error: PBXError? = nil, detail: String? = nil) {
        self.part = part
        self.address = address
        self.error = error
        self.detail = detail
    }

    public static let nameField = "part"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<TestResult>] = [
        .text("part") { $0.part },
        .text("address") { $0.address },
        .flag("ok") { $0.error == nil },
        .text("detail") { $0.error.map { "\($0.what): \($0.why)" } ?? $0.detail },
        .text("remedy") { $0.error?.remedy },
    ]
}
