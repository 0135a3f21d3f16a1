/// Adding, changing and deleting inbound numbers.
///
/// FusionPBX: `app/destinations/destination_edit.php`: a row in `v_destinations`, one in `v_dialplans`, and the latter's
/// details.
extension FusionPBXInboundNumbers {
    func planAdd(_ did: String, callerID: String?, _ change: InboundNumberChange) throws -> Plan {
        try requireNoCaller(callerID)
        let spelling = try FusionPBXNumberSpelling(did, countryCode: change.countryCode.newValue)
        let domain = try connection.domain()
        let settings = try connection.settings(of: domain)
        try requireFree(spelling, except: nil)

        var plan = Plan(.add, "did", spelling.displayed)
        var route = FusionPBXRoute(
            name: spelling.national, uuid: FusionPBXRandom.uuid(), field: field(settings), expression: spelling.expression,
            domain: domain, action: try change.target.newValue.map {
                try FusionPBXTargets(connection: connection).encode($0, in: domain)
            } ?? .hangup)
        route.setsPrefixInline = try connection.has("destination_ringback", in: "v_destinations")
        route.callerIDPrefix = try change.callerIDPrefix.newValue
            .map { try FusionPBXXML.value($0, "--caller-id-prefix") }?.nonEmpty
        route.holdMusic = try change.musicOnHoldClass.newValue
            .flatMap { try FusionPBXHoldMusic(connection: connection).stored($0, in: domain) }
        let description =
            switch change.description {
            case .keep: spelling.displayed
            case .clear: ""
            case .set(let text): try FusionPBXValues.line(text, "--description")
            }
        let isEnabled = FusionPBXBoolean.text(change.isEnabled.newValue ?? true)

        plan.steps.append(try connection.insertion(
            into: "v_destinations", identity: ["destination_type", "destination_number"],
            destinationValues(route, spelling, description, isEnabled)))
        plan.steps.append(try connection.insertion(
            into: "v_dialplans", identity: ["dialplan_uuid"],
            [
                ("app_uuid", FusionPBXApplication.inboundRoute.rawValue), ("dialplan_uuid", route.uuid),
                ("domain_uuid", domain.uuid), ("dialplan_name", route.name), ("dialplan_number", spelling.national),
                ("dialplan_context", "public"), ("dialplan_continue", "false"), ("dialplan_xml", route.xml),
                ("dialplan_order", "100"), ("dialplan_enabled", isEnabled), ("dialplan_description", description),
            ]))
        if settings.writesDialplanDetails {
            plan.steps += try FusionPBXRouteDetails(connection: connection).creation(of: route)
        }
        plan.steps += try FusionPBXCacheKeys.inbound(spelling.all, context: "public", domains: everyDomain()).map(Step.cacheKey)
        return plan
    }

    func planSet(_ did: String, callerID: String?, _ change: InboundNumberChange) throws -> Plan {
        try requireNoCaller(callerID)
        let row = try row(of: did)
        let domain = try connection.domain()
        var plan = Plan(.set, "did", FusionPBXNumberSpelling(row).displayed)
        plan.steps = try changeSteps(row, in: domain, change)
        return plan
    }

    func planDelete(_ did: String, callerID: String?, references: ReferenceHandling) throws -> Plan {
        try requireNoCaller(callerID)
        let row = try row(of: did)
        let domain = try connection.domain()
        let spelling = FusionPBXNumberSpelling(row)
        var plan = Plan(.delete, "did", spelling.displayed)
        let referenceSteps = try FusionPBXReferences.steps(
            references, referring(to: spelling, in: domain), to: "inbound number \(spelling.displayed)", &plan)
        plan.steps.append(connection.deletion(from: "v_destinations", row))
        if let uuid = row.filled("dialplan_uuid") {
            for table in ["v_dialplan_details", "v_dialplans"] {
                plan.steps += try connection.rows(table, where: "dialplan_uuid = \(uuid)")
                    .map { connection.deletion(from: table, $0) }
            }
        }
        plan.steps += try FusionPBXCacheKeys.inbound(
            spelling.all, context: row.filled("destination_context") ?? "public", domains: everyDomain()
        ).map(Step.cacheKey)
        plan.steps = (plan.steps + referenceSteps).inOrderOfTaking
        return plan
    }

    /// Whoever dials one of our numbers keeps what it led to under the own domain.
    func everyDomain() throws -> [Domain] { try FusionPBXDomains(connection: connection).all(ReadOptions()) }

    /// What has the number in any spelling; one that something inside has, too, is meant wherever calls are sent to.
    private func referring(to spelling: FusionPBXNumberSpelling, in domain: Domain) throws -> [FusionPBXReferences.Reference] {
        let check = FusionPBXNumberCheck(connection: connection)
        let outside = try spelling.all.filter { number in
            do { try check.requireFree(number, in: domain) } catch let error as PBXError where error.kind == .conflict { return false }
            return true
        }
        func references(_ numbers: [String]) -> FusionPBXReferences {
            FusionPBXReferences(connection: connection, domain: domain, numbers: numbers, owner: nil, includesMailbox: false)
        }
        return try (outside.isEmpty ? [] : references(outside).all()) + references(spelling.all).callerIDs()
    }

    /// What is matched with the expression. Anything but the three that FusionPBX knows counts as the first.
    func field(_ settings: FusionPBXSettings) -> String {
        let field = settings.text("dialplan", "destination") ?? "destination_number"
        return ["${sip_to_user}", "${sip_req_user}"].contains(field) ? field : "destination_number"
    }

    /// Throws `.conflict` where any domain has the number in any spelling: the carrier dials no domain.
    func requireFree(_ spelling: FusionPBXNumberSpelling, except uuid: String?) throws {
        let bare = spelling.all.filter { !$0.hasPrefix("+") }.map { "\($0)" as SQL }.joined(separator: ", ")
        let taken = try connection.database().firstRow(
            """
            SELECT m.domain_name FROM v_destinations d LEFT JOIN v_domains m ON m.domain_uuid = d.domain_uuid
            WHERE d.destination_type = 'inbound' AND d.destination_uuid::text IS DISTINCT FROM \(uuid)
              AND (ltrim(d.destination_number, '+') IN (\(bare)) OR \(try fullNumber("d")) IN (\(bare)))
            LIMIT 1
            """)
        if let taken {
            throw PBXError(
                .conflict, "inbound number \(spelling.displayed)", "already exists in \(taken.values[0] ?? "no domain")",
                remedy: "`pbxctl did set` changes it")
        }
    }

    /// Whether any of these numbers is there in any spelling.
    func isOneTaken(_ spellings: [FusionPBXNumberSpelling]) throws -> Bool {
        guard !spellings.isEmpty else { return false }
        let bare = spellings.flatMap(\.all).filter { !$0.hasPrefix("+") }.map { "\($0)" as SQL }.joined(separator: ", ")
        return try connection.database().value(
            """
            SELECT 1 FROM v_destinations d WHERE d.destination_type = 'inbound'
              AND (ltrim(d.destination_number, '+') IN (\(bare)) OR \(try fullNumber("d")) IN (\(bare)))
            LIMIT 1
            """) != nil
    }

    private func destinationValues(
        _ route: FusionPBXRoute, _ spelling: FusionPBXNumberSpelling, _ description: String, _ isEnabled: String
    ) throws -> FusionPBXConnection.Values {
        [
            ("domain_uuid", route.domain.uuid), ("destination_uuid", FusionPBXRandom.uuid()),
            ("dialplan_uuid", route.uuid), ("destination_type", "inbound"), ("destination_number", spelling.number),
            ("destination_prefix", spelling.prefix), ("destination_number_regex", spelling.expression),
            ("destination_cid_name_prefix", route.callerIDPrefix), ("destination_context", "public"),
            ("destination_record", try connection.hasNativeBooleans() ? "false" : nil),
            ("destination_hold_music", route.holdMusic), ("destination_actions", route.actionsJSON),
            ("destination_app", route.action.application), ("destination_data", route.action.data),
            ("destination_order", "100"), ("destination_enabled", isEnabled), ("destination_description", description),
        ]
    }
}
