/// What may be written into FusionPBX's columns: values that its switch scripts, which put them into XML and dial
/// strings with little or no escaping, cannot be led astray with.
enum FusionPBXValues {
    private static let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars)
    private static let digits = Set("0123456789".unicodeScalars)

    /// The number of an extension: part of cache keys, dial strings and folder names.
    static func number(_ text: String, _ what: String) throws -> String {
        let scalars = Array(text.unicodeScalars)
        guard (1...32).contains(scalars.count), letters.contains(scalars[0]) || digits.contains(scalars[0]),
            scalars.allSatisfy({ letters.contains($0) || digits.contains($0) || "._-".unicodeScalars.contains($0) })
        else {
            throw PBXError(
                .usage, "\(what) '\(shown(text))'", "is not a number of at most 32 digits and letters",
                remedy: "use digits; letters, dots, dashes and underscores are possible after the first character")
        }
        return text
    }

    /// A number shown to the outside: digits with an optional plus. Blanks, dashes, dots and brackets are taken out, as
    /// FusionPBX does.
    static func callerNumber(_ text: String, _ what: String) throws -> String {
        let bare = String(text.filter { !" -.()".contains($0) })
        let number = bare.hasPrefix("+") ? bare.dropFirst() : bare[...]
        guard (1...32).contains(number.utf8.count), number.unicodeScalars.allSatisfy(digits.contains) else {
            throw PBXError(
                .usage, "\(what) '\(shown(text))'", "is not a telephone number", remedy: "write digits, with + or without")
        }
        return bare
    }

    /// A name that phones show. FusionPBX's directory script deletes `$`; the other characters refused end a SIP
    /// display name or an XML attribute early.
    static func name(_ text: String, _ what: String) throws -> String {
        let value = try line(text, what)
        try checkLength(value, what)
        guard !value.contains(where: { "\"<>$\\".contains($0) }) else {
            throw PBXError(
                .usage, "\(what) '\(shown(text))'", "contains one of \" < > $ \\", remedy: "leave those characters out")
        }
        return value
    }

    static func checkLength(_ value: String, _ what: String) throws {
        guard value.utf8.count <= 255 else {
            throw PBXError(
                .usage, "\(what) '\(shown(value))'", "has \(value.utf8.count) bytes", remedy: "shorten it to at most 255")
        }
    }

    /// One line of free text.
    static func line(_ text: String, _ what: String) throws -> String {
        guard !text.unicodeScalars.contains(where: isControl) else {
            throw PBXError(
                .usage, "\(what) '\(shown(text))'", "contains a control character or a line break",
                remedy: "write it in one line")
        }
        return text.trimmingBlanks
    }

    static func email(_ text: String, _ what: String) throws -> String {
        let value = try line(text, what)
        let addresses = value.split(separator: ",", omittingEmptySubsequences: false)
        let isGood = addresses.allSatisfy { address in
            let parts = String(address).trimmingBlanks.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !String(address).trimmingBlanks.contains(" ")
        }
        guard isGood, !value.contains(where: { "\"<>$\\&'".contains($0) }) else {
            throw PBXError(
                .usage, "\(what) '\(shown(text))'", "is not an e-mail address",
                remedy: "write one address, or several with commas between them")
        }
        return value
    }

    /// A voicemail PIN: digits, because it is typed on a phone.
    static func pin(_ secret: Secret) throws -> String {
        try secret.reveal { text in
            guard (1...32).contains(text.utf8.count), text.unicodeScalars.allSatisfy(digits.contains) else {
                throw PBXError(.usage, "the voicemail PIN", "is not made of 1 to 32 digits", remedy: "use digits only")
            }
            return text
        }
    }

    /// A SIP password. FusionPBX puts it into the directory XML unescaped, and a phone with an empty one registers with
    /// any password.
    static func password(_ secret: Secret) throws -> String {
        try secret.reveal { text in
            let isGood = text.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0.value < 0x7F && !"\"<>&'\\`".unicodeScalars.contains($0)
            }
            guard (1...128).contains(text.utf8.count), isGood else {
                throw PBXError(
                    .usage, "the SIP secret", "is empty, too long or has a blank or one of \" < > & ' \\ ` in it",
                    remedy: "use letters, digits and !^$%*?. or leave it out to have one generated")
            }
            return text
        }
    }

    static func seconds(_ value: Int, _ what: String) throws -> String {
        guard (1...3600).contains(value) else {
            throw PBXError(.usage, "\(what) \(value)", "is not between 1 and 3600 seconds")
        }
        return String(value)
    }

    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// The text for a message: in one line and not endless.
    static func shown(_ text: String) -> String {
        let flat = String(String.UnicodeScalarView(text.unicodeScalars.prefix(60).map { isControl($0) ? " " : $0 }))
        return text.unicodeScalars.count > 60 ? flat + "…" : flat
    }
}
