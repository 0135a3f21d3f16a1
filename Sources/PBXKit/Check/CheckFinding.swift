/// How much something that a check found matters.
public enum CheckSeverity: String, Sendable, CaseIterable, Comparable {
    /// Worth knowing.
    case info
    /// Will bite somebody one day.
    case warning
    /// Calls are lost, or strangers can make them.
    case error

    public static func < (left: CheckSeverity, right: CheckSeverity) -> Bool {
        allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
    }
}

/// Something that a check found.
public struct CheckFinding: Record, Equatable {
    public var rule: String
    public var severity: CheckSeverity
    /// What it is about: `ringgroup:600`.
    public var object: String
    public var name: String?
    public var domain: String?
    /// Never with a secret in it.
    public var why: String
    /// What mends it: a pbxctl command, or what to do where pbxctl has none.
    public var remedy: String

    public static let nameField = "object"
    public static let tableFields = ["severity", "rule", "object", "name", "why", "remedy"]
    public static let fields: [RecordField<CheckFinding>] = [
        .text("rule") { $0.rule },
        .text("severity") { $0.severity.rawValue },
        .text("object") { $0.object },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("why") { $0.why },
        .text("remedy") { $0.remedy },
    ]
}
