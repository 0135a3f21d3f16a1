import Foundation
import Testing

@Suite("FreePBX: the PBX as a whole")
struct FreePBXSystemTests {
    @Test("answers in all its parts", arguments: [[], ["--write", "add"], ["--write", "set"], ["--write", "delete"]])
    func test(options: [String]) throws {
        let before = try FreePBXContents.read()
        let outcome = try FreePBX.pbxctl(arguments: ["test"] + options)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.array().count == 3)
        #expect(outcome.output.contains("MariaDB") && outcome.output.contains("Asterisk"))
        #expect(try FreePBXContents.read() == before)
    }

    @Test("wants a reload after a change, and says so in words and by status")
    func needsReload() throws {
        try FreePBX.reload()
        #expect(try FreePBX.done("system", "needreload")["reload_needed"] as? Bool == false)
        let no = try FreePBX.pbxctl("system", "needreload", "--exit-code")
        #expect(try no.status == 9 && no.object()["reload_needed"] as? Bool == false)
        #expect(try FreePBX.done("system", "needreload", "set", "--dry-run")["changed"] as? Bool == true)
        #expect(try FreePBX.done("system", "needreload")["reload_needed"] as? Bool == false)
        #expect(try FreePBX.done("system", "needreload", "set")["changed"] as? Bool == true)
        #expect(try FreePBX.done("system", "needreload", "set")["changed"] as? Bool == false)
        #expect(try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';") == ["true"])
        #expect(try Program.run("--profile", "freepbx", "system", "needreload", "--exit-code").output == "true\n")
        #expect(try FreePBX.done("system", "reload", "--dry-run")["reloaded"] as? Bool == false)
        #expect(try FreePBX.done("system", "reload")["reloaded"] as? Bool == true)
        #expect(try FreePBX.pbxctl("system", "needreload", "--exit-code").status == 9)
    }

    @Test("is not reloaded while a reload runs, and a write waits for its end and is not lost")
    func reloadWhileReloading() throws {
        let number = Numbers.extension()
        defer { FreePBX.remove(number) }
        let lock = Lab.value("LAB_ASTERISK_RUN") + "/reload.lock"
        let other = try Running(
            Lab.value("LAB_FWCONSOLE"), ["reload"], environment: ["LAB_RELOAD_HOLD": "2", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
        try eventually("the other reload") { (try? String(contentsOfFile: lock, encoding: .utf8))?.isEmpty == false }
        let refused = try FreePBX.pbxctl("system", "reload")
        #expect(refused.status == 4, "\(refused.errors)")
        try FreePBX.done("extension", "add", number)
        #expect(!other.isRunning, "the write waited")
        #expect(other.finish().status == 0)
        #expect(try FreePBX.done("system", "needreload")["reload_needed"] as? Bool == true)
        try FreePBX.reload()
        #expect(try Lab.asterisk("pjsip show endpoint \(number)").contains(number))
    }

    @Test("says why a reload failed, and stays marked")
    func failedReload() throws {
        // A doubled mailbox is what FreePBX's own reload stumbles over.
        let file = Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        defer { try? Data(text.utf8).write(to: URL(filePath: file)) }
        try Data((text + "\n[default]\n1001 = 1,Doubled,,,\n").utf8).write(to: URL(filePath: file))
        try FreePBX.done("system", "needreload", "set")
        let outcome = try FreePBX.pbxctl("system", "reload")
        try Data(text.utf8).write(to: URL(filePath: file))
        #expect(outcome.status == 1 && outcome.output.isEmpty, "\(outcome.output)")
        #expect(try FreePBX.done("system", "needreload")["reload_needed"] as? Bool == true)
        try FreePBX.reload()
    }

    @Test("has its Asterisk read its configuration again")
    func reloadCore() throws {
        let before = try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';")
        #expect(try FreePBX.done("system", "reload", "core")["reloaded"] as? Bool == true)
        #expect(try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';") == before)
        #expect(try Lab.asterisk("core show uptime").contains("Last reload"))
    }

    @Test("brews no coffee, with or without a PBX")
    func coffee() throws {
        #expect(try FreePBX.done("coffee")["status"] as? Int == 418)
        #expect(try Program.run("coffee", environment: ["PBXCTL_CONFIG": "/nonexistent"]).output == "418 I'm a teapot\n")
    }

    @Test("offers no domains", arguments: [["domain", "list"], ["domain", "show", "x"], ["--domain", "x", "did", "list"]])
    func domains(words: [String]) throws {
        let outcome = try FreePBX.pbxctl(arguments: words)
        #expect(outcome.status == 7 && outcome.output.isEmpty, "\(outcome.errors)")
    }

    @Test("dumps an extension with its live keys, and its secrets only with --reveal")
    func dump() throws {
        let number = Numbers.extension()
        defer { FreePBX.remove(number) }
        let report = try FreePBX.done("extension", "add", number, "--voicemail", "--followme")
        let secret = try #require(report["secret"] as? String)
        let pin = try #require(report["voicemail_pin"] as? String)
        let one = try FreePBX.pbxctl("extension", "dump", number)
        let dump = try one.object()
        #expect(["users", "devices", "sip", "findmefollow", "voicemail.conf", "astdb"].allSatisfy { dump[$0] != nil })
        #expect((dump["astdb"] as? [String: Any])?["AMPUSER/\(number)/cidnum"] as? String == number)
        #expect(!one.output.contains(secret) && !one.output.contains("\(pin),"))
        let revealed = try FreePBX.pbxctl("extension", "dump", number, "--reveal").output
        #expect(revealed.contains(secret) && revealed.contains("\(pin),"))
        let all = try FreePBX.pbxctl("extension", "dump")
        let dumps = try all.array()
        #expect(["\(dumps.count)"] == (try Lab.mysql("SELECT COUNT(*) FROM users;")))
        #expect(dumps.allSatisfy { $0["astdb"] == nil } && !all.output.contains(secret))
        #expect(try FreePBX.pbxctl("extension", "dump", "7999999").status == 3)
        let shown = try FreePBX.pbxctl("extension", "show", number, "--raw")
        let raw = try #require(shown.object()["raw"] as? [String: Any])
        #expect(!raw.isEmpty && !shown.output.contains(secret) && !shown.output.contains(pin))
        #expect(try FreePBX.pbxctl("extension", "list", "--raw").output.contains(secret) == false)
    }

    @Test("lists every extension once, with its name to the letter")
    func list() throws {
        let listed = try FreePBX.list("extension", "list")
        #expect(["\(listed.count)"] == (try Lab.mysql("SELECT COUNT(*) FROM users;")))
        let names = Dictionary(listed.map { ($0["extension"] as? String ?? "", $0["name"] as? String ?? "") }, uniquingKeysWith: { _, last in last })
        #expect(names["1002"] == "O'Neil" && names["1004"] == "日本 太郎" && names["1018"] == "Back\\slash Path" && names["0100"] == "Leading Zero")
        for (number, key) in [("1010", "do_not_disturb"), ("1001", "voicemail"), ("1006", "follow_me"), ("1015", "call_waiting")] {
            #expect(try FreePBX.done("extension", "show", number)[key] as? Bool == (key != "call_waiting"), "\(number) \(key)")
        }
        #expect(try FreePBX.done("extension", "show", "1011")["call_forward_all"] as? String == "1012")
        for number in ["7999999", "1001 ", "%", "", "1001' OR '1'='1", "１００１"] {
            #expect(try FreePBX.pbxctl("extension", "show", "--", number).status == 3, "\(number)")
        }
    }

    @Test("whose devices and users are two things is read, and its extensions are not written")
    func devicesAndUsers() throws {
        _ = try Lab.mysql("UPDATE freepbx_settings SET value = 'deviceanduser' WHERE keyword = 'AMPEXTENSIONS';")
        defer { _ = try? Lab.mysql("UPDATE freepbx_settings SET value = 'extensions' WHERE keyword = 'AMPEXTENSIONS';") }
        let before = try FreePBXContents.read()
        for words in [["add", Numbers.extension()], ["set", "1001", "--name", "x"], ["delete", "1001", "--yes"]] {
            let outcome = try FreePBX.pbxctl(arguments: ["extension"] + words)
            #expect(outcome.status == 7, "\(words): \(outcome.errors)")
            #expect(outcome.errors.contains("deviceanduser"))
        }
        #expect(try FreePBX.done("extension", "show", "1001")["name"] as? String == "Alice Example")
        #expect(try FreePBX.list("extension", "list").count > 50 && FreePBX.list("did", "list").count > 10)
        #expect(try FreePBXContents.read() == before)
    }

    @Test("without a module is read and written as far as it goes")
    func missingModules() throws {
        let number = Numbers.extension()
        let tables = ["findmefollow", "ringgroups", "kvstore_FreePBX_modules_Paging", "callrecording_module", "vmblast", "daynight"]
        let present = try tables.filter { try Lab.mysql("SHOW TABLES LIKE '\($0)';").count == 1 }
        for table in present { _ = try Lab.mysql("RENAME TABLE \(table) TO aside_\(table);") }
        defer { for table in present { _ = try? Lab.mysql("RENAME TABLE aside_\(table) TO \(table);") } }
        try FreePBX.done("extension", "add", number, "--voicemail")
        #expect(try FreePBX.done("extension", "show", number)["voicemail"] as? Bool == true)
        #expect(try FreePBX.pbxctl("extension", "set", number, "--followme").status == 7)
        #expect(try FreePBX.list("did", "list").count > 10)
        let did = Numbers.did()
        try FreePBX.done("did", "add", did, "--to", "extension:\(number)")
        #expect(try FreePBX.pbxctl("did", "set", did, "--to", "ringgroup:600").status == 3)
        try FreePBX.done("did", "delete", did, "--yes")
        try FreePBX.done("extension", "delete", number, "--yes")
        #expect(try FreePBXContents.read().traces(of: number) == [])
    }
}
