import Foundation
import Testing

@Suite("FreePBX: a deleted extension")
struct FreePBXExtensionDeleteTests {
    let number = Numbers.extension()
    private var folder: String { Lab.value("LAB_ASTERISK_SPOOL") + "/voicemail/default/\(number)" }

    private func add(_ options: String...) throws -> String {
        let outcome = try FreePBX.pbxctl(arguments: ["extension", "add", number, "--voicemail", "--followme", "--emergencycid", "15551239911"] + options)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
        try FreePBX.reload()
        return try outcome.object()["secret"] as? String ?? ""
    }

    @Test("leaves nothing in any store, nor after the next reload; the number can be had again")
    func nothingLeft() throws {
        defer { FreePBX.remove(number) }
        let before = try FreePBXContents.read()
        for _ in 0..<2 {
            let phone = try Phone(number, secret: add())
            try phone.live("answer")
            defer { phone.stop() }
            try FileManager.default.createDirectory(atPath: folder + "/INBOX", withIntermediateDirectories: true)
            for key in ["DND", "CF", "CFB", "CFU", "CALLTRACE"] { _ = try Lab.asterisk("database put \(key) \(number) YES") }
            for state in ["DND", "DEVDND", "CF", "DEVCF"] { _ = try Lab.asterisk("database put CustomDevstate \(state)\(number) BUSY") }
            let report = try FreePBX.done("extension", "delete", number, "--yes")
            #expect(report["after"] is NSNull && report["reload_needed"] as? Bool == true)
            #expect(try FreePBXContents.read().traces(of: number) == [])
            #expect(try !Lab.asterisk("database show registrar").contains(";@") || !Lab.asterisk("database show registrar").contains("/\(number);"))
            #expect(try FreePBX.pbxctl("extension", "show", number).status == 3)
            try FreePBX.reload()
            let after = try FreePBXContents.read()
            #expect(after.traces(of: number) == [] && after.doubled == [])
            #expect(try !Lab.asterisk("pjsip show endpoints").contains("\(number)/"))
            #expect(try Phone("1001").call(number, ring: 3).hasPrefix("refused"))
        }
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before).filter { !$0.contains("need_reload") } == [])
        #expect(after.added(since: before).filter { !$0.contains("need_reload") } == [])
    }

    @Test("is refused while others lead to it; --force leaves them, --cascade takes it out")
    func references() throws {
        let (did, group, other) = (Numbers.did(), "69\(number.suffix(2))", Numbers.extension())
        defer {
            for number in [number, other] { FreePBX.remove(number) }
            FreePBX.removeInboundNumber(did)
            _ = try? Lab.mysql("DELETE FROM ringgroups WHERE grpnum = '\(group)'; DELETE FROM queues_details WHERE data LIKE 'Local/\(number)@%';")
        }
        _ = try add()
        try FreePBX.done("did", "add", did, "--to", "extension:\(number)")
        try FreePBX.done("extension", "add", other)
        _ = try Lab.mysql(
            """
            INSERT INTO ringgroups SELECT '\(group)', strategy, grptime, grppre, '1001-\(number)-1002', annmsg_id, 'ext-local,vmu\(number),1',
            description, alertinfo, remotealert_id, needsconf, toolate_id, ringing, cwignore, cfignore, cpickup, recording, progress,
            elsewhere, rvolume FROM ringgroups WHERE grpnum = '600';
            UPDATE findmefollow SET grplist = '\(other)-\(number)-15550001#' WHERE grpnum = '\(other)';
            INSERT INTO queues_details (id, keyword, data, flags) VALUES ('701', 'member', 'Local/\(number)@from-queue/n,0', 0);
            """)
        let before = try FreePBXContents.read()
        let refused = try FreePBX.pbxctl("extension", "delete", number, "--yes")
        #expect(refused.status == 4 && refused.output.isEmpty)
        for part in [did, group, other, "701", "--cascade", "--force"] { #expect(refused.errors.contains(part), "\(part): \(refused.errors)") }
        #expect(try FreePBXContents.read() == before)

        try FreePBX.done("extension", "delete", number, "--yes", "--force")
        #expect(try Lab.mysql("SELECT destination FROM incoming WHERE extension = '\(did)';") == ["from-did-direct,\(number),1"])
        #expect(try Lab.mysql("SELECT grplist FROM ringgroups WHERE grpnum = '\(group)';") == ["1001-\(number)-1002"])

        _ = try add()
        _ = try Lab.mysql("INSERT INTO queues_details (id, keyword, data, flags) VALUES ('701', 'member', 'Local/\(number)@from-queue/n,0', 0);")
        try FreePBX.done("extension", "delete", number, "--yes", "--cascade")
        #expect(try Lab.mysql("SELECT destination FROM incoming WHERE extension = '\(did)';") == ["app-blackhole,hangup,1"])
        #expect(try Lab.mysql("SELECT grplist, postdest FROM ringgroups WHERE grpnum = '\(group)';") == ["1001-1002\tapp-blackhole,hangup,1"])
        #expect(try Lab.mysql("SELECT grplist FROM findmefollow WHERE grpnum = '\(other)';") == ["\(other)-15550001#"])
        #expect(try Lab.astDB("AMPUSER", "\(other)/followme/grplist") == "\(other)-15550001#")
        #expect(try FreePBXContents.read().traces(of: number) == [])
        try FreePBX.reload()
    }

    @Test("keeps its messages where that is asked for")
    func keptMessages() throws {
        defer {
            FreePBX.remove(number)
            try? FileManager.default.removeItem(atPath: folder)
        }
        _ = try add()
        try FileManager.default.createDirectory(atPath: folder + "/INBOX", withIntermediateDirectories: true)
        try "message".write(toFile: folder + "/INBOX/msg0000.txt", atomically: true, encoding: .utf8)
        try FreePBX.done("extension", "delete", number, "--yes", "--mailbox", "keep")
        #expect(try FreePBXContents.read().traces(of: number).allSatisfy { $0.hasPrefix("spool ") })
        #expect(FileManager.default.fileExists(atPath: folder + "/INBOX/msg0000.txt"))
        _ = try add()
        try FreePBX.done("extension", "delete", number, "--yes")
        #expect(!FileManager.default.fileExists(atPath: folder) && !FileManager.default.fileExists(atPath: folder + ".deleted"))
    }

    @Test("is neither deleted without --yes, nor in a dry run, nor when it does not exist")
    func notDeleted() throws {
        defer { FreePBX.remove(number) }
        _ = try add()
        let before = try FreePBXContents.read()
        #expect(try FreePBX.pbxctl("extension", "delete", number).status == 2)
        let dry = try FreePBX.pbxctl("extension", "delete", number, "--dry-run")
        #expect(dry.status == 0 && dry.output.contains("AMPUSER/\(number)/cidname"))
        let missing = try FreePBX.pbxctl("extension", "delete", "7999999", "--yes")
        #expect(missing.status == 3 && missing.output.isEmpty)
        #expect(try FreePBX.done("extension", "delete", "7999999", "--yes", "--if-exists")["changed"] as? Bool == false)
        #expect(try FreePBXContents.read() == before)
    }

    @Test("leaves its person in User Manager, without an extension")
    func userManager() throws {
        defer { FreePBX.remove(number) }
        _ = try add()
        let user = try #require(try Lab.mysql("SELECT id FROM userman_users WHERE default_extension = '2001';").first)
        _ = try Lab.mysql("UPDATE userman_users SET default_extension = '\(number)' WHERE id = \(user);")
        defer { _ = try? Lab.mysql("UPDATE userman_users SET default_extension = '2001' WHERE id = \(user);") }
        try FreePBX.done("extension", "delete", number, "--yes")
        #expect(try Lab.mysql("SELECT default_extension FROM userman_users WHERE id = \(user);") == ["none"])
    }
}
