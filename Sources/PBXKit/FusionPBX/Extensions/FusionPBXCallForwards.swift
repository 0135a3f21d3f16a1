/// Call forwards and do-not-disturb: columns of `v_extensions`.
///
/// FusionPBX: `app/call_forward/resources/classes`: do-not-disturb, forwarding everything and follow-me exclude each
/// other; switching one on switches the other two off, follow-me in both its tables.
struct FusionPBXCallForwards: CallForwards {
    let connection: FusionPBXConnection

    func forEach(_ number: String?, _ body: (CallForward) throws -> Void) throws {
        if let number {
            let row = try extensions.row(of: number)
            let domain = try connection.domain()
            for kind in CallForward.Kind.allCases {
                if let forward = Self.forward(row, kind, domain.name) { try body(forward) }
            }
            return
        }
        let domains = FusionPBXDomainNames(try connection.scopedDomains())
        let kinds = try CallForward.Kind.allCases.filter { try connection.has("\($0.column)_enabled", in: "v_extensions") }
        let inForce = kinds.map { "\(identifier: "\($0.column)_enabled")::text = 'true'" as SQL }.joined(separator: " OR ")
        let scope: SQL = connection.scope.allDomains ? "TRUE" : "domain_uuid = \(try connection.domain().uuid)"
        let rows = try connection.rows(
            "v_extensions",
            where: """
                \(scope) AND (\(inForce))
                ORDER BY (SELECT m.domain_name FROM v_domains m WHERE m.domain_uuid = v_extensions.domain_uuid),
                CASE WHEN extension ~ '^[0-9]{1,30}$' THEN extension::numeric END, extension
                """)
        for row in rows {
            for kind in kinds where row.isTrue("\(kind.column)_enabled") {
                if let forward = Self.forward(row, kind, domains[row["domain_uuid"]]?.name) { try body(forward) }
            }
        }
    }

    func planForward(_ number: String, _ kind: CallForward.Kind, to destination: String?) throws -> Plan {
        let row = try extensions.row(of: number)
        let domain = try connection.domain()
        let number = row["extension"] ?? number
        guard row.has("\(kind.column)_enabled") else {
            throw PBXError.notOffered(
                "forwarding \(kind.rawValue) calls", by: .fusionpbx, nearest: "later versions of FusionPBX have it")
        }
        var plan = Plan(.set, "forward", number)
        var values: FusionPBXConnection.Values = []
        var wasDisturbed = false
        if let destination {
            let reduced = try Self.reduced(destination)
            guard reduced != number else {
                throw PBXError(.usage, "call forward of \(number)", "would lead to the extension itself", remedy: "name another number")
            }
            if destination.hasPrefix("+") { plan.warnings.append("FusionPBX keeps no + here: calls go to \(reduced)") }
            if !row.isTrue("\(kind.column)_enabled") { values.append(("\(kind.column)_enabled", "true")) }
            values.append(("\(kind.column)_destination", reduced))
            if kind == .all {
                wasDisturbed = row.isTrue("do_not_disturb")
                if wasDisturbed { values.append(("do_not_disturb", "false")) }
                plan.steps += try followMeOff(row, &values)
            }
        } else if row.isTrue("\(kind.column)_enabled") {
            // The number stays for the next time, as the web interface keeps it.
            values.append(("\(kind.column)_enabled", "false"))
        }
        try finish(&plan, row, domain, values)
        if wasDisturbed { try told(&plan, row, domain, doNotDisturb: false) }
        plan.steps = plan.steps.inOrderOfTaking
        return plan
    }

    func isDoNotDisturb(_ number: String) throws -> Bool { try extensions.row(of: number).isTrue("do_not_disturb") }

    func planDoNotDisturb(_ number: String, on: Bool) throws -> Plan {
        let row = try extensions.row(of: number)
        let domain = try connection.domain()
        let number = row["extension"] ?? number
        var plan = Plan(.set, "dnd", number)
        var values: FusionPBXConnection.Values = []
        if row.isTrue("do_not_disturb") != on { values.append(("do_not_disturb", FusionPBXBoolean.text(on))) }
        if on {
            if row.isTrue("forward_all_enabled") { values.append(("forward_all_enabled", "false")) }
            plan.steps += try followMeOff(row, &values)
        }
        try finish(&plan, row, domain, values)
        if plan.changesSomething { try told(&plan, row, domain, doNotDisturb: on) }
        plan.steps = plan.steps.inOrderOfTaking
        return plan
    }

    /// What else follows from do-not-disturb: the extension's lamp and its users' status.
    func told(_ plan: inout Plan, _ row: Row, _ domain: Domain, doNotDisturb isOn: Bool) throws {
        plan.steps.append(FusionPBXPresence.doNotDisturb(row["extension"] ?? "", in: domain, on: isOn))
        plan.steps += try FusionPBXUserStatus(connection: connection).steps(row, doNotDisturb: isOn, in: domain)
    }

    private var extensions: FusionPBXExtensions { FusionPBXExtensions(connection: connection) }

    /// The extension's row first: it says whether anything is to be done at all.
    func finish(
        _ plan: inout Plan, _ row: Row, _ domain: Domain, _ values: FusionPBXConnection.Values
    ) throws {
        if let step = try connection.update("v_extensions", row, values) { plan.steps.insert(step, at: 0) }
        guard plan.changesSomething else { return }
        plan.steps += FusionPBXCacheKeys.directory(row, in: domain).map(Step.cacheKey)
        plan.steps += try FusionPBXFeatureSync(connection: connection).steps(row, values, in: domain)
    }

    func followMeOff(_ row: Row, _ values: inout FusionPBXConnection.Values) throws -> [Step] {
        if row.isTrue("follow_me_enabled") { values.append(("follow_me_enabled", "false")) }
        guard let uuid = row.filled("follow_me_uuid"),
            let list = try connection.rows("v_follow_me", where: "follow_me_uuid = \(uuid)").first
        else { return [] }
        return try FusionPBXFollowMe(connection: connection).switched(list, to: false)
    }

    /// FusionPBX: `call_forward_edit.php` keeps `0` to `9` and `*` of what is entered. Anything that does not look like a
    /// number is refused here rather than cut.
    static func reduced(_ number: String) throws -> String {
        let bare = number.filter { !" -.()".contains($0) }
        let digits = bare.hasPrefix("+") ? bare.dropFirst() : bare[...]
        guard (1...32).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "*") })
        else {
            throw PBXError(
                .usage, "number '\(FusionPBXValues.shown(number))'", "is not a number that calls can go to",
                remedy: "write digits and *")
        }
        return String(digits)
    }

    private static func forward(_ row: Row, _ kind: CallForward.Kind, _ domain: String?) -> CallForward? {
        guard row.has("\(kind.column)_enabled") else { return nil }
        var forward = CallForward(
            extension: row["extension"] ?? "", kind: kind, isEnabled: row.isTrue("\(kind.column)_enabled"),
            number: row.filled("\(kind.column)_destination"))
        forward.domain = domain
        return forward
    }
}

extension CallForward.Kind {
    /// What its columns in `v_extensions` begin with.
    var column: String {
        switch self {
        case .all: "forward_all"
        case .busy: "forward_busy"
        case .no_answer: "forward_no_answer"
        case .unregistered: "forward_user_not_registered"
        }
    }
}
