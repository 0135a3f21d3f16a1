/// A row that was kept: values by column name, as text, nil for NULL.
public struct Row: Sendable {
    public let columns: ColumnNames
    public let values: [String?]

    public init(columns: ColumnNames, values: [String?]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column; nil for NULL and for a column that the result does not have.
    public subscript(_ name: String) -> String? {
        columns.positions[name].flatMap { values[$0] }
    }

    /// Whether the result has such a column at all.
    public func has(_ name: String) -> Bool { columns.positions[name] != nil }
}

extension Row {
    /// The value; nil where it is NULL or empty: both PBXs store either for "not set".
    func filled(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The value as a whole number, where it is one.
    func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }
}
