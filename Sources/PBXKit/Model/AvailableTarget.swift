/// A place that calls can be sent to.
public struct AvailableTarget: Record, Equatable {
    public var kind: Target.Kind
    public var id: String?
    public var name: String?
    /// The number it can be dialled by, where it has one.
    public var number: String?
    /// What the PBX files it under: `Extensions`, `Ring Groups`.
    public var category: String?
    /// The PBX's own string.
    public var stored: String
    public var domain: String?

    public init(kind: Target.Kind, id: String?, stored: String) {
        self.kind = kind
        self.id = id
        self.stored = stored
    }

    public static let nameField = "raw"
    public static let tableFields = ["type", "id", "name", "number", "raw", "domain"]
    public static let fields: [RecordField<AvailableTarget>] = [
        .text("type") { $0.kind.rawValue },
        .text("id") { $0.id },
        .text("name") { $0.name },
        .text("number") { $0.number },
        .text("category") { $0.category },
        .text("raw") { $0.stored },
        .text("domain") { $0.domain },
    ]
}
