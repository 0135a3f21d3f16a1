import Foundation
import Testing

@Suite("FusionPBX: deleting extensions, read back from the stores")
struct FusionPBXExtensionDeleteTests {
    /// Messages, a greeting, an option, a copy, a user and a setting: what an extension of some age has.
    private func furnish(_ office: FusionPBXOffice, _ number: String, sound: String?) throws {
        let extensionRow = try office.extensionRow(number), mailbox = try office.mailbox(number)
        let (domain, owner, box) = (extensionRow["domain_uuid"]!!, extensionRow["extension_uuid"]!!, mailbox["voicemail_uuid"]!!)
        let base64 = sound.map { "'\($0)'" } ?? "NULL"
        try office.sql(
            """
            INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch, message_length, message_base64)
            VALUES (gen_random_uuid(), '\(domain)', '\(box)', 1700000000, 3, \(base64));
            INSERT INTO v_voicemail_greetings (voicemail_greeting_uuid, domain_uuid, voicemail_id, greeting_id, greeting_name)
            VALUES (gen_random_uuid(), '\(domain)', '\(number)', 1, 'Hello');
            INSERT INTO v_voicemail_options (voicemail_option_uuid, domain_uuid, voicemail_uuid, voicemail_option_digits)
            VALUES (gen_random_uuid(), '\(domain)', '\(box)', '1');
            INSERT INTO v_voicemail_destinations (voicemail_destination_uuid, domain_uuid, voicemail_uuid, voicemail_uuid_copy)
            VALUES (gen_random_uuid(), '\(domain)', '\(box)', gen_random_uuid());
            INSERT INTO v_extension_users (extension_user_uuid, domain_uuid, extension_uuid, user_uuid)
            VALUES (gen_random_uuid(), '\(domain)', '\(owner)', gen_random_uuid());
            INSERT INTO v_extension_settings (extension_setting_uuid, domain_uuid, extension_uuid, extension_setting_name)
            VALUES (gen_random_uuid(), '\(domain)', '\(owner)', 'x');
            """)
        let folder = office.folder.appending(path: "storage/voicemail/default/\(FusionPBXOffice.domain)/\(number)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try "sound".write(to: folder.appending(path: "greeting_1.wav"), atomically: true, encoding: .utf8)
    }

    @Test("leaves nothing of it in any table, file or cache", arguments: FusionPBX.allCases, [nil, "UklGRg=="])
    func everything(_ version: FusionPBX, _ sound: String?) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let untouched = try office.fingerprintWithoutAudit()
        try office.done("extension", "add", number, "--voicemail", "--followme", "--email", "a@example.test")
        try furnish(office, number, sound: sound)
        let row = try office.extensionRow(number), box = try office.mailbox(number)
        let user = "\(number)@\(FusionPBXOffice.domain)"
        try office.node.write("registrations", "\(user) internal 127.0.0.1:7001")
        #expect(try office.node.ask("user_exists id \(number) \(FusionPBXOffice.domain)") == "true")
        for key in ["voicemail_uuid:\(user)", "directory:1001@\(FusionPBXOffice.domain)", "dialplan:public"] { try office.node.cache(key) }
        let folder = office.folder.appending(path: "storage/voicemail/default/\(FusionPBXOffice.domain)")

        let report = try office.done("extension", "delete", number, "--yes")
        #expect(report["after"] is NSNull && report["changed"] as? Bool == true)
        for text in [row["extension_uuid"], row["follow_me_uuid"], box["voicemail_uuid"], number] {
            let sought = try #require(text ?? nil)
            // Four digits may stand inside a uuid or a time: there the number is sought as a whole.
            let places = sought == number ? try office.wholePlaces(of: number) : try office.places(of: sought)
            #expect(places.isEmpty, "\(sought)")
        }
        #expect(try office.fingerprintWithoutAudit() == untouched)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(try office.node.cacheFiles() == ["directory.1001@\(FusionPBXOffice.domain)", "dialplan.public"])
        #expect(try office.node.ask("user_exists id \(number) \(FusionPBXOffice.domain)") == "false")
        #expect(try office.node.ask("sofia_contact \(user)") == "error/user_not_registered")
        #expect(try office.node.commands().contains("api luarun app.lua voicemail mwi \(user)"))
    }

    @Test("keeps the mailbox with all it has where asked to", arguments: FusionPBX.allCases)
    func keepMailbox(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        try office.done("extension", "add", number, "--voicemail")
        try furnish(office, number, sound: "UklGRg==")
        let box = try office.mailbox(number)
        try office.done("extension", "delete", number, "--yes", "--mailbox", "keep")
        #expect(differences(box, try office.mailbox(number)).isEmpty)
        let uuid = try #require(box["voicemail_uuid"] ?? nil)
        #expect(try office.rows("v_voicemail_messages", "voicemail_uuid = '\(uuid)'").first?["message_base64"] == "UklGRg==")
        let file = "storage/voicemail/default/\(FusionPBXOffice.domain)/\(number)/greeting_1.wav"
        #expect(FileManager.default.fileExists(atPath: office.folder.appending(path: file).path))
        #expect(try office.rows("v_extensions", "extension = '\(number)'").isEmpty)
        // Who gets the number next takes the mailbox over, once.
        let again = try office.pbxctl("extension", "add", number, "--voicemail")
        #expect(again.status == 0 && again.errors.contains("taken over"), "\(again.errors)")
        #expect(try office.rows("v_voicemails", "voicemail_id = '\(number)'").count == 1)
    }

    @Test("asks for --yes, and is about what exists")
    func confirmation() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        let number = Numbers.extension()
        let before = try office.fingerprint()
        #expect(try office.pbxctl("extension", "delete", "1020").status == 2)
        #expect(try office.pbxctl("extension", "delete", number, "--yes").status == 3)
        #expect(try office.pbxctl("extension", "delete", number, "--yes", "--if-exists").status == 0)
        #expect(try office.pbxctl("extension", "delete", "1002", "--yes", "--cascade", "--force").status == 2)
        #expect(try office.fingerprint() == before)
    }

    @Test("is refused while something leads there; --cascade takes it out, --force leaves it", arguments: FusionPBX.allCases, [false, true])
    func references(_ version: FusionPBX, byAlias: Bool) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let (number, alias, did) = (Numbers.extension(), Numbers.extension(), Numbers.did())
        defer {
            office.removeDID(did)
            office.remove(number)
            _ = try? office.sql("DELETE FROM v_ring_group_destinations WHERE destination_number IN ('\(number)', '\(alias)')")
            _ = try? office.sql("DELETE FROM v_ivr_menu_options WHERE ivr_menu_option_param LIKE 'transfer \(number) %' OR ivr_menu_option_param LIKE 'transfer \(alias) %'")
        }
        try office.done("extension", "add", number, "--voicemail")
        if byAlias { try office.sql("UPDATE v_extensions SET number_alias = '\(alias)' WHERE extension = '\(number)'") }
        let called = byAlias ? alias : number
        try office.done("did", "add", did, "--to", "extension:\(number)")
        let domain = FusionPBXOffice.identifier(FusionPBXOffice.domain)
        try office.sql(
            """
            INSERT INTO v_ring_group_destinations (ring_group_destination_uuid, domain_uuid, ring_group_uuid, destination_number)
            SELECT gen_random_uuid(), domain_uuid, ring_group_uuid, '\(called)' FROM v_ring_groups WHERE ring_group_extension = '603' AND domain_uuid = \(domain);
            INSERT INTO v_ivr_menu_options (ivr_menu_option_uuid, domain_uuid, ivr_menu_uuid, ivr_menu_option_digits, ivr_menu_option_action, ivr_menu_option_param)
            SELECT gen_random_uuid(), domain_uuid, ivr_menu_uuid, '7', 'menu-exec-app', 'transfer \(called) XML \(FusionPBXOffice.domain)' FROM v_ivr_menus WHERE ivr_menu_extension = '700';
            """)
        let before = try office.fingerprint()
        let refused = try office.pbxctl("extension", "delete", number, "--yes")
        #expect(refused.status == 4, "\(refused.errors)")
        for word in [did, "603", "Main Menu", "--cascade", "--force"] { #expect(refused.errors.contains(word), "\(word): \(refused.errors)") }
        #expect(try office.fingerprint() == before)
        try office.done("extension", "delete", number, "--yes", "--cascade")
        #expect(try office.wholePlaces(of: called).isEmpty)
        #expect(try office.done("did", "show", did)["target"] as? [String: Any] != nil)
        #expect(try office.rows("v_destinations", "destination_number = '\(did)'").first?["destination_app"] == "hangup")
    }

    @Test("leaves references dangling with --force, and names them")
    func force() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        let (number, did) = (Numbers.extension(), Numbers.did())
        defer {
            office.removeDID(did)
            office.remove(number)
        }
        try office.done("extension", "add", number)
        try office.done("did", "add", did, "--to", "extension:\(number)")
        let route = try #require(try office.rows("v_destinations", "destination_number = '\(did)'").first)
        let outcome = try office.pbxctl("extension", "delete", number, "--yes", "--force")
        #expect(outcome.status == 0 && outcome.errors.contains(did))
        #expect(differences(route, try #require(try office.rows("v_destinations", "destination_number = '\(did)'").first)).isEmpty)
    }
}

extension FusionPBXOffice {
    /// As `fingerprint`, without the record of changes, which only ever grows.
    func fingerprintWithoutAudit() throws -> String {
        try fingerprint().split(separator: "\n").filter { !$0.hasPrefix("v_database_transactions") }.joined(separator: "\n")
    }

    /// The places that hold a number as a word of its own.
    func wholePlaces(of number: String) throws -> [String] {
        try places(of: number).filter { place in
            let part = place.split(separator: ".")
            return try !sql("SELECT 1 FROM \(part[0]) WHERE \(part[1])::text ~ '(^|[^0-9a-f-])\(number)($|[^0-9a-f-])' LIMIT 1").isEmpty
        }
    }
}
