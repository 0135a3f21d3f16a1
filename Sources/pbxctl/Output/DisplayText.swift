import Glibc

/// Text as a terminal shows it.
enum DisplayText {
    /// The C library's character widths, independent of the user's locale.
    nonisolated(unsafe) private static let unicode = newlocale(ctypeMask, "C.UTF-8", nil)
    private static let ctypeMask: Int32 = 1 << LC_CTYPE
    /// `wcwidth(3)`, which the system module does not show.
    private static let columnsOf: (@convention(c) (wchar_t) -> Int32)? = dlsym(nil, "wcwidth").map {
        unsafeBitCast($0, to: (@convention(c) (wchar_t) -> Int32).self)
    }

    /// Columns that a text takes.
    static func width(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + width(of: $1) }
    }

    /// Cut to `width` columns, with an ellipsis where something is missing.
    static func cut(_ text: String, to width: Int) -> String {
        guard self.width(of: text) > width else { return text }
        var shown = ""
        var room = width - 1
        for character in text {
            room -= self.width(of: character)
            if room < 0 { break }
            shown.append(character)
        }
        return shown + "…"
    }

    /// Control characters as visible ones: a caller's name must not steer a terminal.
    static func printable(_ text: String) -> String {
        if isPrintable(text) { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n" {
                shown.append("⏎")
            } else if scalar.steers {
                shown.append("\u{FFFD}")
            } else {
                shown.append(scalar)
            }
        }
        return String(shown)
    }

    /// Whether nothing in it would steer a terminal.
    static func isPrintable(_ text: String) -> Bool { !text.unicodeScalars.contains(where: \.steers) }

    /// A whole text whose lines are kept, other control characters made visible: for messages.
    static func printableLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }
            .joined(separator: "\n")
    }

    private static func width(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        let previous = uselocale(unicode)
        defer { uselocale(previous) }
        func columns(_ scalar: Unicode.Scalar) -> Int { max(0, Int(columnsOf?(wchar_t(bitPattern: scalar.value)) ?? 1)) }
        // One picture of several scalars: shown as an emoji, with a skin colour, joined, a flag.
        let isPicture = scalars.contains { $0.value == 0xFE0F || $0.value == 0x200D || (0x1F1E6...0x1F1FF).contains($0.value) }
            || scalars.dropFirst().contains { (0x1F3FB...0x1F3FF).contains($0.value) }
        if isPicture, scalars.count > 1, let first = scalars.first, first.properties.isEmoji { return 2 }
        return scalars.reduce(0) { $0 + columns($1) }
    }
}

extension Unicode.Scalar {
    /// Control and direction-changing characters: they act on a terminal instead of being shown.
    fileprivate var steers: Bool {
        let category = properties.generalCategory
        return category == .control || category == .lineSeparator || category == .paragraphSeparator
            || (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }
}
