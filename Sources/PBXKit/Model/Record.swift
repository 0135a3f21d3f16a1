/// Something that is listed, by the names of its fields: JSON keys, columns, `--fields` and help alike.
public protocol FieldNaming {
    /// The fields in the order of the JSON contract.
    static var fieldNames: [String] { get }
    /// The fields a table shows when none are asked for.
    static var tableFields: [String] { get }
    /// What identifies the record for `-o name`.
    static var nameField: String { get }
}

/// Something that is listed: a value that says once how its fields are taken out of it.
public protocol Record: FieldNaming, Sendable {
    /// The fields in the order of the JSON contract.
    static var fields: [RecordField<Self>] { get }
    /// The PBX's own columns and keys, where they were asked for.
    var raw: Cell? { get }
}

/// One field of a record: its name and how to take it out.
public struct RecordField<Subject: Sendable>: Sendable {
    public let name: String
    public let cell: @Sendable (Subject) -> Cell

    public init(_ name: String, _ cell: @escaping @Sendable (Subject) -> Cell) {
        self.name = name
        self.cell = cell
    }

    public static func text(_ name: String, _ value: @escaping @Sendable (Subject) -> String?) -> Self {
        Self(name) { Cell(value($0)) }
    }

    public static func number(_ name: String, _ value: @escaping @Sendable (Subject) -> Int?) -> Self {
        Self(name) { Cell(value($0)) }
    }

    public static func flag(_ name: String, _ value: @escaping @Sendable (Subject) -> Bool?) -> Self {
        Self(name) { Cell(value($0)) }
    }
}

extension Record {
    public var raw: Cell? { nil }

    public static var fieldNames: [String] { fields.map(\.name) }

    /// The whole record as one JSON object.
    public var object: Cell {
        .object(Cell.Object(Self.fields.map { Cell.Entry($0.name, $0.cell(self)) }))
    }
}
