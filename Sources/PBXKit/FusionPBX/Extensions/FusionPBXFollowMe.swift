/// Follow-me lists of extensions: `v_follow_me` and `v_follow_me_destinations`.
///
/// FusionPBX: `app/call_forward/call_forward_edit.php`. The switch reads the flag in `v_follow_me`, the web interface
/// the one in `v_extensions`: both are written.
struct FusionPBXFollowMe {
    let connection: FusionPBXConnection

    struct Creation {
        var uuid: String
        var steps: [Step]
    }

    /// A list with the extension itself as its first entry: without it the desk phone would stay silent.
    func creation(
        of number: String, in domain: Domain, _ ringAlone: Change<Int>, isEnabled: Bool = true
    ) throws -> Creation {
        let uuid = FusionPBXRandom.uuid()
        return Creation(
            uuid: uuid,
            steps: [
                try connection.insertion(
                    into: "v_follow_me", identity: ["follow_me_uuid"],
                    [
                        ("domain_uuid", domain.uuid), ("follow_me_uuid", uuid),
                        ("follow_me_enabled", FusionPBXBoolean.text(isEnabled)), ("follow_me_ignore_busy", "false"),
                    ]),
                try ownEntry(number, uuid, domain, ringAlone),
            ])
    }

    /// The steps that change an extension's list as asked, and what becomes of the extension's own columns.
    func change(
        of row: Row, in domain: Domain, _ change: ExtensionChange
    ) throws -> (steps: [Step], values: FusionPBXConnection.Values) {
        let number = row["extension"] ?? ""
        let list = try row.filled("follow_me_uuid").flatMap { uuid in
            try connection.rows("v_follow_me", where: "follow_me_uuid = \(uuid)").first
        }
        let entries = try row.filled("follow_me_uuid").map { uuid in
            try connection.rows(
                "v_follow_me_destinations", where: "follow_me_uuid = \(uuid) ORDER BY follow_me_order::numeric")
        } ?? []
        var steps: [Step] = []
        var values: FusionPBXConnection.Values = []
        switch change.followsMe {
        case .keep: break
        case .set(true):
            if let list {
                if entries.isEmpty {
                    steps.append(try ownEntry(number, list["follow_me_uuid"] ?? "", domain, change.ringAloneSeconds))
                }
                steps += try switched(list, to: true)
                if !row.isTrue("follow_me_enabled") { values.append(("follow_me_enabled", "true")) }
            } else {
                let creation = try creation(of: number, in: domain, change.ringAloneSeconds)
                steps += creation.steps
                values += [("follow_me_uuid", creation.uuid), ("follow_me_enabled", "true")]
            }
            // The switch follows nobody who does not want to be disturbed or forwards everything.
            for column in ["do_not_disturb", "forward_all_enabled"] where row.isTrue(column) {
                values.append((column, "false"))
            }
        case .set(false), .clear:
            if let list { steps += try switched(list, to: false) }
            if row.isTrue("follow_me_enabled") { values.append(("follow_me_enabled", "false")) }
        }
        steps += try timing(number, entries, list != nil || change.followsMe.newValue == true, change.ringAloneSeconds)
        return (steps, values)
    }

    /// What is told of an extension whose do-not-disturb or forward gave way to follow-me.
    func consequences(_ row: Row, _ values: FusionPBXConnection.Values, in domain: Domain) throws -> [Step] {
        guard values.contains(where: { ["do_not_disturb", "forward_all_enabled"].contains($0.column) }) else { return [] }
        var steps = try FusionPBXFeatureSync(connection: connection).steps(row, values, in: domain)
        if values.contains(where: { $0.column == "do_not_disturb" }) {
            steps.append(FusionPBXPresence.doNotDisturb(row["extension"] ?? "", in: domain, on: false))
            steps += try FusionPBXUserStatus(connection: connection).steps(row, doNotDisturb: false, in: domain)
        }
        return steps
    }

    func switched(_ list: Row, to flag: Bool) throws -> [Step] {
        guard list.isTrue("follow_me_enabled") != flag else { return [] }
        let step = try connection.update(
            "v_follow_me", list, [("follow_me_enabled", FusionPBXBoolean.text(flag))])
        return step.map { [$0] } ?? []
    }

    func ownEntry(_ number: String, _ list: String, _ domain: Domain, _ ringAlone: Change<Int>) throws -> Step {
        try connection.insertion(
            into: "v_follow_me_destinations", identity: ["follow_me_uuid", "follow_me_destination"],
            [
                ("domain_uuid", domain.uuid), ("follow_me_uuid", list),
                ("follow_me_destination_uuid", FusionPBXRandom.uuid()), ("follow_me_destination", number),
                ("follow_me_delay", "0"),
                ("follow_me_timeout", try FusionPBXValues.seconds(ringAlone.newValue ?? 20, "time to ring alone")),
                ("follow_me_order", "0"),
            ])
    }

    /// How long the extension rings alone: its own entry's ring time, and the delay of those that waited that long.
    private func timing(
        _ number: String, _ entries: [Row], _ hasList: Bool, _ ringAlone: Change<Int>
    ) throws -> [Step] {
        guard let seconds = ringAlone.newValue else { return [] }
        guard hasList else {
            throw PBXError(
                .usage, "extension \(number)", "has no follow-me list that could wait", remedy: "turn follow-me on as well")
        }
        let own = entries.first { $0["follow_me_destination"] == number }
        let former = own?["follow_me_timeout"]
        return try entries.compactMap { entry in
            let isOwn = entry["follow_me_destination"] == number
            guard isOwn || (former != nil && entry["follow_me_delay"] == former) else { return nil }
            return try connection.update(
                "v_follow_me_destinations", entry,
                [(isOwn ? "follow_me_timeout" : "follow_me_delay",
                  try FusionPBXValues.seconds(seconds, "time to ring alone"))])
        }
    }
}
