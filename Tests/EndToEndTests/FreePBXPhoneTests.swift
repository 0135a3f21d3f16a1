import Foundation
import Testing

@Suite("FreePBX: phones and their secrets", .serialized)
struct FreePBXPhoneTests {
    private func contacts(_ number: String) throws -> Int {
        try Lab.asterisk("database show registrar").split(separator: "\n").count { $0.hasPrefix("/registrar/contact/\(number);@") }
    }

    @Test("a new secret is printed once, the old one and its registration are worth nothing any more")
    func rotate() throws {
        let number = Numbers.extension()
        defer { FreePBX.remove(number) }
        let old = try FreePBX.addPhone(number)
        #expect(try Phone(number, secret: old).register().isRegistered)
        #expect(try contacts(number) == 1)
        let dry = try FreePBX.pbxctl("extension", "rotate-secret", number, "--dry-run")
        #expect(try contacts(number) == 1 && !dry.output.contains(old))
        let report = try FreePBX.done("extension", "rotate-secret", number, "--apply")
        let new = try #require(report["secret"] as? String)
        #expect(new != old && new.count == 32)
        #expect(try contacts(number) == 0)
        #expect(try Lab.mysql("SELECT data FROM sip WHERE id = '\(number)' AND keyword = 'secret';") == [new])
        #expect(try !Phone(number, secret: old).register().isRegistered)
        #expect(try Phone(number, secret: new).register().isRegistered)
        // Nowhere but in that one answer.
        for words in [["history", "--all"], ["history", "show", try #require(FreePBX.list("history").first?["id"] as? String)], ["extension", "show", number]] {
            #expect(try !FreePBX.pbxctl(arguments: words).output.contains(new), "\(words)")
        }
    }

    @Test("several are rotated by a pattern, into a file that nobody else can read; nothing is written where nothing is changed")
    func pattern() throws {
        let numbers = [Numbers.extension(), Numbers.extension()].sorted()
        defer { numbers.forEach(FreePBX.remove) }
        let old = try numbers.map { try FreePBX.done("extension", "add", $0)["secret"] as? String ?? "" }
        let folder = try Folder()
        let path = folder.path + "/secrets"
        let glob = "{\(numbers[0]),\(numbers[1])}"
        #expect(try FreePBX.pbxctl("extension", "rotate-secret", "--match", glob, "--secret-out", path).status == 3, "no such pattern")
        #expect(!FileManager.default.fileExists(atPath: path))
        let both = zip(numbers[0], numbers[1]).map { "[\($0)\($1)]" }.joined()
        let report = try FreePBX.pbxctl("extension", "rotate-secret", "--match", both, "--secret-out", path)
        #expect(report.status == 0, "\(report.errors)")
        #expect(try (report.object()["set"] as? [String])?.filter(numbers.contains) == numbers)
        #expect(try (report.object()["secrets"] as? [Any])?.isEmpty == true)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        for (number, former) in zip(numbers, old) {
            let new = try #require(lines.first { $0[0] == number }?[1])
            #expect(new != former && !report.output.contains(new) && !report.errors.contains(new))
            #expect(try Lab.mysql("SELECT data FROM sip WHERE id = '\(number)' AND keyword = 'secret';") == [new])
        }
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(try FreePBX.pbxctl("extension", "rotate-secret", numbers[0], "--secret-out", path).status == 4)
        let other = folder.path + "/other"
        #expect(try FreePBX.withoutManager("extension", "rotate-secret", numbers[0], "--secret-out", other).status == 5)
        #expect(!FileManager.default.fileExists(atPath: other))
        for words in [[], ["1001", "--match", "1*"], ["1001", "--secret-out", other, "--plan-out", other + "2"]] {
            #expect(try FreePBX.pbxctl(arguments: ["extension", "rotate-secret"] + words).status == 2, "\(words)")
        }
        #expect(try FreePBX.pbxctl("extension", "rotate-secret", "9999").status == 3)
        #expect(try FreePBX.pbxctl("extension", "rotate-secret", "1009").status == 4, "a virtual extension")
    }

    @Test("a registration is dropped, and the phone can come back")
    func drop() throws {
        let phone = try Phone("1003")
        #expect(try phone.register().isRegistered)
        #expect(try FreePBX.list("registration", "drop", "1003", "--dry-run").count == 1)
        #expect(try contacts("1003") == 1)
        let dropped = try FreePBX.list("registration", "drop", "1003")
        #expect(dropped.count == 1 && dropped[0]["status"] as? String == "registered")
        #expect(try contacts("1003") == 0)
        #expect(try FreePBX.list("registration", "show", "1003").isEmpty)
        let again = try FreePBX.pbxctl("registration", "drop", "1003")
        #expect(try again.status == 0 && again.array().isEmpty && again.errors.contains("no phone is registered"))
        #expect(try FreePBX.pbxctl("registration", "drop", "9999").status == 3)
        #expect(try phone.register().isRegistered)
        #expect(try FreePBX.withReporter("registration", "drop", "1003").status == 6)
        _ = try FreePBX.list("registration", "drop", "1003")
        guard try FreePBX.hasChanSIP else { return }
        try Phone.answering("1800", usesChanSIP: true) { () throws -> Void in
            #expect(try FreePBX.list("registration", "drop", "1800").count == 1)
            #expect(try FreePBX.list("registration", "show", "1800").isEmpty)
        }
    }

    @Test("a NOTIFY reaches the phone, in the words of its maker")
    func notify() throws {
        #expect(try Phone("1004").register().isRegistered)
        let shown = try #require(FreePBX.list("registration", "show", "1004").first)
        let listener = try DatagramListener(port: try #require(shown["port"] as? Int))
        #expect(try FreePBX.list("phone", "notify", "1004", "--dry-run").count == 1)
        let told = try FreePBX.list("phone", "notify", "1004")
        #expect(told.count == 1 && told[0]["contact"] as? String == shown["contact"] as? String)
        #expect(try listener.message(beginning: "NOTIFY sip:1004@").contains("Event: check-sync\r\n"))
        _ = try FreePBX.list("phone", "notify", "1004", "--event", "reboot")
        var reboot = ""
        for _ in 0..<5 where !reboot.contains("reboot=true") { reboot = try listener.message(beginning: "NOTIFY sip:1004@") }
        #expect(reboot.contains("Event: check-sync;reboot=true\r\n"))
        _ = try FreePBX.list("registration", "drop", "1004")
        #expect(try FreePBX.pbxctl("phone", "notify", "1004").status == 3)
        #expect(try FreePBX.pbxctl("phone", "notify", "9999").status == 3)
        #expect(try FreePBX.pbxctl("phone", "notify", "1004", "--event", "explode").status == 2)
    }

    @Test("a copy has the settings of the other extension and a secret of its own; FreePBX's extensions cannot be off")
    func copy() throws {
        let (source, number) = (Numbers.extension(), Numbers.extension())
        defer { [source, number].forEach(FreePBX.remove) }
        let made = try FreePBX.done(
            "extension", "add", source, "--name", "Source", "--voicemail", "--email", "source@example.com", "--outboundcid", "15551230042",
            "--ring-seconds", "33", "--rec-external-in", "always", "--no-call-waiting", "--account-code", "sales")
        _ = try Lab.mysql("UPDATE sip SET data = 'alaw&g722' WHERE id = '\(source)' AND keyword = 'allow'; INSERT INTO sip VALUES ('\(source)', 'labs_own', 'yes', 99); UPDATE users SET mohclass = 'lounge' WHERE extension = '\(source)';")
        _ = try Lab.asterisk("database put AMPUSER \(source)/cwtone enabled")
        // A word of FreePBX's own, which pbxctl has no name for.
        _ = try Lab.asterisk("database put AMPUSER \(source)/recording/out/internal yes")
        let report = try FreePBX.done("extension", "copy", source, number, "--name", "Copy")
        #expect((report["secret"] as? String)?.count == 32 && report["secret"] as? String != made["secret"] as? String)
        #expect(report["voicemail_pin"] as? String != nil && report["reload_needed"] as? Bool == true)
        let (first, second) = (try FreePBX.done("extension", "show", source), try FreePBX.done("extension", "show", number))
        let own: Set = ["extension", "name", "email", "secret", "voicemail_pin"]
        for (key, value) in first where !own.contains(key) { #expect(second[key] as? NSObject == value as? NSObject, "\(key)") }
        #expect(second["name"] as? String == "Copy" && second["email"] is NSNull)
        let rows = try Lab.mysql("SELECT keyword, data FROM sip WHERE id = '\(number)';")
        #expect(rows.contains("allow\talaw&g722") && rows.contains("labs_own\tyes") && rows.contains("dial\tPJSIP/\(number)"))
        #expect(rows.contains("callerid\tCopy <\(number)>") && !rows.contains { $0.contains(source) }, "\(rows)")
        #expect(try Lab.mysql("SELECT mohclass FROM users WHERE extension = '\(number)';") == ["lounge"])
        #expect(try Lab.astDB("AMPUSER", "\(number)/cwtone") == "enabled")
        #expect(try Lab.astDB("AMPUSER", "\(number)/recording/out/internal") == "yes")
        #expect(try Lab.astDB("AMPUSER", "\(number)/recording/in/external") == "force")
        // Nothing of the other's but what it is set to: neither its routes nor its phone.
        #expect(try Lab.asterisk("database show registrar").contains("contact/\(number);") == false)
        #expect(try Lab.mysql("SELECT COUNT(*) FROM incoming WHERE destination LIKE '%,\(number),%';") == ["0"])
        #expect(try FreePBX.pbxctl("extension", "copy", source, number).status == 4)
        #expect(try FreePBX.done("extension", "copy", source, number, "--if-not-exists")["changed"] as? Bool == false)
        #expect(try FreePBX.pbxctl("extension", "copy", "9999", "6299").status == 3)
        for verb in ["enable", "disable"] {
            let refused = try FreePBX.pbxctl("extension", verb, "1001")
            #expect(refused.status == 7 && refused.errors.contains("rotate-secret"), "\(refused.errors)")
        }
    }
}
