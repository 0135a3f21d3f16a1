/// Follow-me of one extension: a row of `findmefollow`, and in AstDB what the dialplan reads.
/// FreePBX: `Findmefollow.class.php`.
struct FreePBXFollowMe {
    let system: FreePBXSystem
    let number: String

    static let table = "findmefollow"
    /// Documented default of `--followmegrptime`, in seconds.
    static let documentedRingAlone = 20

    /// The row and keys of an extension that has none yet. All columns are given: several have no default.
    ///
    /// `live` is what AstDB holds already below `followme/`, where a row was lost: it is kept.
    func create(
        ringAlone: Int?, ringList: Int?, isOn: Bool, list entries: FreePBXFollowMeList? = nil, live: [String: String] = [:],
        devices: [String]? = nil, in builder: inout FreePBXPlanBuilder
    ) throws {
        let catalogue = try system.catalogue()
        guard catalogue.has(Self.table) else {
            guard isOn || entries != nil else { return }
            throw FreePBXSystem.notInstalled("findmefollow")
        }
        let settings = try system.settings()
        let strategy = live["strategy"] ?? settings.text("FOLLOWME_RG_STRATEGY")
        let listSeconds = ringList ?? live["grptime"].flatMap { Int($0) } ?? settings.number("FOLLOWME_TIME") ?? 20
        let aloneSeconds = ringAlone ?? live["prering"].flatMap { Int($0) } ?? settings.number("FOLLOWME_PRERING") ?? 7
        let destination = live["postdest"] ?? "ext-local,\(number),dest"
        let prefix = live["grppre"] ?? ""
        let alert = live["dring"] ?? ""
        let ringing = live["ringing"] ?? "Ring"
        let confirms = live["grpconf"] == "ENABLED"
        let list = (entries ?? FreePBXFollowMeList(entries: [.init(number: number, isExternal: false)])).stored
        let row: [RowStep.Column] = [
            text("grpnum", number), text("strategy", strategy), RowStep.Column("grptime", .integer(Int64(listSeconds))),
            text("grppre", prefix), text("grplist", list), null("annmsg_id"), text("postdest", destination),
            text("dring", alert), text("rvolume", ""), null("remotealert_id"), text("needsconf", confirms ? "CHECKED" : ""),
            null("toolate_id"), RowStep.Column("pre_ring", .integer(Int64(aloneSeconds))), text("ringing", ringing),
            RowStep.Column("calendar_enable", .integer(0)), text("calendar_id", ""), text("calendar_group_id", ""),
            text("calendar_match", "yes"),
        ]
        builder.insert(into: Self.table, key: [text("grpnum", number)], catalogue.existing(row, in: Self.table))
        builder.setUser(number, [
            "followme/strategy": strategy, "followme/prering": String(aloneSeconds),
            "followme/grptime": String(listSeconds), "followme/grplist": list, "followme/grppre": prefix,
            "followme/rvolume": "", "followme/dring": alert, "followme/postdest": destination, "followme/ringing": ringing,
            "followme/annmsg": "", "followme/remotealertmsg": "", "followme/toolatemsg": "",
            "followme/grpconf": confirms ? "ENABLED" : "DISABLED", "followme/changecid": live["changecid"] ?? "default",
            "followme/fixedcid": live["fixedcid"] ?? "",
        ])
        turn(isOn, devices: devices, in: &builder)
    }

    /// Switches it on or off: `ddial` is what the dialplan reads, the device state what lamps show.
    func turn(_ isOn: Bool, devices: [String]? = nil, in builder: inout FreePBXPlanBuilder) {
        builder.setUser(number, ["followme/ddial": isOn ? "DIRECT" : "EXTENSION"])
        for device in devices ?? [number] {
            builder.notify(.variable(name: "DEVICE_STATE(Custom:FOLLOWME\(device))", value: isOn ? "BUSY" : "NOT_INUSE"))
        }
    }

    /// Changes times of an existing row, in both places.
    func update(row: Row, ringAlone: Int?, ringList: Int?, in builder: inout FreePBXPlanBuilder) {
        var columns: [RowStep.Column] = []
        if let ringAlone {
            columns.append(text("pre_ring", String(ringAlone)))
            builder.setUser(number, ["followme/prering": String(ringAlone)])
        }
        if let ringList {
            columns.append(text("grptime", String(ringList)))
            builder.setUser(number, ["followme/grptime": String(ringList)])
        }
        builder.update(Self.table, key: [text("grpnum", number)], row: row, to: columns)
    }

    func row() throws -> Row? {
        guard try system.catalogue().has(Self.table) else { return nil }
        return try system.rows(Self.table, where: "grpnum", is: number).first
    }

    private func text(_ name: String, _ value: String) -> RowStep.Column { RowStep.Column(name, .text(value)) }
    private func null(_ name: String) -> RowStep.Column { RowStep.Column(name, .null) }
}
