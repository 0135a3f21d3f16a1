/// A column as the server's own catalogue describes it.
public struct TableColumn: Sendable, Hashable {
    public var name: String
    /// The server's word for the type, without length: `varchar`, `character varying`, `uuid`, `boolean`.
    public var dataType: String
    public var isNullable: Bool
    /// Whether the server fills the column in with something other than NULL when an insert leaves it out: a default,
    /// a sequence, a generated value.
    public var hasDefault: Bool
    /// The longest text it takes, in characters; nil where the type has no such limit.
    public var maximumCharacterLength: Int?

    public init(
        name: String, dataType: String, isNullable: Bool, hasDefault: Bool, maximumCharacterLength: Int?
    ) {
        self.name = name
        self.dataType = dataType
        self.isNullable = isNullable
        self.hasDefault = hasDefault
        self.maximumCharacterLength = maximumCharacterLength
    }
}
