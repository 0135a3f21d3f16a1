/// Colour where it says something: what is well, what is wrong, what is switched off. Nothing else is coloured.
enum TextStyle {
    case good, poor, bad, off

    /// SGR (ECMA-48): green, yellow, red, faint.
    var start: String {
        switch self {
        case .good: "\u{1B}[32m"
        case .poor: "\u{1B}[33m"
        case .bad: "\u{1B}[31m"
        case .off: "\u{1B}[2m"
        }
    }

    static let end = "\u{1B}[0m"

    /// The style of a value in a column.
    static func of(_ column: String, _ value: String) -> TextStyle? {
        switch (column, value) {
        case ("status", "registered"), ("registered", "true"), ("status", "ok"), ("ok", "true"): .good
        case ("status", "unreachable"), ("status", "warning"), ("disposition", "busy"), ("disposition", "cancelled"): .poor
        case ("status", "unregistered"), ("registered", "false"), ("state", "unavailable"), ("status", "failed"), ("ok", "false"),
            ("disposition", "no_answer"), ("disposition", "failed"):
            .bad
        default: nil
        }
    }

    /// Whether a row is about something that is switched off.
    static func isOff(_ column: String, _ value: String) -> Bool { column == "enabled" && value == "false" }
}
