/// A caller id as FreePBX stores it in one column: `"Front desk" <15551230000>`, or a bare number.
struct FreePBXCallerID: Equatable, Sendable {
    var name: String?
    var number: String?

    init(name: String?, number: String?) {
        self.name = name
        self.number = number
    }

    /// FreePBX: `users.outboundcid`, `devices.emergency_cid`.
    init(stored: String) {
        let text = FreePBXInput.trimmed(stored)
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            self.init(name: nil, number: text.isEmpty ? nil : text)
            return
        }
        var name = FreePBXInput.trimmed(String(text[..<open]))
        if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") { name = String(name.dropFirst().dropLast()) }
        let number = String(text[text.index(after: open)...].dropLast())
        self.init(name: name.isEmpty ? nil : name, number: number.isEmpty ? nil : number)
    }

    /// The text to store; empty where there is neither.
    var stored: String {
        switch (name, number) {
        case (nil, nil): ""
        case (nil, let number?): number
        case (let name?, let number): "\"\(name)\" <\(number ?? "")>"
        }
    }

    /// The caller id after a change, checked; `options` are the names of the name's and the number's option.
    func applying(
        name newName: Change<String>, number newNumber: Change<String>, options: (name: String, number: String), width: Int?
    ) throws -> FreePBXCallerID {
        var result = self
        switch newNumber {
        case .keep: break
        case .clear: result.number = nil
        case .set(let text):
            // `"Name" <number>` in one piece is what the documented parameter `outboundcid` may hold.
            let whole = FreePBXCallerID(stored: try FreePBXInput.text(text, option: options.number, width: width))
            result.number = try Self.checked(whole.number ?? "", option: options.number)
            if let name = whole.name { result.name = try Self.checkedName(name, option: options.number) }
        }
        switch newName {
        case .keep: break
        case .clear: result.name = nil
        case .set(let text): result.name = try Self.checkedName(text, option: options.name)
        }
        try FreePBXInput.checkLength(result.stored, option: options.name, width: width)
        return result
    }

    private static func checkedName(_ name: String, option: String) throws -> String {
        try FreePBXInput.text(name, option: option, width: nil, refusing: "\"<>;")
    }

    private static func checked(_ number: String, option: String) throws -> String {
        // `hidden` and `none` are FreePBX's own words for a withheld number.
        guard number.utf8.allSatisfy({ "0123456789*#+".utf8.contains($0) }) && !number.isEmpty
            || ["hidden", "none"].contains(number)
        else {
            throw PBXError(
                .usage, option, "'\(FreePBXInput.shown(number))' is not a number", remedy: "use digits, +, * and #")
        }
        return number
    }
}
