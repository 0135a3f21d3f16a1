/// The names of a result's columns, shared by all its rows.
public final class ColumnNames: Sendable {
    public let names: [String]
    let positions: [String: Int]

    public init(_ names: [String]) {
        self.names = names
        positions = Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
    }
}
