/// IVR menus: `v_ivr_menus` with their options.
struct FusionPBXIVRs: FusionPBXObjects {
    typealias Listed = IVR

    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "IVR", table: "v_ivr_menus", uuid: "ivr_menu_uuid", number: "ivr_menu_extension", name: "ivr_menu_name",
            enabled: "ivr_menu_enabled")
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [IVR] {
        let all = try connection.children(
            "v_ivr_menu_options", "ivr_menu_uuid", of: rows, order: "ivr_menu_option_order, ivr_menu_option_digits")
        let menus = Dictionary(
            try self.rows("TRUE").map { ($0["ivr_menu_uuid"] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        func exit(_ row: Row) -> FusionPBXAction? { FusionPBXAction(row, "ivr_menu_exit_app", "ivr_menu_exit_data") }
        let actions = rows.map { ($0["domain_uuid"], exit($0)) } + all.values.joined().map { ($0["domain_uuid"], Self.action($0)) }
        let owners = try FusionPBXNumberOwners(of: actions, connection: connection)
        return rows.map { row in
            let domain = domains[row["domain_uuid"]]
            let own = all[row["ivr_menu_uuid"] ?? ""] ?? []
            var menu = IVR(id: row.filled("ivr_menu_extension") ?? row["ivr_menu_uuid"] ?? "")
            menu.name = row.filled("ivr_menu_name")
            menu.domain = domain?.name
            menu.uuid = row["ivr_menu_uuid"]
            menu.number = row.filled("ivr_menu_extension")
            menu.announcement = row.filled("ivr_menu_greet_long")
            menu.timeoutSeconds = row.filled("ivr_menu_timeout").flatMap { Int($0) }.map { $0 / 1000 }
            // One that is switched off does nothing when its key is pressed.
            menu.options = own.filter { !$0.has("ivr_menu_option_enabled") || $0.isTrue("ivr_menu_option_enabled") }.map { option in
                IVR.Option(
                    digits: option["ivr_menu_option_digits"] ?? "", target: Self.target(option, menus, owners, domain))
            }
            // After too many wrong keys and after too much silence the menu goes on in the same way.
            menu.invalidTarget = owners.target(exit(row), in: domain)
            menu.timeoutTarget = menu.invalidTarget
            menu.directDial = row.isTrue("ivr_menu_direct_dial")
            menu.isEnabled = row.isTrue("ivr_menu_enabled")
            if options.raw { menu.raw = Row.raw([(place.table, [row]), ("v_ivr_menu_options", own)], reveal: options.reveal) }
            return menu
        }
    }

    /// `menu-exec-app` runs an application with its argument: `transfer 1001 XML example.com`.
    private static func action(_ option: Row) -> FusionPBXAction? {
        guard option["ivr_menu_option_action"] == "menu-exec-app" else { return nil }
        return FusionPBXAction(stored: option.filled("ivr_menu_option_param"), separator: " ")
    }

    private static func target(
        _ option: Row, _ menus: [String: Row], _ owners: FusionPBXNumberOwners, _ domain: Domain?
    ) -> Target {
        if let target = owners.target(action(option), in: domain) { return target }
        let verb = option["ivr_menu_option_action"] ?? ""
        let parameter = option["ivr_menu_option_param"] ?? ""
        let raw = parameter.isEmpty ? verb : "\(verb):\(parameter)"
        if verb == "menu-sub", let menu = menus[parameter] {
            return Target(kind: .ivr, id: menu.filled("ivr_menu_extension") ?? parameter, name: menu.filled("ivr_menu_name"), raw: raw)
        }
        return Target(kind: .native, id: nil, raw: raw)
    }
}
