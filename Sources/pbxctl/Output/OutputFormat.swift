/// The formats of `-o`.
enum OutputFormat: String, Sendable, CaseIterable {
    case table, json, ndjson, csv, tsv
    /// Identifiers only, one a line.
    case name
}
