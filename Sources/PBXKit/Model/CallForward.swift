/// Where calls of an extension go instead, for one reason.
public struct CallForward: Record, Equatable {
    /// When calls are forwarded.
    public enum Kind: String, Sendable, CaseIterable { case all, busy, no_answer, unregistered }

    public var `extension`: String
    public var domain: String?
    public var kind: Kind
    public var isEnabled: Bool
    public var number: String?

    public init(extension: String, kind: Kind, isEnabled: Bool, number: String?) {
        self.extension = `extension`
        self.kind = kind
        self.isEnabled = isEnabled
        self.number = number
    }

    public static let nameField = "extension"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<CallForward>] = [
        .text("extension") { $0.extension },
        .text("domain") { $0.domain },
        .text("kind") { $0.kind.rawValue },
        .flag("enabled") { $0.isEnabled },
        .text("number") { $0.number },
    ]
}
