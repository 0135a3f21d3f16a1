import Foundation
import Testing

/// One thing is broken, and exactly that is found.
@Suite("doctor, where one thing is wrong:", .serialized)
struct DoctorBreakageTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    struct Found {
        var links: [[String: Any]]
        var status: Int32?
        var errors: String

        subscript(link: String) -> (status: String, found: String, remedy: String) {
            let one = links.first { $0["link"] as? String == link && $0["status"] as? String != "ok" } ?? links.first { $0["link"] as? String == link }
            return (one?["status"] as? String ?? "absent", one?["found"] as? String ?? "", one?["remedy"] as? String ?? "")
        }
    }

    private func doctor(_ words: [String] = [], environment: [String: String] = [:]) throws -> Found {
        let outcome = try Program.run(arguments: ["doctor", "-o", "json", "--connect-timeout", "2"] + words, environment: environment)
        return Found(links: try outcome.array(), status: outcome.status, errors: outcome.errors)
    }

    /// That it is what has failed first, with what, a remedy and the status.
    private func expectFailure(
        _ found: Found, _ link: String, status: Int32, _ words: String, remedy: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let first = found.links.first { $0["status"] as? String == "failed" }?["link"] as? String
        #expect(first == link && found.status == status, "\(found)", sourceLocation: sourceLocation)
        #expect(words.isEmpty || found[link].found.contains(words), "\(found[link])", sourceLocation: sourceLocation)
        #expect(remedy.isEmpty ? !found[link].remedy.isEmpty : found[link].remedy.contains(remedy), "\(found[link])", sourceLocation: sourceLocation)
    }

    /// That it is told, and counts only for those who ask.
    private func expectWarning(
        _ link: String, _ words: String, remedy: String, _ options: [String], environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try doctor(options, environment: environment)
        #expect(found[link].status == "warning" && found[link].found.contains(words), "\(found[link]) \(found.errors)", sourceLocation: sourceLocation)
        #expect(found[link].remedy.contains(remedy) && found.status == 0, "\(found[link]) \(found.errors)", sourceLocation: sourceLocation)
        #expect(try doctor(options + ["--exit-code"], environment: environment).status == 9, sourceLocation: sourceLocation)
    }

    private static let office = ["--profile", "freepbx"]

    /// The lab's profile with some settings replaced.
    private func profile(_ settings: [String: String]) throws -> [String: String] { try FreePBX.environment(replacing: settings) }

    // MARK: - This machine

    @Test("others may change the profile file, or it belongs to somebody")
    func configurationMode() throws {
        let file = try folder.write(String(contentsOfFile: Lab.configuration, encoding: .utf8), to: "config")
        try FileManager.default.setAttributes([.posixPermissions: 0o664], ofItemAtPath: file)
        try expectWarning("configuration", "can be changed by others (mode 0664)", remedy: "chmod go-w \(file)", ["--config", file] + Self.office)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        guard geteuid() == 0 else { return }
        try FileManager.default.setAttributes([.ownerAccountID: 12345], ofItemAtPath: file)
        try expectWarning("configuration", "belongs to another user", remedy: "chown root \(file)", ["--config", file] + Self.office)
    }

    @Test("a password file is missing, empty, several lines, or open to others")
    func passwordFiles() throws {
        for key in ["database_password_file", "manager_password_file"] {
            expectFailure(try doctor(Self.office, environment: profile([key: "/nonexistent/pass"])), "profile", status: 3, "/nonexistent/pass", remedy: "")
            let empty = try Scratch.file("")
            expectFailure(try doctor(Self.office, environment: profile([key: empty])), "profile", status: 2, "is empty", remedy: "write the password")
            let lines = try Scratch.file("a\nb\n")
            expectFailure(try doctor(Self.office, environment: profile([key: lines])), "profile", status: 2, "is not one line", remedy: "nothing but the password")
            let open = try Scratch.file("secret-of-a-test\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: open)
            let found = try doctor(Self.office, environment: profile([key: open]))
            expectFailure(found, "profile", status: 6, "other users can read it", remedy: "chmod 600 \(open)")
            #expect(!"\(found)".contains("secret-of-a-test"))
        }
    }

    @Test("the profile is unknown, of no kind, or says nonsense")
    func profileText() throws {
        expectFailure(try doctor(["--profile", "freepbxx"]), "profile", status: 3, "freepbxx", remedy: "did you mean freepbx")
        expectFailure(try doctor(Self.office, environment: profile(["kind": "asterisknow"])), "profile", status: 2, "not a kind of PBX", remedy: "freepbx, fusionpbx")
        expectFailure(try doctor(Self.office, environment: profile(["time_zone": "Mars/Olympus"])), "profile", status: 2, "no such time zone", remedy: "list-timezones")
        expectFailure(try doctor(Self.office, environment: profile(["manager": "ami://admin@127.0.0.1:99999"])), "profile", status: 2, "", remedy: "ami://")
    }

    @Test("a client library is missing", .enabled(if: Namespace.isAllowed), arguments: [("libmariadb", "freepbx"), ("libpq", "fusionpbx")])
    func clientLibrary(name: String, profile: String) throws {
        let outcome = try Namespace.run(
            """
            ldconfig -p | grep -o '/[^ ]*/\(name)\\.so[.0-9]*$' | while read -r file; do mount --bind /dev/null "$(readlink -f "$file")"; done
            exec "$PBXCTL" --profile \(profile) doctor -o json
            """,
            environment: ["PBXCTL": Program.path, "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE")])
        let found = Found(links: try outcome.array(), status: outcome.status, errors: outcome.errors)
        #expect(found["database"].status == "failed" && found["database"].remedy.contains(name), "\(found)")
        #expect(found.status != 0)
    }

    @Test("the journal's folder is open, somebody else's, nowhere, or keeps a change that was broken off")
    func journal() throws {
        let state = folder.path + "/state"
        let environment = ["PBXCTL_STATE": state]
        #expect(try doctor(Self.office, environment: environment)["journal"].found.contains("made with the first change"))
        #expect(try FreePBX.pbxctl("callflow", "set", "0", "alternate", environment: environment).status == 0)
        #expect(try FreePBX.pbxctl("callflow", "set", "0", "normal", environment: environment).status == 0)
        #expect(try doctor(Self.office, environment: environment)["journal"].status == "ok")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: state)
        try expectWarning("journal", "others may look into it (mode 0755)", remedy: "chmod 700 \(state)", Self.office, environment: environment)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: state)
        if geteuid() == 0 {
            try FileManager.default.setAttributes([.ownerAccountID: 12345], ofItemAtPath: state)
            expectFailure(try doctor(Self.office, environment: environment), "journal", status: 6, "cannot be written", remedy: "PBXCTL_STATE")
            try FileManager.default.setAttributes([.ownerAccountID: 0], ofItemAtPath: state)
        }
        // The first line is the plan; what became of it is added below.
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: state + "/history").sorted().last)
        let plan = try String(contentsOfFile: "\(state)/history/\(name)", encoding: .utf8).split(separator: "\n").first ?? ""
        try FileManager.default.createDirectory(atPath: state + "/pending", withIntermediateDirectories: true)
        try (plan + "\n").write(toFile: "\(state)/pending/\(name)", atomically: false, encoding: .utf8)
        try FileManager.default.removeItem(atPath: "\(state)/history/\(name)")
        try expectWarning("journal", String(name.dropLast(5)), remedy: "pbxctl recover", Self.office, environment: environment)
        #expect(try FreePBX.pbxctl("recover", environment: environment).status == 0)
        #expect(try doctor(Self.office, environment: environment)["journal"].status == "ok")
        let nowhere = try Program.shell("env -i PATH=\"$PATH\" PBXCTL_CONFIG=\"$PBXCTL_CONFIG\" pbxctl --profile freepbx doctor -o json || true")
        if geteuid() != 0 { #expect(nowhere.output.contains("HOME is not set")) }
    }

    @Test("the disk is full, here or on the PBX", .enabled(if: Namespace.isAllowed))
    func disk() throws {
        for (place, link) in [(folder.path + "/full", "journal disk"), (Lab.value("LAB_ASTERISK_SPOOL") + "/voicemail", "disk")] {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            for (megabytes, status) in [(1, "failed"), (50, "warning")] {
                let outcome = try Namespace.run(
                    """
                    mount -t tmpfs -o size=\(megabytes)m,mode=700 tmpfs "$PLACE"
                    exec "$PBXCTL" --profile freepbx doctor -o json
                    """,
                    environment: [
                        "PBXCTL": Program.path, "PLACE": place, "PBXCTL_CONFIG": Lab.configuration,
                        "PBXCTL_STATE": link == "disk" ? Lab.value("PBXCTL_STATE") : place,
                    ])
                let found = Found(links: try outcome.array(), status: outcome.status, errors: outcome.errors)
                #expect(found[link].status == status && found[link].found.contains(" MB free on \(place)"), "\(found[link])")
                #expect(found[link].remedy.contains("make room") && found.status == (status == "failed" ? 1 : 0))
            }
        }
    }

    @Test("FusionPBX's disk is full", .enabled(if: Namespace.isAllowed), arguments: FusionPBX.allCases)
    func fusionPBXDisk(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let place = office.folder.path + "/storage/voicemail"
        for (megabytes, status) in [(1, "failed"), (50, "warning")] {
            let outcome = try Namespace.run(
                """
                mount -t tmpfs -o size=\(megabytes)m,mode=700 tmpfs "$PLACE"
                exec "$PBXCTL" --profile office doctor -o json
                """,
                environment: [
                    "PBXCTL": Program.path, "PLACE": place, "PBXCTL_CONFIG": office.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE"),
                ])
            let found = Found(links: try outcome.array(), status: outcome.status, errors: outcome.errors)
            #expect(found["disk"].status == status && found["disk"].found.contains(" MB free on \(place)"), "\(found["disk"])")
            #expect(found["disk"].remedy.contains("make room") && found.status == (status == "failed" ? 1 : 0), "\(found)")
        }
    }

    // MARK: - The way to the PBX

    @Test("a host name is nobody's, a port is wrong, a unix socket is not there")
    func addresses() throws {
        let name = "no..such..name"
        expectFailure(
            try doctor(Self.office, environment: profile(["database": "mysql://freepbxuser@\(name):3306/asterisk"])), "database", status: 5, name, remedy: "")
        expectFailure(try doctor(Self.office, environment: profile(["manager": "ami://admin@\(name):5038"])), "manager", status: 5, name, remedy: "")
        expectFailure(
            try doctor(Self.office, environment: profile(["cdr_database": "mysql://freepbxuser@127.0.0.1:1/asteriskcdrdb"])), "call records",
            status: 5, "127.0.0.1:1", remedy: "port 1")
        expectFailure(
            try doctor(Self.office, environment: profile(["manager": "ami://admin@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))"])), "manager", status: 5,
            "127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))", remedy: "port")
        expectFailure(
            try doctor(Self.office, environment: profile(["host": "ssh:nobody@127.0.0.1:1"])), "host", status: 5, "127.0.0.1", remedy: "")
    }

    @Test("the server's certificate is not to be trusted, and TLS was asked for")
    func certificate() throws {
        let address = "mysql://freepbxuser@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/asterisk?ssl-mode=VERIFY_IDENTITY"
        expectFailure(try doctor(Self.office, environment: profile(["database": address])), "database", status: 5, "certificate", remedy: "ssl-ca")
    }

    @Test("the profile file may not be read", .enabled(if: geteuid() == 0))
    func unreadable() throws {
        let file = try folder.write(String(contentsOfFile: Lab.configuration, encoding: .utf8), to: "config")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        let outcome = try Program.start(
            "/usr/bin/setpriv", ["--reuid=12345", "--regid=12345", "--clear-groups", Program.path, "--config", file, "doctor", "-o", "json"],
            input: "", environment: ["PATH": "/usr/bin:/bin", "PBXCTL_STATE": folder.path + "/own"], deadline: 30)
        let found = Found(links: try outcome.array(), status: outcome.status, errors: outcome.errors)
        #expect(found["profile"].status == "failed" && found["profile"].found.contains(file) && found.status == 6, "\(found)")
        #expect(!found["profile"].remedy.isEmpty)
    }

    @Test("Asterisk may not write voicemail.conf, or a mailbox is still locked by what was broken off")
    func voicemail() throws {
        let file = Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf"
        let before = try FileManager.default.attributesOfItem(atPath: file)
        let mode = try #require(before[.posixPermissions] as? Int)
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file)
        defer { try? FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file) }
        expectFailure(try doctor(Self.office), "voicemail.conf", status: 6, "may not write it", remedy: "chmod 664")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)

        let box = Lab.value("LAB_ASTERISK_SPOOL") + "/voicemail/default/1001"
        let lock = box + "/.pbxctl-lock"
        #expect(FileManager.default.createFile(atPath: lock, contents: nil, attributes: [.modificationDate: Date(timeIntervalSinceNow: -600)]))
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -600)], ofItemAtPath: lock)
        defer { try? FileManager.default.removeItem(atPath: lock) }
        try expectWarning("mailbox locks", box, remedy: "pbxctl recover", Self.office)
    }

    @Test("a table's privilege is missing, in FreePBX's database and in FusionPBX's")
    func grants() throws {
        let password = try Lab.secret("LAB_MYSQL_PASSWORD_FILE")
        let tables = try Lab.mysql("SHOW TABLES;").map { "GRANT SELECT, INSERT, UPDATE ON asterisk.`\($0)` TO pbxctlgrants@'127.0.0.1';" }
        try DatabaseAdministrator.mysql(
            "CREATE OR REPLACE USER pbxctlgrants@'127.0.0.1' IDENTIFIED BY '\(password)';" + tables.joined()
                + "GRANT DELETE ON asterisk.users TO pbxctlgrants@'127.0.0.1'; GRANT SELECT ON asteriskcdrdb.* TO pbxctlgrants@'127.0.0.1';")
        defer { try? DatabaseAdministrator.mysql("DROP USER pbxctlgrants@'127.0.0.1';") }
        let found = try doctor(Self.office, environment: profile(["database": "mysql://pbxctlgrants@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/asterisk"]))
        expectFailure(found, "grants", status: 6, "no DELETE on devices, sip", remedy: "docs/security.md")
        #expect(!found["grants"].found.contains("INSERT") && !found["grants"].found.contains(" users"))

        let role = "pbxctl_grants_test"
        try DatabaseAdministrator.postgres(
            """
            DROP ROLE IF EXISTS \(role); CREATE ROLE \(role) LOGIN PASSWORD '\(try Lab.secret("LAB_PG_PASSWORD_FILE"))';
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \(role); REVOKE INSERT ON v_ring_groups FROM \(role);
            """)
        defer { try? DatabaseAdministrator.postgres("DROP OWNED BY \(role); DROP ROLE \(role);") }
        let office = try FusionPBXOffice(user: role)
        defer { office.close() }
        let other = try doctor(["--config", office.configuration, "--profile", "office"])
        expectFailure(other, "grants", status: 6, "no INSERT on v_ring_groups", remedy: "docs/security.md")
    }

    @Test("a class of the manager's user is missing")
    func managerClasses() throws {
        func user(_ name: String) throws -> [String: String] { ["PBXCTL_CONFIG": try FreePBX.configuration(managerUser: name)] }
        try expectWarning("manager actions", "Originate (call originate)", remedy: "originate in its write= line", Self.office, environment: user("nooriginate"))
        expectFailure(try doctor(Self.office, environment: user("nosystem")), "manager", status: 6, "DBPut", remedy: "system")
        expectFailure(try doctor(Self.office, environment: user("noconfig")), "manager", status: 6, "UpdateConfig", remedy: "config")
        expectFailure(try doctor(Self.office, environment: user("nouser")), "manager", status: 6, "VoicemailRefresh", remedy: "user")
    }

    // MARK: - The PBX

    @Test("the clocks differ")
    func clocks() throws {
        // What the reader's sessions believe the time to be.
        try DatabaseAdministrator.mysql(
            "SET GLOBAL init_connect = \"SET timestamp = IF(USER() LIKE 'freepbxreader@%', UNIX_TIMESTAMP() + 600, 0)\";")
        defer { try? DatabaseAdministrator.mysql("SET GLOBAL init_connect = '';") }
        let found = try doctor(Self.office, environment: profile(["database": "mysql://freepbxreader@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/asterisk"]))
        // The reader may not write: that comes first, and ends the examination of what lies behind the database.
        #expect(found["database"].status == "failed")
        try DatabaseAdministrator.mysql("SET GLOBAL init_connect = \"SET timestamp = IF(USER() LIKE 'freepbxuser@%', UNIX_TIMESTAMP() + 600, 0)\";")
        let ahead = try doctor(Self.office)
        try DatabaseAdministrator.mysql("SET GLOBAL init_connect = '';")
        #expect(ahead["clock"].status == "warning" && ahead["clock"].remedy.contains("keep time"), "\(ahead["clock"])")
        #expect(ahead["clock"].found.firstMatch(of: /is (59\d|60\d) s ahead of this machine's/) != nil, "\(ahead["clock"])")
        #expect(try doctor(Self.office)["clock"].status == "ok")
    }

    @Test("versions that nobody has tried")
    func versions() throws {
        let own = try #require(try Lab.mysql("SELECT value FROM admin WHERE variable = 'version';").first)
        defer { _ = try? Lab.mysql("UPDATE admin SET value = '\(own)' WHERE variable = 'version';") }
        _ = try Lab.mysql("UPDATE admin SET value = '12.0.1' WHERE variable = 'version';")
        try expectWarning("versions", "FreePBX 12.0.1", remedy: "--dry-run", Self.office)
        let office = try FusionPBXOffice(.text)
        defer { office.close() }
        let other = try #require(try office.sql("SELECT software_version FROM v_software").first)
        defer { _ = try? office.sql("UPDATE v_software SET software_version = '\(other)'") }
        try office.sql("UPDATE v_software SET software_version = '3.8.2'")
        try expectWarning("versions", "FusionPBX 3.8.2", remedy: "--dry-run", ["--config", office.configuration, "--profile", "office"])
    }

    @Test("a change was broken off on another machine, or is being made now")
    func marks() throws {
        _ = try Lab.asterisk("database put pbxctl writing \"20200101-000000-000001 alice elsewhere.example.test\"")
        defer { _ = try? Lab.asterisk("database del pbxctl writing") }
        expectFailure(
            try doctor(Self.office), "unfinished changes", status: 4, "alice made it on elsewhere.example.test", remedy: "recover --forget 20200101-000000-000001")
        _ = try Lab.asterisk("database del pbxctl writing")

        let office = try FusionPBXOffice(.text)
        defer { office.close() }
        let mark = "default_setting_category = 'pbxctl' AND default_setting_value LIKE '20200101-%'"
        try office.sql(
            """
            INSERT INTO v_default_settings (default_setting_uuid, default_setting_category, default_setting_subcategory, default_setting_name,
                default_setting_value, default_setting_enabled)
            VALUES (gen_random_uuid(), 'pbxctl', 'unfinished_change', 'text', '20200101-000000-000001 alice elsewhere.example.test', 'false')
            """)
        defer { _ = try? office.sql("DELETE FROM v_default_settings WHERE \(mark)") }
        try expectWarning(
            "unfinished changes", "alice elsewhere.example.test", remedy: "recover --forget 20200101-000000-000001",
            ["--config", office.configuration, "--profile", "office"])
    }

    @Test("another write holds the lock")
    func lock() throws {
        let holder = try Running(
            "/usr/bin/mariadb",
            ["--protocol=TCP", "--host=127.0.0.1", "--port=\(Lab.value("LAB_MYSQL_PORT"))", "-ufreepbxuser", "-N", "-B", "--unbuffered", "asterisk"],
            environment: ["MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")])
        defer {
            holder.endInput()
            _ = holder.finish()
        }
        holder.type("SELECT CONCAT('held', GET_LOCK('pbxctl:asterisk', 30));\n")
        try Running.until("the lock") { holder.outputSoFar.contains("held1") }
        let found = try doctor(Self.office)
        #expect(found["lock"].status == "warning" && found["lock"].found.contains("another pbxctl") && found["lock"].remedy.contains("wait"), "\(found["lock"])")
    }

    @Test("another write holds FusionPBX's lock; a lock of another program is none", arguments: FusionPBX.allCases)
    func fusionPBXLock(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let holder = try Running(
            "/usr/lib/postgresql/15/bin/psql",
            ["-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-p", Lab.value("LAB_PG_PORT"), "-U", "fusionpbx", "-d", office.database],
            environment: ["PGPASSWORD": try Lab.secret("LAB_PG_PASSWORD_FILE"), "PGAPPNAME": "nightly"])
        defer {
            holder.endInput()
            _ = holder.finish()
        }
        holder.type("BEGIN; SELECT 'own' || pg_advisory_xact_lock(4711);\n")
        try Running.until("a lock") { holder.outputSoFar.contains("own") }
        let options = ["--config", office.configuration, "--profile", "office"]
        #expect(try doctor(options)["lock"].status == "ok")
        // The number that pbxctl takes: the letters of its name.
        holder.type("SELECT 'held' || pg_advisory_xact_lock(x'70627863746C'::bigint);\n")
        try Running.until("the lock") { holder.outputSoFar.contains("held") }
        try expectWarning("lock", "nightly, fusionpbx on 127.0.0.1", remedy: "wait", options)
    }

    @Test("this user may not touch voicemail", .enabled(if: geteuid() == 0))
    func fileRights() throws {
        let user = 12345
        for name in ["database.pass", "manager.pass"] {
            let variable = name == "database.pass" ? "LAB_MYSQL_PASSWORD_FILE" : "LAB_AMI_PASSWORD_FILE"
            try folder.write(Lab.secret(variable) + "\n", to: name)
        }
        let text = try String(contentsOfFile: FreePBX.configuration(replacing: [
            "database_password_file": folder.path + "/database.pass", "cdr_database_password_file": folder.path + "/database.pass",
            "manager_password_file": folder.path + "/manager.pass",
        ]), encoding: .utf8)
        let file = try folder.write(text, to: "config")
        for path in [folder.path, file, folder.path + "/database.pass", folder.path + "/manager.pass"] {
            try FileManager.default.setAttributes([.ownerAccountID: user], ofItemAtPath: path)
        }
        let outcome = try Program.start(
            "/usr/bin/setpriv", ["--reuid=\(user)", "--regid=\(user)", "--clear-groups", Program.path, "--config", file, "--profile", "freepbx", "doctor", "-o", "json"],
            input: "", environment: ["PATH": "/usr/bin:/bin", "PBXCTL_STATE": folder.path + "/own"], deadline: 30)
        let found = Found(links: try outcome.array(), status: outcome.status, errors: outcome.errors)
        #expect(found["file rights"].status == "failed" && found["file rights"].found.contains("/voicemail") && found["file rights"].remedy.contains("Asterisk's user"), "\(found)")
        #expect(found.status == 6)
    }

    @Test("this user may not touch FusionPBX's voicemail", .enabled(if: geteuid() == 0), arguments: FusionPBX.allCases)
    func fusionPBXFileRights(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let user = 12345, files = office.folder.path
        for path in [files, files + "/database.pass", files + "/manager.pass", office.configuration] {
            try FileManager.default.setAttributes([.ownerAccountID: user], ofItemAtPath: path)
        }
        let place = files + "/storage/voicemail"
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: place)
        let outcome = try Program.start(
            "/usr/bin/setpriv",
            ["--reuid=\(user)", "--regid=\(user)", "--clear-groups", Program.path, "--config", office.configuration, "--profile", "office", "doctor", "-o", "json"],
            input: "", environment: ["PATH": "/usr/bin:/bin", "PBXCTL_STATE": folder.path + "/own"], deadline: 30)
        let found = Found(links: try outcome.array(), status: outcome.status, errors: outcome.errors)
        #expect(found["file rights"].status == "failed" && found["file rights"].found.contains(place), "\(found)")
        #expect(found["file rights"].remedy.contains("www-data") && found.status == 6, "\(found)")
    }
}
