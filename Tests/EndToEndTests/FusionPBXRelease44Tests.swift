import Foundation
import Testing

/// Which columns there are, and whether yes and no are text, is read from the database: an old release is one that has fewer.
@Suite("FusionPBX 4.4", .serialized)
struct FusionPBXRelease44Tests {
    @Test("every noun is listed, and what can be written is written in the columns that are there")
    func release() throws {
        try FusionPBXRelease44.with { database in
            let office = try FusionPBXOffice(.text, database: database)
            defer { office.close() }
            try read(office)
            try write(office)
        }
    }

    private func read(_ office: FusionPBXOffice) throws {
        let native = try office.sql("SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'ring_group_call_timeout'")
        #expect(native == ["0"])
        let admins = try office.pbxctl("admin", "list").array()
        #expect(admins.contains { $0["full_access"] as? Bool == true } && admins.allSatisfy { $0["email"] is NSNull })
        let message = try FusionPBXCommandTable.message(in: office)
        for command in FusionPBXCommandTable.reads where command.path.last != "download" {
            let outcome = try office.run(command.line.map { $0 == FusionPBXCommandTable.message ? message : $0 })
            #expect(outcome.status == 0, "\(command): \(outcome.errors)")
            guard command.path.last == "list" else { continue }
            #expect(try !outcome.array().isEmpty || command.path == ["call", "list"], "\(command)")
            let all = try office.run(command.line + (command.path[0] == "domain" || command.words != [] ? [] : ["--all-domains"]))
            #expect(all.status == 0, "\(command) --all-domains: \(all.errors)")
        }
        let menu = try office.done("ivr", "show", "700")
        #expect((menu["options"] as? [Any])?.isEmpty == false)
        let record = try #require(try office.pbxctl("cdr", "query", "-n", "1").array().first)
        let page = try office.pbxctl("cdr", "query", "-n", "1", "--cursor", "--by-call", "--start", "-9w").array().first
        let next = try office.pbxctl("cdr", "query", "-n", "1", "--by-call", "--after", #require(page?["cursor"] as? String)).array()
        #expect(next.count == 1 && next.first?["id"] as? String != page?["id"] as? String)
        #expect((record["id"] as? String)?.count == 36 && (record["start"] as? String)?.contains("T") == true)
    }

    private func write(_ office: FusionPBXOffice) throws {
        let (number, did, group) = (Numbers.extension(), Numbers.did(), Numbers.extension())
        try office.done("extension", "add", number, "--name", "Old release", "--voicemail", "--email", "old@example.test")
        let row = try office.extensionRow(number)
        #expect(row["effective_caller_id_name"] == "Old release" && row["enabled"] == "true" && row["user_context"] == FusionPBXOffice.domain)
        #expect(try office.mailbox(number)["voicemail_enabled"] == "true")
        try office.done("extension", "set", number, "--name", "Still old", "--no-voicemail")
        #expect(try office.extensionRow(number)["effective_caller_id_name"] == "Still old")
        #expect(try office.mailbox(number)["voicemail_enabled"] == "false")
        let virtual = try office.pbxctl("extension", "add", Numbers.extension(), "--exttype", "virtual")
        #expect(virtual.status == 7, "\(virtual.errors)")

        try office.done("did", "add", did, "--to", "extension:\(number)", "--description", "Old")
        let destination = try #require(try office.rows("v_destinations", "destination_number = '\(did)'").first)
        #expect(destination["destination_app"] == "transfer" && destination["destination_data"] == "\(number) XML \(FusionPBXOffice.domain)")
        let details = try office.rows("v_dialplan_details", "dialplan_uuid = '\((destination["dialplan_uuid"] ?? nil) ?? "")'")
        #expect(!details.isEmpty)
        try office.done("did", "set", did, "--to", "extension:1001")
        #expect(try office.rows("v_destinations", "destination_number = '\(did)'").first?["destination_data"] == "1001 XML \(FusionPBXOffice.domain)")

        try office.done("ringgroup", "add", group, "--name", "Old group", "--strategy", "sequence", "--member", number, "--member", "1001")
        let members = try office.sql(
            """
            SELECT destination_number FROM v_ring_group_destinations d JOIN v_ring_groups g USING (ring_group_uuid)
            WHERE ring_group_extension = '\(group)' ORDER BY destination_delay, destination_number
            """)
        #expect(members == [number, "1001"])
        try office.done("ringgroup", "set", group, "--name", "New name", "--member", "1002")
        #expect(try office.sql("SELECT dialplan_name FROM v_dialplans WHERE dialplan_number = '\(group)'") == ["New name"])

        try office.done("followme", "add", number, "12085550009")
        try office.done("followme", "enable", number)
        let list = try office.sql(
            """
            SELECT f.follow_me_enabled, d.follow_me_destination FROM v_extensions e JOIN v_follow_me f USING (follow_me_uuid)
            JOIN v_follow_me_destinations d USING (follow_me_uuid) WHERE extension = '\(number)' ORDER BY d.follow_me_order
            """)
        #expect(list == ["true|\(number)", "true|12085550009"])
        try office.done("forward", "set", number, "1002")
        try office.done("dnd", "on", number)
        #expect(try office.extensionRow(number)["do_not_disturb"] == "true")
        #expect(try office.extensionRow(number)["forward_all_enabled"] == "false")
        try office.done("callflow", "set", "710", "alternate")
        let notes = try office.sql("SELECT DISTINCT app_name FROM v_database_transactions WHERE transaction_address = 'pbxctl' ORDER BY 1")
        #expect(notes == ["call_flows", "call_forward", "destinations", "extensions", "ring_groups"])

        let copied = Numbers.extension()
        try office.done("extension", "copy", number, copied, "--name", "Old copy")
        #expect(try office.extensionRow(copied)["effective_caller_id_name"] == "Old copy")
        let password = try office.extensionRow(copied)["password"]
        try office.done("extension", "rotate-secret", copied)
        #expect(try office.extensionRow(copied)["password"] != password)
        try office.done("extension", "disable", copied)
        #expect(try office.extensionRow(copied)["enabled"] == "false")
        try office.done("extension", "enable", copied)
        try office.done("extension", "delete", copied, "--yes")
        try office.done("trunk", "disable", "backup")
        #expect(try office.sql("SELECT enabled FROM v_gateways WHERE gateway = 'backup'") == ["false"])
        try office.done("trunk", "enable", "backup")
        #expect(try office.done("blocklist", "show", "12085556666")["action"] is NSNull)
        try office.done("blocklist", "remove", "12085556666")
        #expect(try office.sql("SELECT count(*) FROM v_call_block WHERE call_block_number = '12085556666'") == ["0"])
        let block = try office.pbxctl("blocklist", "add", did)
        #expect(block.status == 7 && block.errors.contains("4.5"), "\(block.errors)")

        try office.done("ringgroup", "delete", group, "--yes")
        try office.done("did", "delete", did, "--yes")
        try office.done("extension", "delete", number, "--yes")
        for place in ["v_extensions WHERE extension = '\(number)'", "v_voicemails WHERE voicemail_id = \(number)",
            "v_destinations WHERE destination_number = '\(did)'", "v_ring_groups WHERE ring_group_extension = '\(group)'",
            "v_follow_me_destinations WHERE follow_me_destination = '12085550009'", "v_dialplans WHERE dialplan_number IN ('\(did)', '\(group)')"]
        {
            #expect(try office.sql("SELECT count(*) FROM \(place)") == ["0"], "\(place)")
        }
    }
}
