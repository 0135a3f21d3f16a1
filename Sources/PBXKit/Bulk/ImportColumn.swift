/// A column of an import: what its values are, and which field of a change (`Edit`) they go to.
struct ImportColumn<Edit>: Sendable {
    /// What an import can do with the column.
    enum Role: Sendable {
        /// Says which object the row is about.
        case key
        case text(@Sendable (inout Edit, Change<String>) -> Void)
        case flag(@Sendable (inout Edit, Change<Bool>) -> Void)
        case number(@Sendable (inout Edit, Change<Int>) -> Void)
        /// One of a few words; nil where the word is not one that can be set.
        case word(accepted: [String], @Sendable (inout Edit, String) -> Void)
        /// Never shown; an empty one keeps what is there.
        case secret(@Sendable (inout Edit, Change<Secret>) -> Void)
        case target(@Sendable (inout Edit, Change<TargetRequest>) -> Void)
        case members(@Sendable (inout Edit, [RingGroup.Member]) -> Void)
        /// The PBX's own business, or that of another command: an existing object has to have the value already.
        case fixed(onNew: NewRow, remedy: String)
    }

    /// What a fixed column means in a row that adds an object.
    enum NewRow: Sendable {
        /// The PBX gives the new object its own.
        case ignored
        /// It has to be empty or `false`.
        case empty
        /// The planner of the noun looks at it.
        case used
    }

    var name: String
    var role: Role
    /// The options of commands that set the same field: planners name them in their errors.
    var options: [String] = []

    var isSecret: Bool { if case .secret = role { true } else { false } }
}

/// The value of one field of an import file, as what it is meant to be.
struct ImportValue {
    var cell: Cell

    /// `null`, or nothing between two commas.
    var isEmpty: Bool {
        switch cell {
        case .null: true
        case .text(let text): text.isEmpty
        case .list(let list): list.isEmpty
        default: false
        }
    }

    func text() throws(ImportValueProblem) -> String {
        switch cell {
        case .text(let text): return text
        // A number of a phone that JSON wrote without quotes.
        case .integer(let number): return String(number)
        case .null: return ""
        default: throw ImportValueProblem(why: "is not a text")
        }
    }

    func flag() throws(ImportValueProblem) -> Bool {
        switch cell {
        case .flag(let flag): return flag
        case .integer(0): return false
        case .integer(1): return true
        case .text(let text):
            switch text.lowercased() {
            case "true", "yes", "1": return true
            case "false", "no", "0": return false
            default: throw ImportValueProblem(why: "'\(Self.shown(text))' is neither true nor false")
            }
        default: throw ImportValueProblem(why: "is neither true nor false")
        }
    }

    func number() throws(ImportValueProblem) -> Int {
        switch cell {
        case .integer(let number): return number
        case .text(let text):
            guard let number = Int(text) else { throw ImportValueProblem(why: "'\(Self.shown(text))' is not a whole number") }
            return number
        default: throw ImportValueProblem(why: "is not a whole number")
        }
    }

    /// `extension:1001`, or the object of a listing in JSON. Its raw string is taken where the PBX (`decoded`) says that
    /// it means the same: it can say more.
    func target(decoded: (String) -> Target?) throws(ImportValueProblem) -> TargetRequest {
        switch cell {
        case .text(let text): return try Self.request(text)
        case .object(let object):
            func member(_ key: String) -> String? {
                object.entries.first { $0.key == key }.map(\.value.plainText).flatMap { $0.isEmpty ? nil : $0 }
            }
            guard let type = member("type"), let kind = Target.Kind(rawValue: type) else {
                throw ImportValueProblem(why: "has no type that is a target's", remedy: "write \"extension:1001\", or an object with type and id")
            }
            let raw = member("raw")
            if let raw, let meant = decoded(raw), meant.kind == kind, kind == .native || kind == .hangup || meant.id == member("id") {
                return kind == .hangup ? .hangup : .raw(raw)
            }
            if kind == .hangup { return .hangup }
            if TargetRequest.kinds.contains(kind), let id = member("id") { return .to(kind, id: id) }
            guard let raw else { throw ImportValueProblem(why: "is a target without id and raw") }
            return .raw(raw)
        default: throw ImportValueProblem(why: "is not a target", remedy: "write extension:1001, ringgroup:600, hangup, raw:STRING")
        }
    }

    private static func request(_ text: String) throws(ImportValueProblem) -> TargetRequest {
        do { return try TargetRequest(text) } catch {
            let error = PBXError(error)
            throw ImportValueProblem(why: "\(error.what) \(error.why)", remedy: error.remedy)
        }
    }

    /// `1001;1002`, or the list of a listing in JSON.
    func members() throws(ImportValueProblem) -> [RingGroup.Member] {
        var members: [RingGroup.Member] = []
        switch cell {
        case .text(let text):
            for part in text.split(separator: ";") { members.append(RingGroup.Member(number: String(part))) }
        case .list(let cells):
            for cell in cells { members.append(try Self.member(cell)) }
        default: throw ImportValueProblem(why: "is not a list of numbers")
        }
        return members
    }

    private static func member(_ cell: Cell) throws(ImportValueProblem) -> RingGroup.Member {
        guard case .object(let object) = cell else { return RingGroup.Member(number: try ImportValue(cell: cell).text()) }
        var member = RingGroup.Member(number: "")
        for entry in object.entries {
            let value = ImportValue(cell: entry.value)
            guard !value.isEmpty else { continue }
            switch entry.key {
            case "number": member.number = try value.text()
            case "delay_seconds": member.delaySeconds = try value.number()
            case "ring_seconds": member.ringSeconds = try value.number()
            case "external": member.isExternal = try value.flag()
            default: throw ImportValueProblem(why: "has a member with the unknown key '\(shown(entry.key))'")
            }
        }
        guard !member.number.isEmpty else { throw ImportValueProblem(why: "has a member without a number") }
        return member
    }

    /// Whether the value says what the listing says: in JSON the same value, in CSV the same text.
    func says(_ current: Cell) -> Bool {
        let other = ImportValue(cell: current)
        if isEmpty || other.isEmpty { return isEmpty && other.isEmpty }
        switch (cell, current) {
        case (.object(let left), .object(let right)):
            return left.entries.allSatisfy { entry in
                ImportValue(cell: entry.value).says(right.entries.first { $0.key == entry.key }?.value ?? .null)
            }
        case (.list(let left), .list(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { ImportValue(cell: $0).says($1) }
        case (_, .flag(let flag)): return (try? self.flag()) == flag
        default: return cell.plainText == current.plainText
        }
    }

    static func shown(_ text: String) -> String {
        let clean = String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
        return clean.count > 40 ? "\(clean.prefix(40))…" : clean
    }
}

/// Why a value is not what its column holds.
struct ImportValueProblem: Error {
    var why: String
    var remedy: String?
}
