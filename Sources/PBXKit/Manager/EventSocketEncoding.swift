/// How values are written into commands for FreeSWITCH, so that nothing a person typed can add a variable, an argument,
/// a leg or an application. What cannot be written safely is refused, never altered.
///
/// FreeSWITCH takes a dial command apart in several layers (blanks and quotes, `:_:`, `{…}`, commas, `|`, `[…]`, `=`,
/// `${…}`) and removes one level of quoting in each. Sources: switch_utils.c, switch_event.c, mod_commands.c,
/// switch_ivr_originate.c.
public enum EventSocketEncoding {
    /// A number to be dialled: an extension, an outside number or a feature code such as `*9664`.
    public static func dialNumber(_ text: String) throws -> String {
        let bytes = Array(text.utf8)
        let rest = bytes.first.map { "+*#".utf8.contains($0) } == true ? bytes.dropFirst() : bytes[...]
        let isNumber = (1...64).contains(rest.count) && rest.first.map(\.isAlphanumeric) == true
            && rest.allSatisfy { $0.isAlphanumeric || "*#._-".utf8.contains($0) }
        let isFeatureCode = bytes.first == UInt8(ascii: "*") && (2...16).contains(bytes.count)
            && bytes.dropFirst().allSatisfy { $0.isDigit || "*#".utf8.contains($0) }
        // originate takes the word `undef` for an argument that is not given.
        guard isNumber || isFeatureCode, text.lowercased() != "undef" else {
            throw refused("number to dial", "only digits, letters, + * # . _ - are possible")
        }
        return text
    }

    /// A number to be shown to the called party.
    public static func callerNumber(_ text: String) throws -> String { try dialNumber(text) }

    /// A domain, as it stands in the database.
    public static func domain(_ text: String) throws -> String {
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ $0.isAlphanumeric || "._-".utf8.contains($0) })
        else { throw refused("domain", "only letters, digits, . _ - are possible") }
        return text
    }

    /// A UUID in its usual form.
    public static func uuid(_ text: String) throws -> String {
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard groups.map(\.count) == [8, 4, 4, 4, 12], groups.joined().allSatisfy(\.isHexadecimal) else {
            throw refused("UUID", "it has not the form of one")
        }
        return text
    }

    /// A name to be shown, as an argument of its own: quoted, `O'Brien, Jr` → `'O\'Brien, Jr'`; without one `undef`.
    public static func argumentName(_ text: String) throws -> String {
        guard !text.isEmpty else { return "undef" }
        guard text.unicodeScalars.allSatisfy({ $0.isNameLetter || "._-()+&@',".unicodeScalars.contains($0) }) else {
            throw refused("caller name", "only letters, digits, blanks and . _ - ( ) + & @ ' , are possible")
        }
        let escaped = text.unicodeScalars.map { $0 == "'" ? "\\'" : String($0) }
        return "'\(escaped.joined())'"
    }

    /// A name to be shown, as a variable inside braces: there quotes do not protect, so fewer signs are possible.
    public static func variableName(_ text: String) throws -> String {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.isNameLetter || "._-".unicodeScalars.contains($0) }) else {
            throw refused("caller name", "only letters, digits, blanks and . _ - are possible")
        }
        return "'\(text)'"
    }

    /// The letters, digits, blanks and `. - _` of a name: what can be shown where `variableName` refuses the whole.
    public static func simplifiedName(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.isNameLetter || "._-".unicodeScalars.contains($0) }))
    }

    /// A key of FusionPBX's cache, `directory:1001@example.com`, to stand inside quotes of a Lua or API command.
    public static func cacheKey(_ text: String) throws -> String {
        guard (1...255).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0.isAlphanumeric || ":@._+*#-".utf8.contains($0) })
        else { throw refused("cache key", "only letters, digits and : @ . _ + * # - are possible") }
        return text
    }

    /// The text, if it is one line: a line feed would begin a header, two would begin another command.
    static func oneLine(_ text: String, _ what: String) throws -> String {
        guard !text.utf8.contains(where: { $0 == 10 || $0 == 13 || $0 == 0 }) else {
            throw PBXError(.usage, what, "must not contain a line break or a NUL", remedy: "give a value of one line")
        }
        return text
    }

    static func checkEventName(_ name: String) throws {
        guard !name.isEmpty, name.utf8.allSatisfy({ $0.isAlphanumeric || ":_-.".utf8.contains($0) }) else {
            throw refused("event name", "only letters, digits and : _ - . are possible")
        }
    }

    /// A value of an event's header as it was before the switch percent-encoded it.
    static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "%")) else { return String(decoding: bytes, as: UTF8.self) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var position = bytes.startIndex
        while position < bytes.endIndex {
            if bytes[position] == UInt8(ascii: "%"), position + 2 < bytes.endIndex,
                let high = bytes[position + 1].hexadecimalValue, let low = bytes[position + 2].hexadecimalValue {
                decoded.append(high << 4 | low)
                position += 3
            } else {
                decoded.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func refused(_ what: String, _ why: String) -> PBXError { PBXError(.usage, what, why) }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (48...57).contains(self) }
    fileprivate var isAlphanumeric: Bool { isDigit || (97...122).contains(asciiLowercased) }
    fileprivate var isHexadecimal: Bool { hexadecimalValue != nil }
    fileprivate var hexadecimalValue: UInt8? {
        switch asciiLowercased {
        case 48...57: self - 48
        case 97...102: asciiLowercased - 87
        default: nil
        }
    }
}

extension Unicode.Scalar {
    /// A letter or digit of any script, a mark on one, or a blank. Not among them: control and formatting characters
    /// (such as those that turn the direction of writing), and other kinds of space.
    fileprivate var isNameLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .nonspacingMark, .spacingMark:
            true
        default: self == " "
        }
    }
}
