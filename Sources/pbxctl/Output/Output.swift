import PBXKit

/// Where a command puts its result: records in the format asked for on stdout, notes on stderr.
final class Output {
    private(set) var format: OutputFormat
    private let isFormatChosen: Bool
    let isQuiet: Bool
    let isVerbose: Bool
    private let standardOutput: StandardStream
    private let standardError: StandardStream
    private let hasHeader: Bool
    private let selection: [String]?
    private let isCSVSafe: Bool
    private let colors: Colors
    private let width: Int?
    /// The terminal can move its cursor.
    private let hasCursor: Bool
    private var current: (any RowFormat)?
    private let fields = RowFields()
    /// The result is kept instead of printed.
    let captures: Bool
    private var capturedColumns: [String] = []
    private var capturedRows: [Cell] = []
    private let canDraw: Bool
    /// The result as a value, where it is kept instead of printed: an object, an array of records, or a text.
    var captured: Cell?

    /// The PBX that this is the part of, where several are read; its rows go to the pbxctl that puts them together.
    private let part: OnePart?
    private var hasAnnounced = false
    /// Where the rows have a field `profile` of their own.
    private var ownProfile: Int?

    /// With `captures` the result is kept as JSON would have it, and nothing is printed.
    init(_ invocation: Invocation, environment: [String: String], captures: Bool = false, part: OnePart? = nil) {
        self.captures = captures
        self.part = part
        canDraw = Chart.canDraw(environment)
        standardOutput = StandardStream(descriptor: 1)
        standardError = StandardStream(descriptor: 2)
        isFormatChosen = captures || invocation[GlobalOptions.output] != nil
        format = captures ? .json : invocation[GlobalOptions.output] ?? (part?.isForTerminal ?? standardOutput.isTerminal ? .table : .tsv)
        isQuiet = invocation[GlobalOptions.quiet] ?? false
        isVerbose = invocation[GlobalOptions.verbose] ?? false
        hasHeader = invocation[GlobalOptions.header] ?? true
        selection = invocation[GlobalOptions.fields].map(Self.names)
        isCSVSafe = invocation[GlobalOptions.csvSafe] ?? false
        colors = Colors(wanted: invocation[GlobalOptions.color] ?? true, environment: environment)
        hasCursor = !["dumb", ""].contains(environment["TERM"] ?? "")
        width = environment["COLUMNS"].flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil } ?? standardOutput.terminalWidth
    }

    /// Whether the rows are one PBX's of several.
    var isPart: Bool { part != nil }

    /// What stands before a remark.
    var label: String { part.map { "pbxctl: \($0.profile)" } ?? "pbxctl" }

    /// Whether `--fields` chose what is printed.
    var hasSelection: Bool { selection != nil }

    /// Prints in this format unless the command line names another.
    func prefer(_ format: OutputFormat) { if !isFormatChosen { self.format = format } }

    /// The names in a `--fields` list.
    static func names(_ list: String) -> [String] {
        list.split(separator: ",", omittingEmptySubsequences: true).map { name in
            String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Prints the records that `produce` hands over, as they come.
    func list<Listed: Record>(
        _ type: Listed.Type, raw: Bool = false, _ produce: (_ emit: (Listed) throws -> Void) throws -> Void
    ) throws {
        let fields = chosen(type)
        var columns = fields.map(\.name)
        if raw { columns.append("raw") }
        try begin(columns)
        try produce { record in
            var cells = fields.map { $0.cell(record) }
            if raw { cells.append(record.raw ?? .null) }
            try self.row(cells)
        }
        try end()
    }

    /// Prints records whose bytes `produce` hands over, as they come. `produce` is told which fields are wanted; those in
    /// `adding` are, besides those that are listed without being asked for.
    func stream<Listed: FieldNaming>(
        _ type: Listed.Type, adding: [String] = [], raw: Bool = false,
        _ produce: (_ names: [String], _ emit: (RowFields) throws -> Void) throws -> Void
    ) throws {
        var names = chosenNames(type)
        if format != .name { names += adding.filter { !names.contains($0) } }
        try begin(raw ? names + ["raw"] : names)
        try produce(names) { try self.row($0) }
        try end()
    }

    /// Prints one record: an object in JSON, a line for each field in a table.
    func show<Shown: Record>(_ record: Shown, raw: Bool = false) throws {
        let fields = chosen(Shown.self, all: true)
        var entries = fields.map { Cell.Entry($0.name, $0.cell(record)) }
        if raw { entries.append(Cell.Entry("raw", record.raw ?? .null)) }
        switch format {
        case .json: try object(entries)
        case .table: try table(of: entries)
        case .ndjson, .csv, .tsv, .name:
            try begin(entries.map(\.key))
            try row(entries.map(\.value))
            try end()
        }
    }

    /// Prints one JSON object, or its fields line by line.
    func object(_ entries: [Cell.Entry]) throws {
        guard format == .json || format == .ndjson else { return try table(of: entries) }
        if captures { return captured = .object(Cell.Object(entries)) }
        var entries = entries
        if let part {
            try announce()
            entries = [Cell.Entry(OnePart.column, .text(part.profile))] + entries.filter { $0.key != OnePart.column }
        }
        try write { bytes in
            JSONText.append(entries, to: &bytes)
            bytes.append(0x0A)
        }
    }

    /// Prints one JSON object whose last key holds a long list, as `produce` hands its elements over.
    func object(_ entries: [Cell.Entry], _ key: String, _ produce: (_ emit: (Cell) throws -> Void) throws -> Void) throws {
        try write { bytes in
            JSONText.append(entries + [Cell.Entry(key, .list([]))], to: &bytes)
            // The list and the object stay open: `[]}`.
            bytes.removeLast(2)
        }
        var isFirst = true
        try produce { cell in
            try write { bytes in
                if !isFirst { bytes.append(", " as StaticString) }
                JSONText.append(cell, to: &bytes)
            }
            isFirst = false
        }
        try write { $0.append("]}\n" as StaticString) }
    }

    /// Whether what is watched is drawn over in one place: a table on a terminal.
    var redrawsInPlace: Bool { format == .table && standardOutput.isTerminal && hasCursor && !isQuiet && !captures }

    /// Runs `body` with a screen to draw on, which is given back at its end.
    func live(_ body: (LiveScreen) throws -> Void) throws {
        try flush()
        let screen = LiveScreen(hasHeader: hasHeader, isColored: colors.allowed)
        defer { screen.close() }
        try body(screen)
    }

    /// A listing as it is drawn on a screen.
    func picture<Listed: Record>(of records: [Listed], title: String, raw: Bool = false) throws -> LiveScreen.Picture {
        let fields = chosen(Listed.self)
        return LiveScreen.Picture(
            title: title, columns: fields.map(\.name) + (raw ? ["raw"] : []),
            rows: records.map { record in fields.map { $0.cell(record) } + (raw ? [record.raw ?? .null] : []) })
    }

    /// Fields and values, one pair a line.
    func table(of entries: [Cell.Entry]) throws {
        try begin(["field", "value"])
        for entry in entries { try row([.text(entry.key), entry.value]) }
        try end()
    }

    /// A line of plain text as the result.
    func line(_ text: String) throws {
        if captures { return captured = .text(text) }
        if isPart {
            try begin(["value"])
            try row([.text(text)])
            return try end()
        }
        try write { bytes in
            bytes.append(self.standardOutput.isTerminal ? DisplayText.printableLines(text) : text)
            bytes.append(0x0A)
        }
    }

    /// Bytes as they are: a generated script, a manual page.
    func raw(_ text: String) throws {
        if captures { return captured = .text(text) }
        if isPart { throw OnePart.noRecords }
        try write { $0.append(text) }
    }

    /// What a chart has to fit into.
    var canvas: Chart.Canvas {
        Chart.Canvas(width: width ?? 80, isUnicode: canDraw, isColored: colors.allowed && standardOutput.isTerminal)
    }

    /// Whether somebody looks at the result as it is printed.
    var isWatched: Bool { standardOutput.isTerminal }

    /// The fields that the command line names; nil where it names none.
    var namedFields: [String]? { selection }

    /// Bytes of a sound.
    func bytes(_ piece: UnsafeRawBufferPointer) throws {
        if isPart { throw OnePart.noRecords }
        try standardOutput.append { $0.append(piece) }
    }

    /// Rows that another pbxctl has formatted.
    func pass(_ rows: ArraySlice<UInt8>) throws {
        try write { bytes in rows.withUnsafeBytes { bytes.append($0) } }
    }

    func begin(_ columns: [String]) throws {
        if captures { return capturedColumns = columns }
        var columns = columns
        if isPart {
            try announce()
            ownProfile = columns.firstIndex(of: OnePart.column)
            columns = [OnePart.column] + columns.filter { $0 != OnePart.column }
        }
        var format = makeFormat()
        try write { format.begin(columns, into: &$0) }
        current = format
    }

    /// A row of cells.
    func row(_ cells: [Cell]) throws {
        if captures { return capturedRows.append(.object(Cell.Object(zip(capturedColumns, cells).map(Cell.Entry.init)))) }
        fields.removeAll()
        if let part { fields.text(copying: part.profile) }
        for (index, cell) in cells.enumerated() where index != ownProfile { cell.add(to: fields) }
        try write { self.current?.row(self.fields, into: &$0) }
    }

    /// A row of bytes.
    func row(_ fields: RowFields) throws {
        if captures { return try row(fields.fields.map(Cell.init)) }
        if let part { fields.prepend(copying: part.profile) }
        try write { self.current?.row(fields, into: &$0) }
    }

    func end() throws {
        if captures { return captured = .list(capturedRows) }
        try write { self.current?.end(into: &$0) }
        current = nil
    }

    /// A remark that is not the result; nothing when quiet.
    func note(_ text: String) {
        guard !isQuiet else { return }
        printError("\(label): \(text)\n")
    }

    /// A remark only with `-v`.
    func remark(_ text: String) { if isVerbose { note(text) } }

    /// A line of `--trace`.
    func trace(_ text: String) { printError("trace: \(text)\n") }

    func flush() throws { try standardOutput.flush() }

    /// Lets every row so far be seen, whatever the format holds back.
    func flushRows() throws {
        try write { self.current?.flush(into: &$0) }
        try flush()
    }

    /// Says what went wrong. What was not written yet of the result is dropped; an array that was begun is closed.
    func report(_ error: PBXError) {
        if !standardOutput.hasWritten {
            standardOutput.discard()
        } else if current != nil {
            try? end()
        }
        try? standardOutput.flush()
        printError(part.map { ErrorText.line(about: error, of: $0.profile, as: format) } ?? ErrorText.text(of: error, as: format))
    }

    /// Says which format the rows are in, once: who puts them together goes by it.
    private func announce() throws {
        guard !hasAnnounced else { return }
        hasAnnounced = true
        try write { $0.append("\(self.format.rawValue)\n") }
    }

    private func write(_ body: (inout OutputBytes) -> Void) throws {
        guard !isQuiet else { return }
        try standardOutput.append { bytes in
            let start = bytes.count
            body(&bytes)
            if standardOutput.isTerminal, format != .table { TerminalGuard.disarm(&bytes, from: start) }
        }
    }

    private func printError(_ text: String) {
        try? standardError.append(DisplayText.printableLines(text))
        try? standardError.flush()
    }

    private func chosen<Listed: Record>(_ type: Listed.Type, all: Bool = false) -> [RecordField<Listed>] {
        chosenNames(type, all: all).compactMap { name in type.fields.first { $0.name == name } }
    }

    private func chosenNames<Listed: FieldNaming>(_ type: Listed.Type, all: Bool = false) -> [String] {
        if format == .name { return [type.nameField] }
        if let selection {
            // It is the first field anyway, whatever place the list gives it.
            return isPart && !type.fieldNames.contains(OnePart.column) ? selection.filter { $0 != OnePart.column } : selection
        }
        return format == .table && !all ? type.tableFields : type.fieldNames
    }

    private func makeFormat() -> any RowFormat {
        if isPart { return OnePart.rowFormat(for: format, isCSVSafe: isCSVSafe) }
        return switch format {
        case .table:
            TableFormat(
                hasHeader: hasHeader, width: standardOutput.isTerminal ? width : nil,
                isColored: colors.allowed && standardOutput.isTerminal)
        case .json: JSONFormat()
        case .ndjson: NDJSONFormat()
        case .csv: CSVFormat(hasHeader: hasHeader, isSafe: isCSVSafe)
        case .tsv: TSVFormat(hasHeader: hasHeader)
        case .name: NameFormat()
        }
    }
}

/// Whether escape sequences may be printed at all: `NO_COLOR`, `TERM=dumb` and `--no-color` say no.
struct Colors {
    let allowed: Bool

    init(wanted: Bool, environment: [String: String]) {
        let refused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb" || environment["TERM"] == nil
        allowed = wanted && !refused
    }
}
