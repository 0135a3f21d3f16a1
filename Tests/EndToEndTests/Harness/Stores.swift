import Foundation

/// What the stores of a PBX hold, to see that nothing was changed.
enum Stores {
    /// A text that differs as soon as any store that pbxctl writes differs.
    static func fingerprint(_ profile: String) throws -> String {
        profile == "freepbx" ? try freePBX() : try fusionPBX(profile == "fusionpbx54" ? "fusionpbx_54" : "fusionpbx")
    }

    private static func freePBX() throws -> String {
        let tables = ["users", "devices", "sip", "incoming", "findmefollow", "admin", "kvstore_FreePBX_modules_Voicemail", "ringgroups", "ampusers", "trunks", "pjsip"]
        let sums = try tables.flatMap { try Lab.mysql("CHECKSUM TABLE \($0);") }
        let voicemail = try String(contentsOfFile: Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf", encoding: .utf8)
        return (sums + [try Lab.asterisk("database show"), voicemail]).joined(separator: "\n")
    }

    private static func fusionPBX(_ database: String) throws -> String {
        let tables = [
            "v_extensions", "v_voicemails", "v_destinations", "v_dialplans", "v_dialplan_details", "v_follow_me",
            "v_follow_me_destinations", "v_extension_users", "v_database_transactions", "v_ring_groups",
            "v_ring_group_destinations", "v_call_flows", "v_users", "v_user_groups", "v_voicemail_messages",
            "v_voicemail_greetings", "v_device_lines", "v_device_keys", "v_ivr_menus", "v_ivr_menu_options", "v_call_block", "v_gateways",
        ]
        let sums = tables.map { table in
            "SELECT '\(table)', count(*), md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM \(table) t"
        }
        return try Lab.postgres(sums.joined(separator: " UNION ALL ") + " ORDER BY 1", database: database).joined(separator: "\n")
    }
}
