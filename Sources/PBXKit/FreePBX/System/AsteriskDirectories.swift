/// The section `[directories]` of asterisk.conf.
public enum AsteriskDirectories {
    /// By name: `astspooldir`. Lines are `name => path` or `name = path`; `;` begins a comment.
    public static func read(_ source: String) -> [String: String] {
        var directories: [String: String] = [:]
        var isInside = false
        for raw in source.split(whereSeparator: \.isNewline) {
            let line = String(raw.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)[0]).trimmingBlanks
            if line.hasPrefix("[") {
                isInside = line.hasPrefix("[directories]")
            } else if isInside, let equals = line.firstIndex(of: "=") {
                var value = line[line.index(after: equals)...]
                if value.hasPrefix(">") { value = value.dropFirst() }
                let path = value.trimmingBlanks
                if path.hasPrefix("/") { directories[String(line[..<equals]).trimmingBlanks] = path }
            }
        }
        return directories
    }
}
