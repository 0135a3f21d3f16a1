import Glibc

/// The configuration of a PBX as it was at one moment, in pbxctl's own words.
///
/// Its JSON is canonical: two snapshots of a PBX that has not changed are the same bytes. There is no time in it, no uuid,
/// nothing that a switch knows only for the moment (who is registered, waits or talks), and no secret unless it was asked for.
public struct ConfigurationSnapshot: Sendable, Equatable {
    /// Of the file's form.
    public static let form = 1
    /// A file as large as this is no snapshot. In bytes.
    public static let largestFile = 512 << 20

    /// One noun with its objects in the order of their ids.
    public struct Section: Sendable, Equatable {
        public var noun: String
        public var objects: [Object]
    }

    /// One object: what names it, and its fields.
    public struct Object: Sendable, Equatable {
        public var id: String
        public var entries: [Cell.Entry]

        public subscript(field: String) -> Cell? { entries.first { $0.key == field }?.value }
    }

    public var kind: PBXKind
    /// FusionPBX: the domain it is of.
    public var domain: String?
    /// Whether SIP secrets and PINs are in it.
    public var hasSecrets: Bool
    public var sections: [Section]

    public subscript(noun: String) -> Section? { sections.first { $0.noun == noun } }
}

extension ConfigurationSnapshot {
    /// The nouns of a snapshot in their order, with the field that names an object; a caller's route is named by two.
    static let nouns: [(noun: String, id: [String])] = [
        ("extension", ["extension"]), ("did", ["did", "caller_id"]), ("ringgroup", ["ringgroup"]), ("followme", ["extension"]),
        ("callflow", ["callflow"]), ("blocklist", ["number"]), ("timecondition", ["timecondition"]), ("queue", ["queue"]), ("ivr", ["ivr"]),
        ("conference", ["conference"]), ("announcement", ["announcement"]), ("recording", ["recording"]), ("moh", ["class"]),
        ("route", ["route"]),
    ]

    /// What names an object among its noun's.
    static func id(of entries: [Cell.Entry], _ noun: String) -> String {
        func value(_ field: String) -> String { entries.first { $0.key == field }?.value.plainText ?? "" }
        if noun == BulkNoun.blocklist.rawValue {
            // A caller can be blocked by name alone.
            let number = value("number").isEmpty ? value("name") : value("number")
            return number.isEmpty ? "" : ImportKey(number: number, qualifier: BlockListImport.qualifier(value)).id
        }
        let fields = nouns.first { $0.noun == noun }?.id ?? []
        let parts = fields.map(value)
        return parts.count > 1 && !parts[1].isEmpty ? "\(parts[0]) from \(parts[1])" : parts.first ?? ""
    }

    /// What is there twice is told apart by a number.
    static func told(_ objects: [Object]) -> [Object] {
        var counts: [String: Int] = [:]
        return objects.map { object in
            let count = (counts[object.id] ?? 0) + 1
            counts[object.id] = count
            guard count > 1 else { return object }
            var object = object
            object.id += " #\(count)"
            return object
        }
    }

    // MARK: - JSON

    /// The canonical form: an object a line, ended by a line break.
    public var json: [UInt8] { JSONWriter.text(self, breaksLines: true) }

    /// Reads a snapshot. Throws `.usage` for what is none, with the line of the first thing that is not right.
    public init(_ bytes: [UInt8], of file: String) throws {
        func refuse(_ why: String, _ remedy: String = "make one with `pbxctl snapshot save`") -> PBXError {
            PBXError(.usage, file, why, remedy: remedy)
        }
        var reader = JSONImportReader(bytes[...])
        let top: [Cell.Entry]
        do { top = try reader.document() } catch { throw refuse("is no snapshot: \(error.description)") }
        func value(_ key: String) -> Cell { top.first { $0.key == key }?.value ?? .null }
        guard case .integer(let form) = value("pbxctl_snapshot") else { throw refuse("is no snapshot: it does not say so") }
        guard form == Self.form else { throw refuse("is a snapshot of form \(form), which this pbxctl does not know") }
        guard let kind = PBXKind(rawValue: value("kind").plainText) else { throw refuse("is a snapshot of no PBX that is known") }
        self.kind = kind
        domain = value("domain") == .null ? nil : value("domain").plainText
        hasSecrets = value("secrets") == .flag(true)
        sections = []
        for (noun, _) in Self.nouns {
            guard let entry = top.first(where: { $0.key == noun }) else { continue }
            guard case .list(let cells) = entry.value else { throw refuse("is no snapshot: \(noun) is not a list") }
            let objects = try cells.map { cell in
                guard case .object(let object) = cell else { throw refuse("is no snapshot: \(noun) holds something else than objects") }
                let id = Self.id(of: object.entries, noun)
                guard !id.isEmpty || noun == "did" else { throw refuse("has a \(noun) without \(Self.nouns.first { $0.noun == noun }?.id.first ?? "a name")") }
                return Object(id: id, entries: object.entries)
            }
            sections.append(Section(noun: noun, objects: Self.told(objects)))
        }
        let known = ["pbxctl_snapshot", "kind", "domain", "secrets"] + Self.nouns.map(\.noun)
        if let unknown = top.first(where: { !known.contains($0.key) }) {
            throw refuse("has '\(ImportValue.shown(unknown.key))', which no snapshot has", "correct or remove it")
        }
    }
}

extension ConfigurationSnapshot: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("pbxctl_snapshot", Self.form)
            writer.field("kind", kind.rawValue)
            writer.field(named: "domain", Cell(domain))
            writer.field("secrets", hasSecrets)
            for section in sections {
                writer.breakLine()
                writer.field(named: section.noun, section)
            }
        }
    }
}

extension ConfigurationSnapshot.Section: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.list { writer in
            for object in objects {
                writer.breakLine()
                writer.element(Cell.object(Cell.Object(object.entries)))
            }
        }
    }
}

extension Cell: JSONWritable {
    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.write(bare: "null")
        case .text(let text): writer.write(text)
        case .integer(let number): writer.write(bare: String(number))
        case .flag(let flag): writer.write(bare: flag ? "true" : "false")
        case .list(let cells): writer.list { writer in for cell in cells { writer.element(cell) } }
        case .object(let object):
            writer.object { writer in for entry in object.entries { writer.field(named: entry.key, entry.value) } }
        }
    }
}

extension ConfigurationSnapshot {
    /// Writes it to a file of mode 0600, which is whole at every moment. What was there is replaced.
    public func write(to path: String) throws {
        // One that is there would keep its own rights.
        if try LocalHost().status(of: path) != nil { try SystemError.check("chmod", path) { chmod(path, 0o600) } }
        try StagedFile.write(json, to: path, creating: NewFileAttributes(mode: 0o600, owner: geteuid(), group: getegid()))
    }
}
