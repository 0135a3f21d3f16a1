/// Checks of what somebody typed, made before anything is planned. All throw `.usage` and name the option.
enum FreePBXInput {
    /// Extension numbers: FreePBX refuses anything but digits in `users.extension`.
    static func checkNumber(_ number: String, what: String = "extension", width: Int?) throws {
        let widest = min(width ?? 20, 20)
        guard !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw PBXError(
                .usage, "\(what) '\(shown(number))'", "is not a number", remedy: "use digits only: 1 to \(widest) of them")
        }
        guard number.utf8.count <= widest else {
            throw PBXError(
                .usage, "\(what) '\(shown(number))'", "has \(number.utf8.count) digits",
                remedy: "use at most \(widest) digits")
        }
    }

    /// A text as it will be stored: trimmed, without control characters, no longer than its column.
    static func text(_ text: String, option: String, width: Int?, refusing refused: String = "") throws -> String {
        let trimmed = trimmed(text)
        guard !hasControlCharacter(text) else {
            throw PBXError(.usage, option, "contains a line break or another control character", remedy: "leave it out")
        }
        if let character = trimmed.first(where: { refused.contains($0) }) {
            throw PBXError(.usage, option, "contains '\(character)', which FreePBX cannot store there", remedy: "leave it out")
        }
        try checkLength(trimmed, option: option, width: width)
        return trimmed
    }

    /// A text that FreePBX writes into the dialplan as it is: Asterisk would evaluate an expression in it.
    static func checkIsNoExpression(_ text: String, option: String) throws {
        guard !["${", "$["].contains(where: text.contains) else {
            throw PBXError(
                .usage, option, "contains ${ or $[, which the dialplan would evaluate", remedy: "leave the $ out")
        }
    }

    static func checkLength(_ text: String, option: String, width: Int?) throws {
        // The database counts code points, Swift's `count` what a reader sees.
        guard let width, text.unicodeScalars.count > width else { return }
        throw PBXError(
            .usage, option, "has \(text.unicodeScalars.count) characters, FreePBX stores \(width)",
            remedy: "shorten it to \(width) characters")
    }

    static func checkRange(_ value: Int, _ range: ClosedRange<Int>, option: String) throws {
        guard !range.contains(value) else { return }
        throw PBXError(
            .usage, option, "\(value) is out of range", remedy: "use \(range.lowerBound) to \(range.upperBound)")
    }

    /// A voicemail PIN: digits, as somebody has to dial it.
    static func checkPIN(_ pin: Secret, of number: String) throws {
        let option = "--voicemailpassword"
        try pin.reveal { pin in
            guard (1...20).contains(pin.utf8.count), pin.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw PBXError(.usage, option, "is not a PIN", remedy: "use 1 to 20 digits")
            }
            // Asterisk asks for a new PIN at every login where it equals the mailbox.
            guard pin != number else {
                throw PBXError(.usage, option, "is the extension's own number", remedy: "choose another PIN")
            }
        }
    }

    /// A SIP secret: it stands in a configuration file, where `;` begins a comment.
    static func checkSecret(_ secret: Secret, width: Int?) throws {
        try secret.reveal { text in
            guard !text.isEmpty else { throw PBXError(.usage, "--secret", "is empty", remedy: "give one, or leave it out to have one generated") }
            guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.contains(";"), !text.contains("\\") else {
                throw PBXError(
                    .usage, "--secret", "contains a character that phones or configuration files cannot hold",
                    remedy: "use letters, digits and punctuation other than ; and \\")
            }
            try checkLength(text, option: "--secret", width: min(width ?? 255, 255))
        }
    }

    /// E-mail addresses of a mailbox: several are parted by `|`, as FreePBX stores commas.
    static func email(_ text: String) throws -> String {
        let option = "--email"
        let addresses = try self.text(text, option: option, width: 512, refusing: ";")
            .split(whereSeparator: { $0 == "," || $0 == "|" }).map { trimmed(String($0)) }
        for address in addresses {
            let parts = address.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !address.contains(where: { $0.isWhitespace || "<>\"".contains($0) })
            else { throw PBXError(.usage, option, "'\(shown(address))' is not an e-mail address", remedy: "write name@example.com") }
        }
        return addresses.joined(separator: "|")
    }

    static func hasControlCharacter(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x2028 || $0.value == 0x2029 }
    }

    static func trimmed(_ text: String) -> String {
        func isPlain(_ byte: UInt8?) -> Bool { byte.map { (0x21...0x7E).contains($0) } ?? true }
        // Almost all have nothing to be taken off.
        if isPlain(text.utf8.first), isPlain(text.utf8.last) { return text }
        let head = text.drop { $0.isWhitespace }
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(head[...last])
    }

    /// A piece of input as a message may quote it: short and on one line.
    static func shown(_ text: String) -> String {
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.map { hasControlCharacter(String($0)) ? "?" : $0 }))
        return clean.count > 40 ? "\(clean.prefix(40))…" : clean
    }
}
