/// What extensions are doing: their registrations, the calls they take part in, and the switches in their rows.
struct FusionPBXExtensionStates: ExtensionStates {
    let connection: FusionPBXConnection

    func forEach(_ options: ReadOptions, _ body: (ExtensionState) throws -> Void) throws {
        let scope: SQL = connection.scope.allDomains ? "TRUE" : "e.domain_uuid = \(try connection.domain().uuid)"
        let registered = Set(try FusionPBXRegistrations(connection: connection).entries("reg").map { $0.user.lowercased() })
        let channels = try FusionPBXChannels(nodes: connection.connectedNodes())
        try connection.database().forEachRow(
            """
            SELECT e.extension, e.number_alias, e.effective_caller_id_name, d.domain_name, e.do_not_disturb::text,
                   e.forward_all_enabled::text, e.forward_all_destination, s.user_status
            FROM v_extensions e JOIN v_domains d ON d.domain_uuid = e.domain_uuid
            LEFT JOIN (\(FusionPBXUserStatus.ofExtensions)) s ON s.extension_uuid = e.extension_uuid
            WHERE \(scope)
            ORDER BY d.domain_name, CASE WHEN e.extension ~ '^[0-9]{1,30}$' THEN e.extension::numeric END, e.extension
            """
        ) { row in
            let values = (0..<8).map { row.text($0) }
            let accounts = Self.accounts(values[0] ?? "", values[1], values[3] ?? "")
            try body(Self.state(values, isRegistered: accounts.contains(where: registered.contains), channels, accounts, options))
        }
    }

    func of(_ number: String, _ options: ReadOptions) throws -> ExtensionState {
        let row = try FusionPBXExtensions(connection: connection).row(of: number)
        let domain = try connection.domain()
        let isRegistered = try !FusionPBXRegistrations(connection: connection).entries(of: row, in: domain).isEmpty
        let channels = try FusionPBXChannels(nodes: connection.connectedNodes())
        let values = [
            row["extension"], row["number_alias"], row["effective_caller_id_name"], domain.name, row["do_not_disturb"],
            row["forward_all_enabled"], row["forward_all_destination"],
            try connection.database().value(
                """
                SELECT s.user_status FROM (\(FusionPBXUserStatus.ofExtensions)) s
                WHERE s.extension_uuid = \(row["extension_uuid"])
                """),
        ]
        let accounts = Self.accounts(row["extension"] ?? "", row["number_alias"], domain.name)
        return Self.state(values, isRegistered: isRegistered, channels, accounts, options)
    }

    /// After each event that may change something, what has changed is read anew: events alone would not say it all.
    func watch(_ number: String?, _ body: ([ExtensionState]) throws -> Bool) throws {
        let nodes = try connection.connectedNodes()
        let names = [
            "CHANNEL_CALLSTATE", "CHANNEL_HOLD", "CHANNEL_UNHOLD", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY", "PRESENCE_IN",
            "CUSTOM", "sofia::register", "sofia::unregister", "sofia::expire",
            // A row was changed: its entry in the cache is deleted. Do-not-disturb that ends during a call tells no more.
            "fusion::file", "fusion::memcache",
        ]
        for node in nodes { try node.eventSocket().subscribe(to: names) }
        var last: [String: ExtensionState] = [:]
        var (goesOn, isFirst) = (true, true)
        func look() throws {
            var changed: [ExtensionState] = []
            func take(_ state: ExtensionState) {
                let key = "\(state.extension)@\(state.domain ?? "")"
                if last.updateValue(state, forKey: key) != state { changed.append(state) }
            }
            if let number { take(try of(number, ReadOptions())) } else { try forEach(ReadOptions(), take) }
            if !changed.isEmpty || isFirst { goesOn = try body(changed) }
            isFirst = false
        }
        try look()
        let wait: Duration = nodes.count > 1 ? .milliseconds(200) : .seconds(3600)
        while goesOn {
            var hasNews = false
            for node in nodes where try node.eventSocket().nextEvent(before: Deadline(after: wait)) != nil {
                hasNews = true
                // Events come in bursts: what belongs together is looked at once.
                while try node.eventSocket().nextEvent(before: Deadline(after: .milliseconds(50))) != nil {}
            }
            if hasNews { try look() }
        }
    }

    private static func accounts(_ number: String, _ alias: String?, _ domain: String) -> [String] {
        FusionPBXCacheKeys.distinct([number, alias?.nonEmpty ?? number]).map { "\($0)@\(domain)".lowercased() }
    }

    private static func state(
        _ values: [String?], isRegistered: Bool, _ channels: FusionPBXChannels, _ accounts: [String], _ options: ReadOptions
    ) -> ExtensionState {
        let isDisturbed = FusionPBXBoolean.isTrue(values[4])
        let busy = channels.state(of: accounts)
        // With do-not-disturb the switch answers callers that the extension is busy.
        let resting: ExtensionState.State = isDisturbed ? .busy : isRegistered ? .idle : .unavailable
        var state = ExtensionState(extension: values[0] ?? "", state: busy?.state ?? resting)
        state.name = values[2]?.nonEmpty
        state.domain = values[3]
        state.isRegistered = isRegistered
        state.doNotDisturb = isDisturbed
        state.callForwardAll = FusionPBXBoolean.isTrue(values[5]) ? values[6]?.nonEmpty : nil
        // What the extension's web user says of himself on the operator panel.
        state.presence = values[7].flatMap(FusionPBXUserStatus.presence)
        state.presenceMessage = values[7]?.nonEmpty
        state.calls = busy?.calls ?? 0
        if options.raw {
            let calls = accounts.flatMap { channels.states[$0] ?? [] }.map(Cell.text)
            state.raw = .object(Cell.Object([Cell.Entry("callstate", .list(calls))]))
        }
        return state
    }
}
