/// Time conditions of a FreePBX with their time groups, what they say now, and overrides. FreePBX: `Timeconditions.class.php`.
///
/// Asterisk itself is asked what the clock says: the dialplan's own function reads the very specification that FreePBX
/// generates, in the zone of the PBX, wherever pbxctl runs.
struct FreePBXTimeConditions: Listing {
    /// Questions of this kind have to fit into a line of the manager.
    private static let longestTime = 200

    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (TimeCondition) throws -> Void) throws {
        try system.requireTables("timeconditions", "timegroups_groups", "timegroups_details", of: "timeconditions")
        let rows = try system.database().rows("SELECT * FROM timeconditions WHERE \(try options.filter.freePBX("displayname")) ORDER BY timeconditions_id")
        guard !rows.isEmpty else { return }
        let names = try FreePBXTargetNames(
            of: rows.flatMap { [$0["truegoto"], $0["falsegoto"]].compactMap { $0 } }, in: system)
        let groups = try groups()
        var overrides: [String: String] = [:]
        try system.astDB().forEachKey(of: "TC") { path, value in overrides[path.key] = value }
        let codes = try system.featureCodes(of: "timeconditions", beginning: "toggle-mode-")
        let conditions = rows.map { row in
            var condition = TimeCondition(id: row["timeconditions_id"] ?? "")
            condition.name = row.filled("displayname")
            condition.number = codes[condition.id]
            if row.filled("mode") != "calendar-group", let group = groups[row["time"] ?? ""] {
                condition.timeGroup = group.name
                condition.times = group.times
            }
            condition.timeZone = row.filled("timezone").flatMap { $0 == "default" ? nil : $0 }
            condition.matchTarget = names.target(row["truegoto"])
            condition.otherwiseTarget = names.target(row["falsegoto"])
            condition.override = Self.override(overrides[condition.id] ?? "")
            if options.raw { condition.raw = FreePBXRaw.object(row) }
            return condition
        }
        // Files are looked at only where there is something that could end.
        let isOverridden = conditions.contains { $0.override?.hasSuffix("_sticky") == true }
        let ends = isOverridden ? FreePBXOverrideTimers(system: system).ends() : [:]
        let zone = ends.isEmpty ? nil : try system.clockZone()
        for (condition, clock) in zip(conditions, try clockSays(conditions)) {
            var condition = condition
            if let end = ends[condition.id], let zone, condition.override?.hasSuffix("_sticky") == true {
                condition.overrideUntil = Timestamp(seconds: end).iso8601(in: zone)
            }
            condition.state = Self.state(clock, override: condition.override)
            try body(condition)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> TimeCondition {
        try FreePBXFinder<TimeCondition>(title: "time condition", command: "timecondition", id: \.id, name: \.name)
            .find(identifier) { try forEach(options, $0) }
    }

    private struct Group {
        var name: String
        var times: [String] = []
    }

    private func groups() throws -> [String: Group] {
        var groups: [String: Group] = [:]
        try system.database().forEachRow("SELECT id, description FROM timegroups_groups") { row in
            if let id = row.text(0) { groups[id] = Group(name: row.text(1) ?? "") }
        }
        try system.database().forEachRow("SELECT timegroupid, `time` FROM timegroups_details ORDER BY timegroupid, id") { row in
            if let id = row.text(0), let time = row.text(1), !time.isEmpty { groups[id]?.times.append(time) }
        }
        return groups
    }

    // MARK: - State

    /// Whether the clock is within the times of each; nil where there are none, or they cannot be asked about.
    func clockSays(_ conditions: [TimeCondition]) throws -> [Bool?] {
        var questions: [(condition: Int, action: ManagerAction)] = []
        for (position, condition) in conditions.enumerated() {
            for time in condition.times {
                if let question = Self.question(time, zone: condition.timeZone) {
                    questions.append((position, try ManagerAction("Getvar", ["Variable": question])))
                }
            }
        }
        var answers = [Bool?](repeating: nil, count: conditions.count)
        guard !questions.isEmpty else { return answers }
        // All at once, without waiting for each answer.
        let replies = try system.manager().performAll(questions.map(\.action))
        for (question, reply) in zip(questions, replies) {
            guard let value = reply["Value"], value == "0" || value == "1" else { continue }
            answers[question.condition] = (answers[question.condition] ?? false) || value == "1"
        }
        return answers
    }

    /// `IFTIME(08:00-17:59|mon-fri|*|*?1:0)`; nil for what is no such specification.
    static func question(_ time: String, zone: String?) -> String? {
        let specification = zone.map { "\(time)|\($0)" } ?? time
        let fields = time.split(separator: "|", omittingEmptySubsequences: false)
        guard fields.count == 4, specification.utf8.count <= longestTime,
            specification.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || ":-*|&/_+".utf8.contains(byte)
            })
        else { return nil }
        return "IFTIME(\(specification)?1:0)"
    }

    /// What AstDB says under `TC/<id>`: nothing, `true`, `true_sticky`, `false`, `false_sticky`.
    static func override(_ stored: String) -> String {
        switch stored {
        case "true": "matched"
        case "true_sticky": "matched_sticky"
        case "false": "not_matched"
        case "false_sticky": "not_matched_sticky"
        default: "none"
        }
    }

    static func state(_ clock: Bool?, override: String?) -> TimeCondition.State? {
        switch override {
        case "matched", "matched_sticky": .matched
        case "not_matched", "not_matched_sticky": .not_matched
        default: clock.map { $0 ? .matched : .not_matched }
        }
    }
}
