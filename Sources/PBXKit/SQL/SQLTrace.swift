/// Where the lines of `--trace` about SQL go: a statement with its placeholders (never its values), how long it took
/// and how many rows it gave or matched.
public typealias SQLTrace = (String) -> Void

/// One statement as a trace shows it.
struct SQLTraceLine: CustomStringConvertible {
    var statement: String
    var duration: Duration
    var rows: Int?
    var hasFailed: Bool

    /// `sql 1.3 ms, 12 rows: SELECT … WHERE extension = $1`, on one line.
    var description: String {
        let outcome = hasFailed ? ", failed" : rows.map { $0 == 1 ? ", 1 row" : ", \($0) rows" } ?? ""
        return "sql \(milliseconds) ms\(outcome): \(oneLine)"
    }

    private var milliseconds: String {
        let tenths = duration.components.seconds * 10_000 + duration.components.attoseconds / 100_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }

    private var oneLine: String {
        statement.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
