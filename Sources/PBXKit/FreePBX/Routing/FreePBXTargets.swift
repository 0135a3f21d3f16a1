/// Where calls go, between FreePBX's destination strings and the words both phone systems share.
struct FreePBXTargets {
    /// FreePBX's destination for hanging up.
    static let hangup = "app-blackhole,hangup,1"

    let system: FreePBXSystem

    /// Any stored string as a target; what has no common word is `.native`.
    static func decode(_ raw: String) -> Target {
        if raw == hangup { return Target(kind: .hangup, id: nil, raw: raw) }
        for form in FreePBXTargetForm.all {
            if let id = form.id(in: raw) { return Target(kind: form.kind, id: id, raw: raw) }
        }
        return Target(kind: .native, id: nil, raw: raw)
    }

    /// A stored string as FreePBX writes it for a request. Throws `.notFound` where the object does not exist and
    /// `.usage` where the string is none.
    func encode(_ request: TargetRequest) throws -> Target {
        switch request {
        case .hangup:
            return Target(kind: .hangup, id: nil, raw: Self.hangup)
        case .raw(let raw):
            try Self.checkSyntax(raw)
            let target = Self.decode(raw)
            guard let form = FreePBXTargetForm.all.first(where: { $0.id(in: raw) != nil }), let id = target.id,
                form.source != nil
            else { return target }
            return Target(kind: form.kind, id: id, name: try object(form, id).name, raw: raw)
        case .to(let kind, let id):
            guard let form = FreePBXTargetForm.all.first(where: { $0.kind == kind }), form.source != nil else {
                throw PBXError.notOffered("target '\(kind.rawValue):\(FreePBXInput.shown(id))'", by: .freepbx)
            }
            let object = try object(form, id)
            return Target(kind: kind, id: object.id, name: object.name, raw: form.raw(object.id))
        }
    }

    /// `context,extension,priority` in the characters a dialplan has.
    static func checkSyntax(_ raw: String) throws {
        let fields = raw.split(separator: ",", omittingEmptySubsequences: false)
        let isRight = fields.count == 3 && fields.allSatisfy { field in
            !field.isEmpty && field.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "_-.*#+".utf8.contains(byte)
            }
        }
        guard isRight else {
            throw PBXError(
                .usage, "target '\(FreePBXInput.shown(raw))'", "is not a FreePBX destination",
                remedy: "write CONTEXT,EXTENSION,PRIORITY such as from-did-direct,1001,1")
        }
    }

    /// The object of a form by its id or, where that is unique, by its name.
    private func object(_ form: FreePBXTargetForm, _ id: String) throws -> (id: String, name: String?) {
        if system.coming.contains("\(form.kind.rawValue):\(id)") { return (id, nil) }
        let what = "\(form.kind.rawValue) '\(FreePBXInput.shown(id))'"
        guard let source = form.source, try system.catalogue().has(source.table) else {
            throw PBXError(.notFound, what, "this FreePBX has no such module", remedy: "choose another target")
        }
        let rows = try system.database().rows(
            """
            SELECT CAST(\(identifier: source.id) AS CHAR) AS id, \(identifier: source.name) AS name
            FROM \(identifier: source.table)
            WHERE \(source.condition)
            AND (CAST(\(identifier: source.id) AS CHAR) = \(id) OR \(identifier: source.name) = \(id))
            """)
        if let exact = rows.first(where: { $0["id"] == id }) { return (id, exact["name"]) }
        guard rows.count < 2 else {
            let ids = rows.compactMap { $0["id"] }.joined(separator: ", ")
            throw PBXError(.usage, what, "several have that name: \(ids)", remedy: "name it by its id")
        }
        guard let row = rows.first, let found = row["id"] else {
            throw PBXError(
                .notFound, what, form.kind == .voicemail ? "has no mailbox" : "does not exist",
                remedy: "create it first, or choose another target")
        }
        return (found, row["name"])
    }

    /// The names of everything that inbound numbers lead to, by destination string without the greeting's letter.
    func namesOfInboundTargets() throws -> [String: String] {
        let catalogue = try system.catalogue()
        let used: SQL = "SELECT destination FROM incoming"
        let queries = FreePBXTargetForm.all.compactMap { form -> SQL? in
            guard let source = form.source, form.kind != .followme, catalogue.has(source.table) else { return nil }
            let raw: SQL = "CONCAT(\(form.prefix), \(identifier: source.id), \(form.suffix))"
            return """
                SELECT \(raw) AS raw, \(identifier: source.name) AS name FROM \(identifier: source.table)
                WHERE \(source.condition) AND \(raw) IN (\(used))
                """
        }
        var names: [String: String] = [:]
        for query in queries {
            try system.database().forEachRow(query) { row in
                if let raw = row.text(0), let name = row.text(1) { names[raw] = name }
            }
        }
        return names
    }
}
