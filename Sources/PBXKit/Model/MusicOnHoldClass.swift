/// A class of music on hold.
public struct MusicOnHoldClass: Record, Equatable {
    public var name: String
    public var domain: String?
    public var type: String?
    public var path: String?
    public var isDefault: Bool?
    public var raw: Cell?

    public init(name: String) { self.name = name }

    public static let nameField = "class"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<MusicOnHoldClass>] = [
        .text("class") { $0.name },
        .text("domain") { $0.domain },
        .text("type") { $0.type },
        .text("path") { $0.path },
        .flag("default") { $0.isDefault },
    ]
}
