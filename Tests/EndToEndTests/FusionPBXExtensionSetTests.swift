import Foundation
import Testing

@Suite("FusionPBX: changing extensions, read back from the stores")
struct FusionPBXExtensionSetTests {
    static let stamps: Set = ["update_date", "update_user"]

    @Test("touches the named column and nothing else", arguments: FusionPBX.allCases, [
        (["--name", "New name"], ["effective_caller_id_name"]),
        (["--outboundcid", "\"Out\" <12085550001>"], ["outbound_caller_id_name", "outbound_caller_id_number"]),
        (["--emergencycid", "12085550911"], ["emergency_caller_id_number"]),
        (["--ring-seconds", "44"], ["call_timeout"]), (["--description", "other"], ["description"]),
        (["--account-code", "x9"], ["accountcode"]), (["--no-enabled"], ["enabled"]),
        (["--rec-external-out", "always"], ["user_record"]), (["--secret-file", "-"], ["password"]),
        (["--followme"], ["follow_me_uuid", "follow_me_enabled"]),
        (["--email", "new@example.test"], []), (["--voicemail"], []),
    ] as [([String], [String])])
    func oneColumn(_ version: FusionPBX, _ change: ([String], [String])) throws {
        // Where the types of the columns make no difference once is enough.
        let isTyped = !Set(change.0).isDisjoint(with: ["--no-enabled", "--followme", "--voicemail", "--rec-external-out"])
        guard version == .native || isTyped else { return }
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        try office.done("extension", "add", number, "--name", "Before", "--email", "old@example.test", "--description", "one")
        let before = (try office.extensionRow(number), try office.mailbox(number))
        let outcome = try office.run(["extension", "set", number] + change.0, input: "An0ther-Secret\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let changed = differences(before.0, try office.extensionRow(number)).subtracting(Self.stamps)
        #expect(changed == Set(change.1))
        let mailboxChange = differences(before.1, try office.mailbox(number)).subtracting(Self.stamps)
        let expected: Set<String> =
            change.0.contains("--email") ? ["voicemail_mail_to"] : change.0.contains("--voicemail") ? ["voicemail_enabled"] : []
        #expect(mailboxChange == expected)
        let again = try office.run(["extension", "set", number] + change.0, input: "An0ther-Secret\n")
        #expect(try again.object()["changed"] as? Bool == false, "a second run changes nothing")
    }

    @Test("clears with an empty value", arguments: FusionPBX.allCases)
    func clear(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        try office.done(
            "extension", "add", number, "--outboundcid", "\"N\" <12085550001>", "--email", "a@example.test", "--voicemail",
            "--emergencycid", "911", "--description", "d", "--account-code", "c")
        try office.done(
            "extension", "set", number, "--outboundcid", "", "--outbound-caller-id-name", "", "--email", "", "--emergencycid",
            "", "--description", "", "--account-code", "", "--name", "")
        let row = try office.extensionRow(number)
        for column in [
            "outbound_caller_id_name", "outbound_caller_id_number", "emergency_caller_id_number", "description", "accountcode",
            "effective_caller_id_name",
        ] { #expect(row[column] == .some(nil), "\(column)") }
        #expect(try office.mailbox(number)["voicemail_mail_to"] == .some(nil))
        for option in ["--secret-file", "--voicemailpassword-file"] {
            #expect(try office.pbxctl("extension", "set", number, option, "-", input: "\n").status == 2)
        }
    }

    @Test("makes a new secret live: the cached one is gone, the old phone too, and no other", arguments: FusionPBX.allCases)
    func secret(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let user = "\(number)@\(FusionPBXOffice.domain)"
        let first = try #require(try office.done("extension", "add", number)["secret"] as? String)
        try office.node.write(
            "registrations", "\(user) internal 127.0.0.1:7001", "1001@\(FusionPBXOffice.domain) internal 127.0.0.1:7002",
            "\(number)@\(FusionPBXOffice.branch) internal 127.0.0.1:7003")
        #expect(try office.node.ask("user_data \(user) param password") == first)
        for key in ["directory:\(number)@\(FusionPBXOffice.branch)", "directory:1\(number)@\(FusionPBXOffice.domain)", "dialplan:public", "setting:x"] {
            try office.node.cache(key)
        }
        let kept = try office.node.cacheFiles().subtracting(["directory.\(user)"])
        let outcome = try office.pbxctl("extension", "set", number, "--secret", "-", input: "Brand-new-1\n")
        #expect(outcome.status == 0 && !outcome.output.contains("Brand-new-1"), "\(outcome.errors)")
        #expect(try office.node.cacheFiles() == kept)
        #expect(try office.node.ask("user_data \(user) param password") == "Brand-new-1")
        #expect(try office.node.ask("sofia_contact \(user)") == "error/user_not_registered")
        #expect(try office.node.ask("sofia_contact 1001@\(FusionPBXOffice.domain)").contains("7002"))
        #expect(try office.node.ask("sofia_contact \(number)@\(FusionPBXOffice.branch)").contains("7003"))
        let flushes = try office.node.commands().filter { $0.contains("flush_inbound_reg") }
        #expect(Set(flushes) == ["internal", "external"].map { "api sofia profile \($0) flush_inbound_reg \(user)" }.reduce(into: []) { $0.insert($1) })
    }

    @Test("stops a disabled extension at once, and its phone stays registered where only its name changes")
    func disabled() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let user = "\(number)@\(FusionPBXOffice.domain)"
        try office.done("extension", "add", number)
        try office.node.write("registrations", "\(user) internal 127.0.0.1:7001")
        #expect(try office.node.ask("user_exists id \(number) \(FusionPBXOffice.domain)") == "true")
        try office.done("extension", "set", number, "--name", "Renamed")
        #expect(try office.node.ask("user_data \(user) var effective_caller_id_name") == "Renamed")
        #expect(try office.node.ask("sofia_contact \(user)").contains("7001"))
        try office.done("extension", "set", number, "--no-enabled")
        #expect(try office.node.ask("user_exists id \(number) \(FusionPBXOffice.domain)") == "false")
        #expect(try office.node.ask("sofia_contact \(user)") == "error/user_not_registered")
        try office.done("extension", "set", number, "--enabled")
        #expect(try office.node.ask("user_exists id \(number) \(FusionPBXOffice.domain)") == "true")
    }

    @Test("gives the alias the mailbox and clears both cache entries", arguments: FusionPBX.allCases)
    func alias(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let (number, alias) = (Numbers.extension(), Numbers.extension())
        defer { office.remove(number) }
        try office.done("extension", "add", number)
        try office.sql("UPDATE v_extensions SET number_alias = '\(alias)' WHERE extension = '\(number)'")
        for name in [number, alias] {
            #expect(try office.node.ask("user_exists id \(name) \(FusionPBXOffice.domain)") == "true")
            #expect(try office.node.isCached("directory:\(name)@\(FusionPBXOffice.domain)"))
        }
        try office.done("extension", "set", number, "--name", "With alias")
        for name in [number, alias] { #expect(try !office.node.isCached("directory:\(name)@\(FusionPBXOffice.domain)")) }
    }
}
