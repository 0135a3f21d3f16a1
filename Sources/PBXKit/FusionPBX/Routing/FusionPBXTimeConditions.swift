/// Time conditions: dialplans of their own application, with the times in their details. They share no time groups.
///
/// FusionPBX: `app/time_conditions/time_condition_edit.php`: each group of details first tests the number, then times,
/// then says where to; the last group has no times.
struct FusionPBXTimeConditions: FusionPBXObjects, TimeConditions {

    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "time condition", table: "v_dialplans", uuid: "dialplan_uuid", number: "dialplan_number", name: "dialplan_name",
            condition: "app_uuid = \(FusionPBXApplication.timeCondition.rawValue)")
    }

    /// FusionPBX has no override: the dialplan asks nothing but the clock.
    func planSet(_ identifier: String, to override: TimeConditionOverride, until end: OverrideEnd) throws -> Plan {
        _ = try row(of: identifier)
        throw PBXError.notOffered(
            "overriding a time condition", by: .fusionpbx,
            nearest: "put a call flow before it (Applications, Call Flows) and turn that: `pbxctl callflow set`")
    }

    /// One group of a time condition's details.
    struct Group {
        var rules: [FusionPBXTimeRule] = []
        var action: FusionPBXAction?
        var zone: String?
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [TimeCondition] {
        let details = try connection.children(
            "v_dialplan_details", "dialplan_uuid", of: rows,
            order: "dialplan_detail_group, dialplan_detail_order, dialplan_detail_uuid")
        let groups = details.mapValues(Self.groups)
        let actions = rows.flatMap { row in
            (groups[row["dialplan_uuid"] ?? ""] ?? []).map { (row["domain_uuid"], $0.action) }
        }
        let owners = try FusionPBXNumberOwners(of: actions, connection: connection)
        let now = Timestamp.now()
        return try rows.map { row in
            let domain = domains[row["domain_uuid"]]
            let own = groups[row["dialplan_uuid"] ?? ""] ?? []
            let timed = own.filter { !$0.rules.isEmpty }
            var condition = TimeCondition(id: row.filled("dialplan_number") ?? row["dialplan_uuid"] ?? "")
            condition.name = row.filled("dialplan_name")
            condition.domain = domain?.name
            condition.uuid = row["dialplan_uuid"]
            condition.number = row.filled("dialplan_number")
            condition.times = timed.map { $0.rules.map { "\($0.kind)=\($0.data)" }.joined(separator: " ") }
            condition.timeZone = try own.compactMap(\.zone).first ?? domain.flatMap { try connection.settings(of: $0).timeZone }
            condition.matchTarget = owners.target(timed.first?.action, in: domain)
            condition.otherwiseTarget = owners.target(own.last { $0.rules.isEmpty }?.action, in: domain)
            condition.state = Self.state(timed, in: condition.timeZone, at: now)
            // FusionPBX has no switch that overrides the clock.
            condition.override = nil
            if options.raw {
                let stored = details[row["dialplan_uuid"] ?? ""] ?? []
                condition.raw = Row.raw([(place.table, [row]), ("v_dialplan_details", stored)], reveal: options.reveal)
            }
            return condition
        }
    }

    static func groups(_ details: [Row]) -> [Group] {
        let numbers = FusionPBXCacheKeys.distinct(details.map { $0["dialplan_detail_group"] ?? "" })
        return numbers.map { number in
            var group = Group()
            for detail in details where (detail["dialplan_detail_group"] ?? "") == number {
                // From 5.0.1 on one can be switched off; NULL counts as on there.
                if detail.filled("dialplan_detail_enabled").map({ !FusionPBXBoolean.isTrue($0) }) ?? false { continue }
                let kind = detail["dialplan_detail_type"] ?? ""
                let data = detail["dialplan_detail_data"] ?? ""
                switch detail["dialplan_detail_tag"] {
                case "condition" where FusionPBXTimeRule.kinds.contains(kind):
                    group.rules.append(FusionPBXTimeRule(kind: kind, data: data))
                case "action" where kind == "set":
                    if data.hasPrefix("timezone=") { group.zone = String(data.dropFirst("timezone=".count)).nonEmpty }
                case "action": group.action = FusionPBXAction(application: kind, data: data)
                default: break
                }
            }
            return group
        }.filter { !$0.rules.isEmpty || $0.action != nil }
    }

    /// What the clock of the zone says; nil where a rule or the zone is not understood.
    private static func state(_ groups: [Group], in zone: String?, at now: Timestamp) -> TimeCondition.State? {
        guard !groups.isEmpty, let zone = try? zone.map({ try TimeZoneRules.named($0) }) ?? .utc else { return nil }
        let time = zone.localTime(at: now)
        let answers = groups.map { group -> Bool? in
            let held = group.rules.map { $0.holds(at: time) }
            return held.contains(nil) ? nil : held.allSatisfy { $0 == true }
        }
        if answers.contains(true) { return .matched }
        return answers.contains(nil) ? nil : .not_matched
    }
}
