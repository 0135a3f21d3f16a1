/// Inbound numbers of a FreePBX: rows of `incoming`, told apart by number and caller.
struct FreePBXInboundNumbers: InboundNumbers {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (InboundNumber) throws -> Void) throws {
        let condition = try options.filter.freePBX("extension", "COALESCE(cidnum, '')", "COALESCE(description, '')")
        let names = try FreePBXTargets(system: system).namesOfInboundTargets()
        let called = try options.filter.noCallSince.map { since in
            try FreePBXCallHistory(system: system, since: since).routesCalled(among: routes())
        }
        try system.database().forEachRow(
            """
            SELECT extension, COALESCE(cidnum, ''), description, destination, mohclass, grppre\(rawColumns(options))
            FROM incoming WHERE \(condition) ORDER BY LENGTH(extension), extension, COALESCE(cidnum, ''), description, destination
            """
        ) { row in
            if let called, called.contains(FreePBXInboundRoute(did: row.text(0) ?? "", caller: row.text(1) ?? "")) { return }
            try body(Self.number(row, names: names, options))
        }
    }

    private func routes() throws -> [FreePBXInboundRoute] {
        try system.database().rows("SELECT extension, COALESCE(cidnum, '') FROM incoming").map { row in
            FreePBXInboundRoute(did: row.values[0] ?? "", caller: row.values[1] ?? "")
        }
    }

    func find(_ did: String, _ options: ReadOptions) throws -> [InboundNumber] {
        let names = try FreePBXTargets(system: system).namesOfInboundTargets()
        var found: [InboundNumber] = []
        try system.database().forEachRow(
            """
            SELECT extension, COALESCE(cidnum, ''), description, destination, mohclass, grppre\(rawColumns(options))
            FROM incoming WHERE extension = \(did) ORDER BY COALESCE(cidnum, ''), description, destination
            """
        ) { row in
            let number = Self.number(row, names: names, options)
            // The column's collation ignores case; `_nxx` and `_NXX` are one here and two to Asterisk.
            if number.did.utf8.elementsEqual(did.utf8) { found.append(number) }
        }
        guard !found.isEmpty else { throw Self.notFound(did, callerID: nil) }
        return found
    }

    func suggestions(prefix: String) throws -> [Suggestion] {
        try system.database().rows(
            """
            SELECT extension, description FROM incoming WHERE extension LIKE \(Self.beginning(prefix))
            ORDER BY LENGTH(extension), extension LIMIT 500
            """
        ).compactMap { row in row["extension"].map { Suggestion($0, row["description"] ?? "") } }
    }

    /// A pattern for LIKE that matches what begins with `prefix` and nothing else.
    static func beginning(_ prefix: String) -> String {
        prefix.reduce(into: "") { pattern, character in
            if "\\%_".contains(character) { pattern.append("\\") }
            pattern.append(character)
        } + "%"
    }

    static func notFound(_ did: String, callerID: String?) -> PBXError {
        let route = callerID.map { " for calls from \(FreePBXInput.shown($0))" } ?? ""
        return PBXError(
            .notFound, "inbound number \(FreePBXInput.shown(did))", "does not exist\(route)",
            remedy: "see `pbxctl did list`: ten and eleven digits are different numbers")
    }

    private func rawColumns(_ options: ReadOptions) -> SQL { options.raw ? ", incoming.*" : "" }

    private static func number(_ row: borrowing RowView, names: [String: String], _ options: ReadOptions) -> InboundNumber {
        var number = InboundNumber(did: row.text(0) ?? "")
        number.callerID = filled(row.text(1))
        number.description = filled(row.text(2))
        if let raw = filled(row.text(3)) {
            number.target = FreePBXTargets.decode(raw)
            number.target?.name = names[raw]
        }
        number.musicOnHoldClass = filled(row.text(4))
        number.callerIDPrefix = filled(row.text(5))
        if options.raw { number.raw = FreePBXRaw.object(row, from: 6) }
        return number
    }

    private static func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
