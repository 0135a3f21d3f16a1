import PBXKit

/// One PBX's part of a listing of several.
///
/// Its rows go through a pipe to the pbxctl that was started by the user: a line that names the format, then rows in a
/// form of that format that can be put together: JSON as one object a line, a table as tab-separated values.
struct OnePart {
    /// The field that says whose row it is.
    static let column = "profile"

    var profile: String
    /// What is put together goes to a terminal.
    var isForTerminal: Bool

    /// The word before a command line that makes its run a part of another's.
    private static let word = "__part"

    /// The words to start one with: `__part`, the profile, where it goes, and the line as it was given.
    static func arguments(_ arguments: [String], of profile: String, isForTerminal: Bool) -> [String] {
        [word, profile, isForTerminal ? "terminal" : "pipe"] + arguments
    }

    init(profile: String, isForTerminal: Bool) {
        self.profile = profile
        self.isForTerminal = isForTerminal
    }

    /// Takes those words off a command line; nil where they are not there.
    init?(taking arguments: inout [String]) {
        guard arguments.count > 3, arguments[0] == Self.word else { return nil }
        self.init(profile: arguments[1], isForTerminal: arguments[2] == "terminal")
        arguments.removeFirst(3)
    }

    static func rowFormat(for format: OutputFormat, isCSVSafe: Bool) -> any RowFormat {
        switch format {
        case .json, .ndjson: NDJSONFormat()
        case .csv: CSVFormat(hasHeader: true, isSafe: isCSVSafe)
        case .table, .tsv: TSVFormat(hasHeader: true)
        case .name: TSVFormat(hasHeader: false)
        }
    }

    static let noRecords = PBXError(
        .usage, "several profiles", "what this prints has no rows that could be told apart", remedy: "name one profile")
}
