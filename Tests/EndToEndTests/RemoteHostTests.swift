import Foundation
import Testing

/// `host = ssh:` and nothing else in the profile. pbxctl runs where nothing of the PBX is in reach but sshd's port.
@Suite("Hosts over ssh", .serialized)
struct RemoteHostTests {
    private static func from(_ place: SSHServer.Place, _ pbx: SSHServer.PBX = .freePBX, _ body: (SSHServer) throws -> Void) throws {
        let server = try SSHServer(pbx, from: place)
        defer { server.stop() }
        try body(server)
    }

    private func spool(_ mailbox: String) -> String { "\(Lab.value("LAB_ASTERISK_SPOOL"))/voicemail/default/\(mailbox)" }

    @Test("one line is a whole profile", arguments: [SSHServer.Place.beside, .elsewhere])
    func profile(_ place: SSHServer.Place) throws {
        try Self.from(place) { server in
            let listed = try server.pbxctl("extension", "list")
            #expect(listed.status == 0, "\(listed.errors) \(server.log)")
            #expect(try listed.array().count == Program.run("--profile", "freepbx", "-o", "json", "extension", "list").array().count)

            let shown = try server.pbxctl("config", "show")
            #expect(shown.status == 0 && shown.output.contains(server.host) && shown.output.contains("/etc/freepbx.conf"), "\(shown.errors)")
            #expect(!shown.output.contains(try Lab.secret("LAB_MYSQL_PASSWORD_FILE")))

            let doctor = try server.pbxctl("doctor")
            #expect(doctor.status == 0, "\(doctor.output) \(doctor.errors)")
            let links = try doctor.array().map { "\($0["link"] as? String ?? "") \($0["status"] as? String ?? "")" }
            #expect(links.contains("host ok") && links.contains("manager ok") && links.contains("files ok"), "\(links)")
        }
    }

    @Test("nothing but sshd is in reach of the namespace")
    func isolation() throws {
        try Self.from(.elsewhere) { server in
            let address = "mysql://freepbxuser@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/asterisk"
            try "[direct]\nkind = freepbx\ndatabase = \(address)\n".write(toFile: server.path("direct"), atomically: true, encoding: .utf8)
            let direct = try server.pbxctl(["extension", "list"], environment: ["PBXCTL_CONFIG": server.path("direct")])
            #expect(direct.status == 5, "\(direct.errors)")
        }
    }

    @Test("extensions, numbers and mailboxes come and go, applied by the host's own fwconsole")
    func writes() throws {
        try Self.from(.elsewhere) { server in
            let (number, did) = (Numbers.extension(), Numbers.did())
            defer {
                FreePBX.remove(number)
                FreePBX.removeInboundNumber(did)
            }
            let added = try server.pbxctl("extension", "add", number, "--name", "It's \"remote\"", "--voicemail")
            #expect(added.status == 0, "\(added.errors)")
            #expect(try Lab.mysql("SELECT name FROM users WHERE extension = '\(number)'") == ["It's \"remote\""])
            #expect(try Lab.astDB("AMPUSER", "\(number)/cidnum") == number)
            #expect(try server.pbxctl("extension", "show", number).object()["name"] as? String == "It's \"remote\"")
            let routed = try server.pbxctl("did", "add", did, "--to", "extension:\(number)")
            #expect(routed.status == 0, "\(routed.errors)")
            #expect(try Lab.mysql("SELECT destination FROM incoming WHERE extension = '\(did)'") == ["from-did-direct,\(number),1"])
            #expect(try server.pbxctl("system", "needreload").object()["reload_needed"] as? Bool == true)
            let reloaded = try server.pbxctl("system", "reload")
            #expect(reloaded.status == 0, "\(reloaded.errors)")
            #expect(try server.pbxctl("system", "needreload").object()["reload_needed"] as? Bool == false)
            #expect(try Lab.asterisk("pjsip show endpoint \(number)").contains("Endpoint:"))

            try leaveMessage(in: number)
            let deleted = try server.pbxctl("did", "delete", did, "--yes")
            #expect(deleted.status == 0, "\(deleted.errors)")
            let gone = try server.pbxctl("extension", "delete", number, "--yes")
            #expect(gone.status == 0, "\(gone.errors)")
            #expect(!FileManager.default.fileExists(atPath: spool(number)) && !FileManager.default.fileExists(atPath: spool(number) + ".deleted"))
            #expect(try Lab.mysql("SELECT name FROM users WHERE extension = '\(number)'").isEmpty)
            #expect(try Lab.astDB("AMPUSER", "\(number)/cidnum") == nil)
        }
    }

    @Test("messages are listed, downloaded, moved and deleted; recordings are downloaded")
    func sounds() throws {
        try Self.from(.elsewhere) { server in
            let number = Numbers.extension()
            defer { FreePBX.remove(number) }
            try FreePBX.done("extension", "add", number, "--voicemail")
            let sound = try leaveMessage(in: number, count: 12)
            let listed = try server.pbxctl("voicemail", "list", number)
            #expect(listed.status == 0, "\(listed.errors)")
            let ids = try listed.array().compactMap { $0["id"] as? String }
            #expect(ids.count == 12)
            let target = server.path("message.wav")
            let got = try server.pbxctl(["voicemail", "download", number, ids[3], target])
            #expect(got.status == 0, "\(got.errors)")
            #expect(try Data(contentsOf: URL(filePath: target)) == sound)

            let deleted = try server.pbxctl(["voicemail", "delete", number, ids[0], ids[5], "--yes"])
            #expect(deleted.status == 0, "\(deleted.errors)")
            let moved = try server.pbxctl(["voicemail", "move", number, ids[1], "--to", "old"])
            #expect(moved.status == 0, "\(moved.errors)")
            // Without gaps and without a lock.
            let expected = (0..<9).flatMap { ["msg000\($0).txt", "msg000\($0).wav"] }
            #expect(try FileManager.default.contentsOfDirectory(atPath: spool(number) + "/INBOX").sorted() == expected)
            #expect(try FileManager.default.contentsOfDirectory(atPath: spool(number) + "/Old").sorted() == ["msg0000.txt", "msg0000.wav"])
            #expect(try server.pbxctl("voicemail", "list", number).array().count == 10)
            let boxes = try server.pbxctl("voicemail", "box", "list")
            #expect(boxes.status == 0, "\(boxes.errors)")
            #expect(boxes.output == (try FreePBX.pbxctl("voicemail", "box", "list").output))
            let owner = try FileManager.default.attributesOfItem(atPath: spool(number) + "/INBOX/msg0000.txt")[.ownerAccountName] as? String
            #expect(owner == Lab.value("LAB_USER"))

            let recording = server.path("welcome.wav")
            let fetched = try server.pbxctl(["recording", "download", "Welcome", recording])
            #expect(fetched.status == 0, "\(fetched.errors)")
            let stored = Lab.value("LAB_ASTERISK_VARLIB") + "/sounds/en/custom/welcome.wav"
            #expect(try Data(contentsOf: URL(filePath: recording)) == Data(contentsOf: URL(filePath: stored)))
        }
    }

    @Test("a FusionPBX: its rows, its event socket, its files")
    func fusionPBX() throws {
        try Self.from(.elsewhere, .fusionPBX) { server in
            let number = Numbers.extension()
            let domain = ["--domain", FusionPBXOffice.domain]
            let shown = try server.pbxctl(["config", "show"] + domain)
            #expect(shown.output.contains("event_socket.conf.xml") && shown.output.contains("/etc/fusionpbx/config.conf"), "\(shown.output)")
            let doctor = try server.pbxctl(["doctor"] + domain)
            #expect(doctor.status == 0, "\(doctor.output) \(doctor.errors)")
            let added = try server.pbxctl(["extension", "add", number, "--name", "Remote", "--voicemail"] + domain)
            #expect(added.status == 0, "\(added.errors)")
            let stored = try Lab.postgres("SELECT effective_caller_id_name FROM v_extensions WHERE extension = '\(number)'")
            #expect(stored == ["Remote"])
            let files = "\(Lab.value("LAB_FUSION_STORAGE"))/voicemail/default/\(FusionPBXOffice.domain)/\(number)"
            try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
            let deleted = try server.pbxctl(["extension", "delete", number, "--yes"] + domain)
            #expect(deleted.status == 0, "\(deleted.errors)")
            try? FileManager.default.removeItem(atPath: files)
            #expect(try Lab.postgres("SELECT 1 FROM v_extensions WHERE extension = '\(number)'").isEmpty)

            let message = try #require(try server.pbxctl(["voicemail", "list", "1001"] + domain).array().first)
            let target = server.path("message.wav")
            let got = try server.pbxctl(["voicemail", "download", "1001", message["id"] as? String ?? "", target] + domain)
            #expect(got.status == 0, "\(got.errors)")
            #expect(try Data(contentsOf: URL(filePath: target)) == Data(contentsOf: URL(filePath: message["file"] as? String ?? "")))
            let recording = server.path("welcome.wav")
            let fetched = try server.pbxctl(["recording", "download", "Welcome", recording] + domain)
            #expect(fetched.status == 0, "\(fetched.errors)")
        }
    }

    @Test("databases on unix sockets are reached, too")
    func unixSockets() throws {
        try Self.from(.elsewhere) { server in
            let database = "mysql://freepbxuser:\(try Lab.secret("LAB_MYSQL_PASSWORD_FILE"))@localhost/asterisk?socket=\(Lab.value("LAB_MYSQL_SOCKET"))"
            let listed = try server.pbxctl(["extension", "list"], settings: ["kind = freepbx", "database = \(database)"])
            #expect(listed.status == 0, "\(listed.errors)")
        }
        try Self.from(.elsewhere, .fusionPBX) { server in
            let database = "postgresql://fusionpbx:\(try Lab.secret("LAB_PG_PASSWORD_FILE"))@/fusionpbx?host=\(Lab.value("LAB_PG_SOCKET_DIR"))&port=\(Lab.value("LAB_PG_PORT"))"
            let listed = try server.pbxctl(["domain", "list"], settings: ["kind = fusionpbx", "database = \(database)"])
            #expect(listed.status == 0, "\(listed.errors)")
        }
    }

    @Test("a host with both, and one with neither, is asked about")
    func kinds() throws {
        try Self.from(.beside, .both) { server in
            let unclear = try server.pbxctl("extension", "list")
            #expect(unclear.status == 2 && unclear.errors.contains("kind = "), "\(unclear.errors)")
            let clear = try server.pbxctl(["domain", "list"], settings: ["kind = fusionpbx"])
            #expect(clear.status == 0, "\(clear.errors)")
        }
        try Self.from(.beside, .none) { server in
            let nothing = try server.pbxctl("extension", "list")
            #expect(nothing.status == 2 && nothing.errors.contains("no PBX found on ssh:"), "\(nothing.errors)")
        }
    }

    @Test("a reload that runs there is waited out by nobody and refused; one that fails is said to have failed")
    func reloads() throws {
        try Self.from(.beside) { server in
            let lock = Lab.value("LAB_ASTERISK_RUN") + "/reload.lock"
            try "\(getpid())".write(toFile: lock, atomically: true, encoding: .utf8)
            let refused = try server.pbxctl("system", "reload")
            try? FileManager.default.removeItem(atPath: lock)
            #expect(refused.status == 4 && refused.output.isEmpty, "\(refused.errors)")
            let failed = try server.pbxctl(["system", "reload"], settings: ["fwconsole = /bin/false"])
            #expect(failed.status == 1 && failed.output.isEmpty, "\(failed.errors)")
            let missing = try server.pbxctl(["system", "reload"], settings: ["fwconsole = /nowhere/fwconsole"])
            #expect(missing.status == 3 && missing.errors.contains("ssh:"), "\(missing.errors)")
            let elsewhere = try server.pbxctl(["system", "reload"], settings: ["asterisk_spool = /nowhere"])
            #expect(elsewhere.status == 5 && elsewhere.errors.contains("asterisk_spool"), "\(elsewhere.errors)")
        }
    }

    @Test("the lock of the PBX's own machine is heeded and held")
    func lock() throws {
        try Self.from(.elsewhere) { server in
            let number = Numbers.extension()
            defer { FreePBX.remove(number) }
            let file = Lab.value("LAB_ASTERISK_RUN") + "/pbxctl.lock"
            let holder = try Running("/usr/bin/flock", [file, "-c", "echo held; cat"], environment: ["PATH": "/usr/bin:/bin"])
            try Running.until("the lock") { holder.outputSoFar.contains("held") }
            let refused = try server.pbxctl("extension", "add", number, "--lock-timeout", "1")
            #expect(refused.status == 4 && refused.errors.contains("pbxctl.lock"), "\(refused.errors)")
            #expect(try Lab.mysql("SELECT 1 FROM users WHERE extension = '\(number)'").isEmpty)
            holder.endInput()
            _ = holder.finish()
            let added = try server.pbxctl("extension", "add", number, "--lock-timeout", "5")
            #expect(added.status == 0, "\(added.errors)")
        }
    }

    /// What leaves a message as Asterisk does; the sound of each.
    @discardableResult
    private func leaveMessage(in mailbox: String, count: Int = 1) throws -> Data {
        let folder = spool(mailbox) + "/INBOX"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let sound = Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        for number in 0..<count {
            let time = 1_700_000_000 + number
            let stem = "\(folder)/msg\(String(10_000 + number).dropFirst())"
            try "[message]\norigmailbox=\(mailbox)\ncallerid=\"A\" <1>\norigtime=\(time)\nmsg_id=\(time)-00000001\nduration=2\n"
                .write(toFile: "\(stem).txt", atomically: true, encoding: .utf8)
            try sound.write(to: URL(filePath: "\(stem).wav"))
        }
        let user = Lab.value("LAB_USER")
        _ = try Program.start("/bin/chown", ["-R", "\(user):", spool(mailbox)], input: "", environment: [:], deadline: 10)
        return sound
    }
}
