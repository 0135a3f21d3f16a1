/// What is asked of a ring group, checked and in FusionPBX's words.
struct FusionPBXRingGroupInput {
    let connection: FusionPBXConnection
    let domain: Domain

    func strategy(_ word: String) throws -> String {
        if RingGroup.Strategy(rawValue: word) != nil { return word }
        let nearest =
            switch word {
            case "hunt", "memoryhunt", "firstnotonphone", "firstavailable": "sequence"
            case "ringall", "ringall-prim": "simultaneous"
            default: RingGroup.Strategy.allCases.map(\.rawValue).joined(separator: ", ")
            }
        throw PBXError.notOffered("strategy \(FusionPBXValues.shown(word))", by: .fusionpbx, nearest: nearest)
    }

    func name(_ text: String) throws -> String {
        let name = try FusionPBXXML.value(text, "name")
        guard !name.isEmpty else { throw PBXError(.usage, "the name of a ring group", "cannot be empty") }
        return name
    }

    /// FusionPBX takes colons out of it.
    func prefix(_ text: String) throws -> String? {
        String(try FusionPBXXML.value(text, "caller id prefix").filter { $0 != ":" }).nonEmpty
    }

    /// The values of the members' rows, in their order. Sequence and rollover know no order but that of the delays.
    func members(_ members: [RingGroup.Member], strategy: String) throws -> [(number: String, values: FusionPBXConnection.Values)] {
        let numbers = try members.map { try number($0.number) }
        if let double = numbers.first(where: { number in numbers.filter { $0 == number }.count > 1 }) {
            throw PBXError(.usage, "member \(double)", "is named more than once", remedy: "name every member once")
        }
        guard !numbers.isEmpty else { throw PBXError(.usage, "the ring group", "would have no member", remedy: "name one at least") }
        try requireKnown(numbers)
        let isOrdered = ["sequence", "rollover"].contains(strategy)
        let delays = isOrdered ? try Self.delaysInOrder(numbers, members.map(\.delaySeconds)) : members.map { $0.delaySeconds ?? 0 }
        return try zip(zip(numbers, members), delays).map { pair, delay in
            guard (0...999).contains(delay) else {
                throw PBXError(.usage, "delay \(delay) of member \(pair.0)", "is not between 0 and 999 seconds")
            }
            // Both always: an absent one breaks the script that dials.
            return (
                pair.0,
                [
                    ("destination_delay", String(delay)),
                    ("destination_timeout", try FusionPBXValues.seconds(pair.1.ringSeconds ?? 30, "ring time of member \(pair.0)")),
                ]
            )
        }
    }

    /// Delays that keep the members in the order in which they are named: the script sorts by delay, then by number. Those
    /// that are given stay; a member without one follows the one before it.
    private static func delaysInOrder(_ numbers: [String], _ given: [Int?]) throws -> [Int] {
        if given.allSatisfy({ $0 != nil }) { return given.compactMap { $0 } }
        if given.allSatisfy({ $0 == nil }), numbers == numbers.sorted(), numbers.joined().allSatisfy(\.isNumber) {
            return numbers.map { _ in 0 }
        }
        var delays: [Int] = []
        for (place, delay) in given.enumerated() {
            let least = delays.last.map { $0 + (delay == nil ? 5 : 1) } ?? 0
            guard let delay else {
                delays.append(least)
                continue
            }
            guard delay >= least else {
                throw PBXError(
                    .usage, "delay \(delay) of member \(numbers[place])",
                    "would put it before \(numbers[place - 1]), which is named first",
                    remedy: "name the members in the order of their delays, or give every one a delay")
            }
            delays.append(delay)
        }
        return delays
    }

    /// A number, or an extension with letters in it. FusionPBX's script dials anything else as it stands, which would let
    /// a member be any dial string.
    private func number(_ text: String) throws -> String {
        let bare = text.filter { !" -()".contains($0) }
        let digits = bare.hasPrefix("+") ? bare.dropFirst() : bare[...]
        if (1...32).contains(digits.utf8.count), digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            return bare
        }
        return try FusionPBXValues.number(text, "member")
    }

    private func requireKnown(_ numbers: [String]) throws {
        let words = numbers.filter { !$0.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "+") } }
        guard !words.isEmpty else { return }
        let list = words.map { "\($0)" as SQL }.joined(separator: ", ")
        let known = try connection.database()
            .rows("SELECT extension FROM v_extensions WHERE domain_uuid = \(domain.uuid) AND extension IN (\(list))")
            .compactMap { $0.values[0] }
        if let unknown = words.first(where: { !known.contains($0) && !connection.coming.contains("extension:\($0)") }) {
            throw PBXError(
                .usage, "member '\(FusionPBXValues.shown(unknown))'", "is neither a telephone number nor an extension of \(domain.name)",
                remedy: "name an extension, or write digits")
        }
    }
}
