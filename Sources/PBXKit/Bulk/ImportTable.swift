/// The rows of an import file, in its order.
public struct ImportTable: Sendable, Equatable {
    /// The names of the columns: the header of a CSV file, the keys that occur in a JSON file.
    public var columns: [String]
    public var rows: [ImportRow]

    public init(columns: [String], rows: [ImportRow]) {
        self.columns = columns
        self.rows = rows
    }
}

/// One row of an import file.
public struct ImportRow: Sendable, Equatable {
    /// Counted from 1, without the header.
    public var number: Int
    /// The line of the file that it begins on, counted from 1.
    public var line: Int
    /// The row's values by column; a column that the row does not have is absent.
    public var entries: [Cell.Entry]
    /// Of an extension that is added: its follow-me list and forwards, which no column says.
    var diversion: CallDiversion?

    public init(number: Int, line: Int, entries: [Cell.Entry]) {
        self.number = number
        self.line = line
        self.entries = entries
    }

    public subscript(column: String) -> Cell? { entries.first { $0.key == column }?.value }

    /// `row 3 (line 4)`.
    var place: String { "row \(number) (line \(line))" }
}

/// What is wrong with an import file, and where.
public struct ImportProblem: Error, Sendable, Equatable, PBXErrorConvertible {
    public var kind: PBXError.Kind = .usage
    /// nil: the file as a whole, or something that is not in it.
    public var row: Int?
    public var line: Int?
    public var column: String?
    public var why: String
    public var remedy: String?

    init(_ why: String, row: Int? = nil, line: Int? = nil, column: String? = nil, remedy: String? = nil, kind: PBXError.Kind = .usage) {
        self.kind = kind
        self.row = row
        self.line = line
        self.column = column
        self.why = why
        self.remedy = remedy
    }

    init(_ why: String, in row: ImportRow, column: String? = nil, remedy: String? = nil, kind: PBXError.Kind = .usage) {
        self.init(why, row: row.number, line: row.line, column: column, remedy: remedy, kind: kind)
    }

    /// `row 3 (line 4), column ring_seconds: 'x' is not a number`.
    public var description: String {
        var place: [String] = []
        if let row { place.append(line.map { "row \(row) (line \($0))" } ?? "row \(row)") } else if let line { place.append("line \(line)") }
        if let column { place.append("column \(column)") }
        return place.isEmpty ? why : "\(place.joined(separator: ", ")): \(why)"
    }

    public var pbxError: PBXError { PBXError(kind, "the file", description, remedy: remedy) }
}

/// The formats that are read.
public enum ImportFormat: String, Sendable, CaseIterable {
    case csv, tsv, json, ndjson
}

extension ImportTable {
    /// A file as large as this is no list of extensions. In bytes.
    public static let largestFile = 256 << 20
    /// The longest value of one field, in bytes.
    static let longestValue = 65_536

    /// Reads the rows of a file; the format is told by its first characters where it is not given.
    ///
    /// Throws `ImportProblem` with the row, line and column of the first thing that is not right.
    public init(_ bytes: [UInt8], format: ImportFormat? = nil) throws(ImportProblem) {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        // What `list -o ndjson` prints where nothing is there.
        guard bytes[start...].contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            self.init(columns: [], rows: [])
            return
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw ImportProblem("is written in UTF-16", remedy: "save it in UTF-8")
        }
        let format = format ?? Self.format(of: bytes[start...])
        switch format {
        case .json, .ndjson:
            var reader = JSONImportReader(bytes[start...])
            self = try reader.table(linewise: format == .ndjson)
        case .csv:
            var reader = SeparatedImportReader(bytes[start...], separator: Self.separator(of: bytes[start...]))
            self = try reader.table()
        case .tsv:
            var reader = SeparatedImportReader(bytes[start...], separator: 0x09, isEscaped: true)
            self = try reader.table()
        }
    }

    private static func format(of bytes: ArraySlice<UInt8>) -> ImportFormat {
        switch bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
        case UInt8(ascii: "["): .json
        case UInt8(ascii: "{"): .ndjson
        // pbxctl's own TSV; a file of a spreadsheet puts quotes around what needs them.
        default: separator(of: bytes) == 0x09 && !header(bytes).contains(0x22) ? .tsv : .csv
        }
    }

    private static func header(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.prefix(longestValue).prefix { $0 != 0x0A && $0 != 0x0D }
    }

    /// Whichever of `,`, `;` and tab parts the most names of the header line.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let header = header(bytes)
        func count(_ byte: UInt8) -> Int { header.count { $0 == byte } }
        let candidates: [UInt8] = [0x2C, 0x3B, 0x09]
        return candidates.max { count($0) < count($1) || (count($0) == count($1) && $0 != 0x2C) } ?? 0x2C
    }
}
