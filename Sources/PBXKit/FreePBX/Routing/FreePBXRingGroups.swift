/// Ring groups of a FreePBX: rows of `ringgroups`, and `RINGGROUP/…` in AstDB. FreePBX: `Ringgroups.class.php`.
struct FreePBXRingGroups: RingGroups {
    static let table = "ringgroups"
    static let module = "ringgroups"
    /// Keys below `RINGGROUP/<number>/`.
    static let family = "RINGGROUP"

    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (RingGroup) throws -> Void) throws {
        try system.requireTables(Self.table, of: Self.module)
        let rows = try system.database().rows("SELECT * FROM ringgroups WHERE \(try options.filter.freePBX("grpnum", "description")) ORDER BY LENGTH(grpnum), grpnum")
        let names = try FreePBXTargetNames(of: rows.compactMap { $0["postdest"] }, in: system)
        let live = options.raw ? try liveKeys() : [:]
        for row in rows {
            var group = Self.group(row, names)
            if options.raw { group.raw = Self.raw(row, live[group.number] ?? []) }
            try body(group)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> RingGroup {
        try FreePBXFinder<RingGroup>(title: "ring group", command: "ringgroup", id: \.number, name: \.name)
            .find(identifier) { try forEach(options, $0) }
    }

    /// The row of a group. Throws `.notFound`.
    func row(_ number: String) throws -> Row {
        try system.requireTables(Self.table, of: Self.module)
        guard let row = try system.database().firstRow("SELECT * FROM ringgroups WHERE grpnum = \(number)"),
            row["grpnum"] == number
        else {
            throw PBXError(
                .notFound, "ring group \(FreePBXInput.shown(number))", "does not exist", remedy: "see `pbxctl ringgroup list`")
        }
        return row
    }

    private static func group(_ row: Row, _ names: FreePBXTargetNames) -> RingGroup {
        var group = RingGroup(number: row["grpnum"] ?? "")
        group.name = row.filled("description")
        group.strategy = row.filled("strategy").map(FreePBXRingStrategy.common)
        group.ringSeconds = row.number("grptime")
        group.members = FreePBXFollowMeList(stored: row["grplist"] ?? "").entries.map {
            RingGroup.Member(number: $0.number, isExternal: $0.isExternal)
        }
        group.noAnswerTarget = names.target(row["postdest"])
        group.callerIDPrefix = row.filled("grppre")
        return group
    }

    // MARK: - Raw

    private func liveKeys() throws -> [String: [Cell.Entry]] {
        var live: [String: [Cell.Entry]] = [:]
        try system.astDB().forEachKey(of: Self.family) { path, value in
            let parts = path.key.split(separator: "/", maxSplits: 1).map(String.init)
            if parts.count == 2 { live[parts[0], default: []].append(Cell.Entry(parts[1], .text(value))) }
        }
        return live
    }

    private static func raw(_ row: Row, _ live: [Cell.Entry]) -> Cell {
        .object(Cell.Object([
            Cell.Entry(table, FreePBXRaw.object(row)),
            Cell.Entry("astdb", .object(Cell.Object(live.sorted { $0.key < $1.key }))),
        ]))
    }
}

/// How a ring group rings, between the documented words and FreePBX's own.
enum FreePBXRingStrategy {
    /// FreePBX: `Ringgroups.class.php`, `views/form.php`.
    static let own = [
        "ringall", "ringall-prim", "hunt", "hunt-prim", "memoryhunt", "memoryhunt-prim", "firstavailable",
        "firstnotonphone", "random",
    ]
    private static let documented = ["simultaneous": "ringall", "sequence": "hunt", "random": "random"]
    /// Strategies of FusionPBX, and what comes nearest here.
    private static let nearest = ["enterprise": "simultaneous", "rollover": "sequence"]

    /// FreePBX's word as the documented one, where there is one.
    static func common(_ stored: String) -> String { documented.first { $0.value == stored }?.key ?? stored }

    /// Any accepted word as FreePBX stores it. Throws `.notOffered` for those of FusionPBX, else `.usage`.
    static func stored(_ word: String) throws -> String {
        if let stored = documented[word] ?? own.first(where: { $0 == word }) { return stored }
        if let nearest = nearest[word] {
            throw PBXError.notOffered("strategy \(word)", by: .freepbx, nearest: "the nearest is --strategy \(nearest)")
        }
        throw PBXError(
            .usage, "--strategy", "'\(FreePBXInput.shown(word))' is no strategy",
            remedy: "use \(documented.keys.sorted().joined(separator: ", ")), or FreePBX's own: \(own.joined(separator: ", "))")
    }
}
