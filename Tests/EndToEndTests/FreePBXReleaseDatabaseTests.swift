import Foundation
import Testing

@Suite("FreePBX: the tables of another release", .serialized)
struct FreePBXReleaseDatabaseTests {
    struct Release: CustomTestStringConvertible, Sendable {
        var number: Int
        var changes: String
        /// Rows of `sip` for a PJSIP phone.
        var settings: String
        var connectedLine: String
        var testDescription: String { "FreePBX \(number)" }
    }

    static let releases = [
        Release(
            number: 15,
            changes: """
                ALTER TABLE ampusers DROP COLUMN IF EXISTS email, DROP COLUMN IF EXISTS extension;
                ALTER TABLE featurecodes DROP COLUMN IF EXISTS depend;
                ALTER TABLE cron_jobs DROP COLUMN IF EXISTS execution_order;
                ALTER TABLE ivr_details DROP COLUMN IF EXISTS accept_pound_key;
                ALTER TABLE trunks MODIFY outcid varchar(40) NOT NULL DEFAULT '';
                ALTER TABLE outbound_routes DROP COLUMN IF EXISTS notification_on;
                ALTER TABLE timegroups_groups MODIFY description varchar(80) NOT NULL DEFAULT '';
                ALTER TABLE findmefollow MODIFY strategy varchar(50) NOT NULL, MODIFY grptime smallint NOT NULL,
                    MODIFY grplist varchar(255) NOT NULL, MODIFY pre_ring smallint NOT NULL DEFAULT 0;
                ALTER TABLE incoming DROP COLUMN indication_zone, MODIFY destination varchar(50), MODIFY description varchar(80);
                ALTER TABLE devices MODIFY description varchar(50);
                DROP TABLE IF EXISTS userman_password_reminder, outbound_route_email;
                """,
            settings: "52", connectedLine: "yes"),
        Release(
            number: 17,
            changes: """
                ALTER TABLE ampusers ADD COLUMN IF NOT EXISTS email varchar(40) DEFAULT '', ADD COLUMN IF NOT EXISTS extension varchar(40) DEFAULT '';
                ALTER TABLE featurecodes ADD COLUMN IF NOT EXISTS depend varchar(200);
                ALTER TABLE cron_jobs ADD COLUMN IF NOT EXISTS execution_order int DEFAULT 100;
                ALTER TABLE findmefollow MODIFY strategy varchar(50), MODIFY grptime smallint, MODIFY grplist varchar(255),
                    MODIFY pre_ring smallint DEFAULT 0, ADD COLUMN later_column varchar(10) DEFAULT 'later';
                ALTER TABLE incoming MODIFY destination varchar(60), MODIFY description varchar(100), ADD COLUMN later_column varchar(10) DEFAULT 'later';
                ALTER TABLE users ADD COLUMN later_column varchar(10) DEFAULT 'later';
                ALTER TABLE devices MODIFY description varchar(80), ADD COLUMN later_column varchar(10) DEFAULT 'later';
                ALTER TABLE ringgroups ADD COLUMN later_column varchar(10) DEFAULT 'later';
                """,
            settings: "54", connectedLine: "no"),
    ]

    @Test("are written with the columns that they have, and read", arguments: releases)
    func lifeCycle(release: Release) throws {
        let copy = try FreePBXCopy()
        try copy.mysql(release.changes)
        try copy.mysql("UPDATE modules SET version = '\(release.number).0.19' WHERE modulename = 'framework';")
        try copy.mysql("UPDATE admin SET value = '\(release.number).0.19' WHERE variable = 'version';")
        let (number, group, did, name) = (Numbers.extension(), Numbers.extension(), Numbers.did(), "admin\(Numbers.extension())")
        let tables = ["users", "devices", "sip", "incoming", "findmefollow", "ringgroups", "ampusers", "kvstore_FreePBX_modules_Voicemail"]
        func sums() throws -> [String] { try tables.flatMap { try copy.mysql("CHECKSUM TABLE \($0);") } }
        let before = try (FreePBXContents.read(), sums())
        defer { FreePBX.remove(number) }

        try copy.done("extension add \(number) --name Release --voicemail --followme --email r@example.com")
        #expect(try copy.mysql("SELECT COUNT(*) FROM sip WHERE id = '\(number)';") == [release.settings])
        #expect(try copy.mysql("SELECT data FROM sip WHERE id = '\(number)' AND keyword = 'send_connected_line';") == [release.connectedLine])
        try copy.done("extension set \(number) --name Changed --outboundcid 15551230001 --rec-priority 3")
        let shown = try copy.run("extension show \(number)").object()
        #expect(shown["name"] as? String == "Changed" && shown["follow_me"] as? Bool == true && shown["rec_priority"] as? Int == 3)
        try copy.done("followme add \(number) 15559876543")
        #expect(try copy.mysql("SELECT grplist FROM findmefollow WHERE grpnum = '\(number)';") == ["\(number)-15559876543#"])

        try copy.done("did add \(did) --to extension:\(number) --description Front")
        try copy.done("did set \(did) --to ringgroup:600")
        #expect(try copy.mysql("SELECT destination, description, mohclass FROM incoming WHERE extension = '\(did)';") == ["ext-group,600,1\tFront\tdefault"])
        let wide = String(repeating: "d", count: release.number == 15 ? 81 : 100)
        #expect(try copy.run("did set \(did) --description \(wide)").status == (release.number == 15 ? 2 : 0), "the column says how much fits")

        try copy.done("ringgroup add \(group) --name Both --member \(number) --member 1001")
        try copy.done("ringgroup set \(group) --name All --ring-seconds 33")
        #expect(try copy.mysql("SELECT description, grplist, grptime FROM ringgroups WHERE grpnum = '\(group)';") == ["All\t\(number)-1001\t33"])
        try copy.done("admin add \(name) --password - --sections cdr", input: "s3cret")
        try copy.done("admin set \(name) --all-sections")
        #expect(try copy.run("admin set \(name) --email a@example.com").status == (release.number == 15 ? 7 : 0))

        let copied = Numbers.extension()
        defer { FreePBX.remove(copied) }
        try copy.done("extension copy \(number) \(copied) --name Copy")
        #expect(try copy.mysql("SELECT COUNT(*) FROM sip WHERE id = '\(copied)';") == [release.settings])
        let secrets = "SELECT COUNT(DISTINCT data) FROM sip WHERE keyword = 'secret' AND id IN ('\(number)', '\(copied)');"
        #expect(try copy.mysql(secrets) == ["2"])
        let secret = try copy.mysql("SELECT data FROM sip WHERE id = '\(copied)' AND keyword = 'secret';")
        try copy.done("extension rotate-secret \(copied)")
        #expect(try copy.mysql("SELECT data FROM sip WHERE id = '\(copied)' AND keyword = 'secret';") != secret)
        try copy.done("extension delete \(copied) --yes")
        try copy.done("trunk disable carrier")
        #expect(try copy.mysql("SELECT disabled FROM trunks WHERE trunkid = 1;") == ["on"])
        try copy.done("trunk enable carrier")
        #expect(try copy.mysql("SELECT disabled FROM trunks WHERE trunkid = 1;") == ["off"])
        try copy.done("blocklist add \(did) --description Release")
        #expect(try Lab.astDB("blacklist", did) == "Release")
        try copy.done("blocklist remove \(did)")
        try copy.done("timecondition set 1 closed --until change")
        #expect(try Lab.astDB("TC", "1") == "false")
        try copy.done("timecondition set 1 auto")

        for command in FreePBXCommand.all where !command.isWrite && command.words.first != "call" && command.words.first != "voicemail" {
            let outcome = try copy.run(command.testDescription)
            #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        }
        try copy.done("admin delete \(name) --yes")
        try copy.done("ringgroup delete \(group) --yes")
        try copy.done("did delete \(did) --yes")
        try copy.done("extension delete \(number) --yes")
        let after = try (FreePBXContents.read(), sums())
        #expect(after.0.gone(since: before.0) == [] && after.0.added(since: before.0) == [])
        #expect(after.1 == before.1)
    }

    @Test("that know no transactions (MyISAM, on upgraded systems) are put back row by row when a later step fails")
    func withoutTransactions() throws {
        let copy = try FreePBXCopy()
        let tables = ["users", "devices", "sip", "incoming", "findmefollow", "ringgroups", "queues_details", "kvstore_FreePBX_modules_Voicemail", "admin"]
        for table in tables { try copy.mysql("ALTER TABLE \(table) ENGINE = MyISAM;") }
        let number = Numbers.extension()
        defer { FreePBX.remove(number) }
        func sums() throws -> [String] { try tables.dropLast().flatMap { try copy.mysql("CHECKSUM TABLE \($0);") } }
        let before = try (FreePBXContents.read(), sums())
        // Asterisk, which writes the file last, may not.
        let folder = Lab.value("LAB_ASTERISK_ETC")
        let owner = try FileManager.default.attributesOfItem(atPath: folder + "/voicemail.conf")
        let mode = try FileManager.default.attributesOfItem(atPath: folder)
        try FileManager.default.setAttributes([.posixPermissions: 0o440, .ownerAccountID: 0], ofItemAtPath: folder + "/voicemail.conf")
        try FileManager.default.setAttributes([.posixPermissions: 0o550], ofItemAtPath: folder)
        defer {
            try? FileManager.default.setAttributes(mode.filter { $0.key == .posixPermissions }, ofItemAtPath: folder)
            try? FileManager.default.setAttributes(
                owner.filter { [.posixPermissions, .ownerAccountID].contains($0.key) }, ofItemAtPath: folder + "/voicemail.conf")
        }
        for line in ["extension add \(number) --voicemail --followme", "extension set 1001 --name Changed --email other@example.com", "extension delete 1002 --yes --cascade"] {
            let outcome = try copy.run(line)
            #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.contains("voicemail.conf"), "\(line): \(outcome.errors)")
            let after = try (FreePBXContents.read(), sums())
            #expect(after.1 == before.1, "\(line)")
            #expect(after.0.gone(since: before.0) == [] && after.0.added(since: before.0) == [], "\(line)")
        }
    }
}
