/// A number for a list of a ring group or follow-me as somebody typed it.
struct FreePBXListEntry {
    var number: String
    /// It was marked with `#` as lying outside the PBX.
    var isMarked: Bool
    var hadPlus: Bool

    /// FreePBX's ring groups keep digits, `*` and the mark only; follow-me keeps `+` too (`allowsPlus`).
    init(_ text: String, option: String, allowsPlus: Bool = false) throws {
        let plain = FreePBXInput.trimmed(text)
        isMarked = plain.hasSuffix("#")
        var number = isMarked ? String(plain.dropLast()) : plain
        hadPlus = number.hasPrefix("+")
        if hadPlus, !allowsPlus { number.removeFirst() }
        let digits = number.hasPrefix("+") ? number.dropFirst() : number[...]
        guard !FreePBXInput.hasControlCharacter(text), (1...40).contains(digits.utf8.count), digits.utf8.allSatisfy({ "0123456789*".utf8.contains($0) })
        else {
            throw PBXError(
                .usage, option, "'\(FreePBXInput.shown(text))' is not a number", remedy: "use digits and *; # at the end marks an outside number")
        }
        self.number = number
    }
}

extension FreePBXSystem {
    /// Which of the numbers are extensions.
    func extensionsAmong(_ numbers: [String]) throws -> Set<String> {
        guard !numbers.isEmpty else { return [] }
        let list = numbers.map { "\($0)" as SQL }.joined(separator: ", ")
        let there = try database().rows("SELECT extension FROM users WHERE extension IN (\(list))").compactMap { $0["extension"] }
        return Set(there + numbers.filter { coming.contains("extension:\($0)") })
    }
}
