import PBXKit

/// An error as it is printed on stderr: for people, or as a JSON object where JSON was asked for.
enum ErrorText {
    static func text(of error: PBXError, as format: OutputFormat) -> String {
        guard format == .json || format == .ndjson else {
            let remedy = error.remedy.map { "\($0)\n" } ?? ""
            return "pbxctl: \(error.what): \(error.why)\n\(remedy)"
        }
        var bytes = OutputBytes()
        JSONText.append(entries(of: error), to: &bytes)
        return bytes.text + "\n"
    }

    /// One line about one PBX of several.
    static func line(about error: PBXError, of profile: String, as format: OutputFormat) -> String {
        guard format == .json || format == .ndjson else {
            let remedy = error.remedy.map { " (\($0))" } ?? ""
            let text = "pbxctl: \(profile): \(error.what): \(error.why)\(remedy)"
            return text.split(whereSeparator: \.isNewline).joined(separator: "; ") + "\n"
        }
        var bytes = OutputBytes()
        JSONText.append([Cell.Entry("profile", .text(profile))] + entries(of: error), to: &bytes)
        return bytes.text + "\n"
    }

    /// An error as JSON has it.
    static func entries(of error: PBXError) -> [Cell.Entry] {
        [
            Cell.Entry("error", .text(error.kind.rawValue)),
            Cell.Entry("message", .text("\(error.what): \(error.why)")),
            Cell.Entry("remedy", Cell(error.remedy)),
            Cell.Entry("exit_code", .integer(Int(error.kind.exitStatus))),
        ]
    }
}
