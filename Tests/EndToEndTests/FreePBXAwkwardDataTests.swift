import Foundation
import Testing

@Suite("FreePBX: awkward data", .serialized)
struct FreePBXAwkwardDataTests {
    @Test("numbers with leading zeros and of eleven digits are numbers like any other, in every store", arguments: ["00", "1555123"])
    func numbers(prefix: String) throws {
        let number = prefix + Numbers.extension()
        let (group, did) = (prefix + Numbers.extension(), Numbers.did())
        defer {
            FreePBX.removeInboundNumber(did)
            _ = try? FreePBX.pbxctl("ringgroup", "delete", group, "--yes", "--force", "--if-exists")
            FreePBX.remove(number)
        }
        let before = try FreePBXContents.read()
        try FreePBX.done("extension", "add", number, "--name", "Awkward", "--voicemail", "--followme")
        #expect(try FreePBX.list("extension", "list").filter { $0["extension"] as? String == number }.count == 1)
        #expect(try FreePBX.pbxctl("extension", "add", number).status == 4)
        // The same digits without the zeros are another number.
        let bare = String(number.drop { $0 == "0" })
        #expect(try FreePBX.pbxctl("extension", "show", bare).status == (bare == number ? 0 : 3))
        try FreePBX.done("extension", "set", number, "--name", "More awkward", "--outboundcid", "15551230001", "--email", "a@example.com")
        try FreePBX.done("followme", "add", number, "0049301234567")
        try FreePBX.done("forward", "set", number, "0049301234567")
        try FreePBX.done("dnd", "on", number)
        let shown = try FreePBX.done("extension", "show", number)
        for (key, value) in [("extension", number), ("name", "More awkward"), ("call_forward_all", "0049301234567"), ("email", "a@example.com")] {
            #expect(shown[key] as? String == value, "\(key)")
        }
        #expect(shown["do_not_disturb"] as? Bool == true && shown["voicemail"] as? Bool == true)
        #expect(try FreePBX.list("followme", "list", number).compactMap { $0["number"] as? String } == [number, "0049301234567"])
        try FreePBX.done("did", "add", did, "--to", "extension:\(number)")
        try FreePBX.done("ringgroup", "add", group, "--member", number, "--member", "0100")
        #expect(try Lab.mysql("SELECT grplist FROM ringgroups WHERE grpnum = '\(group)';") == ["\(number)-0100"])
        #expect(try Lab.mysql("SELECT destination FROM incoming WHERE extension = '\(did)';") == ["from-did-direct,\(number),1"])
        try FreePBX.reload()
        #expect(try Lab.asterisk("pjsip show endpoint \(number)").contains(number))
        #expect(try FreePBX.done("state", "show", number)["do_not_disturb"] as? Bool == true)
        #expect(try FreePBX.list("registration", "show", number).isEmpty && FreePBX.list("voicemail", "list", number).isEmpty)
        #expect(try FreePBX.list("target", "numbers").contains { $0["number"] as? String == number })
        let refused = try FreePBX.pbxctl("extension", "delete", number, "--yes")
        #expect(refused.status == 4 && refused.errors.contains(did) && refused.errors.contains(group), "\(refused.errors)")
        try FreePBX.done("did", "delete", did, "--yes")
        try FreePBX.done("ringgroup", "delete", group, "--yes")
        try FreePBX.done("extension", "delete", number, "--yes")
        let after = try FreePBXContents.read()
        #expect(after.traces(of: number) == [] && after.traces(of: group) == [])
        #expect(after.gone(since: before).filter { !$0.hasPrefix("sql admin ") } == [])
    }

    @Test("names keep their quotes and commas, and voicemail.conf its fields")
    func names() throws {
        let cases = [
            ("Say \"hi\", O'Neil", "Say \"hi\" O'Neil"), ("Smith, Jane, Dr.", "Smith Jane Dr."), (",lead and trail,", "lead and trail"),
            ("a|b=c [d] #e", "a|b=c [d] #e"), ("back\\slash", "back\\slash"), ("\"all quoted\"", "\"all quoted\""),
        ].map { (number: Numbers.extension(), name: $0.0, inFile: $0.1) }
        defer { for one in cases { FreePBX.remove(one.number) } }
        let before = try FreePBXContents.read()
        /// PIN, name, e-mail, pager, options.
        func fields(of number: String) throws -> [String] {
            try String(contentsOfFile: Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf", encoding: .utf8).split(separator: "\n")
                .first { $0.hasPrefix("\(number) ") || $0.hasPrefix("\(number)=") }?
                .split(separator: "=", maxSplits: 1).last?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
        }
        func check(_ email: String) throws {
            let boxes = try FreePBX.list("voicemail", "box", "list")
            for one in cases {
                let fields = try fields(of: one.number)
                #expect(fields.count == 5 && fields[1] == one.inFile && fields[2] == email, "\(fields)")
                let shown = try FreePBX.done("extension", "show", one.number)
                #expect(shown["name"] as? String == one.name && shown["email"] as? String == email)
                #expect(try Lab.mysql("SELECT name = \(quoted(one.name)) FROM users WHERE extension = '\(one.number)';") == ["1"])
                let box = boxes.first { $0["mailbox"] as? String == one.number }
                #expect(box?["name"] as? String == one.inFile && box?["email"] as? String == email)
            }
        }
        for one in cases {
            try FreePBX.done("extension", "add", one.number, "--name", one.name, "--voicemail", "--email", "one@example.com")
        }
        try check("one@example.com")
        for one in cases { try FreePBX.done("extension", "set", one.number, "--email", "two@example.com") }
        try check("two@example.com")
        // FreePBX reads the file and writes it anew.
        try FreePBX.reload()
        try check("two@example.com")
        for one in cases { try FreePBX.done("extension", "delete", one.number, "--yes") }
        let after = try FreePBXContents.read()
        for one in cases { #expect(after.traces(of: one.number) == []) }
        #expect(after.gone(since: before).filter { !$0.hasPrefix("sql admin ") } == [])
    }

    private func quoted(_ text: String) -> String {
        "'" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "'", with: "''") + "'"
    }

    @Test("follow-me of which one store lost its half is read, and goes whole with its extension", arguments: ["row", "keys"])
    func halfFollowMe(lost: String) throws {
        let number = Numbers.extension()
        defer { FreePBX.remove(number) }
        try FreePBX.done("extension", "add", number, "--followme")
        if lost == "row" {
            _ = try Lab.mysql("DELETE FROM findmefollow WHERE grpnum = '\(number)';")
        } else {
            _ = try Lab.asterisk("database deltree AMPUSER \(number)/followme")
        }
        #expect(try FreePBX.list("followme", "list", number).compactMap { $0["number"] as? String } == [number])
        #expect(try FreePBX.done("followme", "status", number)["enabled"] as? Bool == (lost == "row"))
        #expect(try FreePBX.list("extension", "list").first { $0["extension"] as? String == number }?["follow_me"] as? Bool == (lost == "row"))
        #expect(try FreePBX.pbxctl("extension", "dump", number).status == 0)
        try FreePBX.done("extension", "set", number, "--name", "Half")
        try FreePBX.done("extension", "delete", number, "--yes")
        #expect(try FreePBXContents.read().traces(of: number) == [])
    }

    @Test("inbound numbers with NULL in every column that may be, alone and beside the same with an empty text, are read and deleted")
    func nullColumns() throws {
        let did = Numbers.did()
        defer { FreePBX.removeInboundNumber(did) }
        _ = try Lab.mysql("INSERT INTO incoming (cidnum, extension, mohclass) VALUES (NULL, '\(did)', 'default');")
        let shown = try FreePBX.done("did", "show", did)
        #expect(shown["did"] as? String == did && shown["caller_id"] is NSNull && shown["description"] is NSNull)
        #expect(try FreePBX.list("did", "list", "--raw").contains { $0["did"] as? String == did })
        #expect(try FreePBX.pbxctl("target", "list").status == 0)
        try FreePBX.done("did", "set", did, "--to", "extension:1001")
        #expect(try Lab.mysql("SELECT cidnum, destination, alertinfo FROM incoming WHERE extension = '\(did)';") == ["NULL\tfrom-did-direct,1001,1\tNULL"])
        _ = try Lab.mysql("INSERT INTO incoming (cidnum, extension, mohclass) VALUES ('', '\(did)', 'default');")
        #expect(try FreePBX.pbxctl("did", "add", did).status == 4)
        try FreePBX.done("did", "set", did, "--description", "both")
        #expect(try Lab.mysql("SELECT description FROM incoming WHERE extension = '\(did)';") == ["both", "both"])
        #expect(try FreePBX.pbxctl("did", "show", did).errors.contains("2 times"))
        try FreePBX.done("did", "delete", did, "--yes")
        #expect(try FreePBXContents.read().traces(of: did) == [])
    }

    @Test("a mailbox cannot be made where Asterisk has no voicemail.conf: exit 1, and nothing is written")
    func noVoicemailFile() throws {
        let number = Numbers.extension()
        let file = Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf"
        try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
        defer { try? FileManager.default.moveItem(atPath: file + ".away", toPath: file) }
        let before = try Lab.mysql("CHECKSUM TABLE users;")
        let keys = try Lab.asterisk("database showkey \(number)")
        let outcome = try FreePBX.pbxctl("extension", "add", number, "--voicemail")
        #expect(outcome.status == 1 && outcome.errors.contains("voicemail.conf"), "\(outcome.errors)")
        #expect(try Lab.mysql("CHECKSUM TABLE users;") == before && Lab.asterisk("database showkey \(number)") == keys)
        #expect(try FreePBX.pbxctl("extension", "list").status == 0 && FreePBX.list("voicemail", "box", "list").isEmpty)
    }

    @Test("a recording of several sounds is downloaded with a word about the others")
    func joinedRecording() throws {
        _ = try Lab.mysql("INSERT INTO recordings (id, displayname, filename, description, fcode) VALUES (95, 'Joined', 'custom/welcome&custom/closed', '', 0);")
        defer { _ = try? Lab.mysql("DELETE FROM recordings WHERE id = 95;") }
        let folder = try Folder()
        let outcome = try FreePBX.pbxctl("recording", "download", "Joined", folder.path + "/joined.wav")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("2 sounds") && outcome.errors.contains("custom/closed"), "\(outcome.errors)")
        let stored = try Data(contentsOf: URL(filePath: Lab.value("LAB_ASTERISK_VARLIB") + "/sounds/en/custom/welcome.wav"))
        #expect(try Data(contentsOf: URL(filePath: folder.path + "/joined.wav")) == stored)
    }
}
