import Foundation
import Testing

/// A thousand new extensions against the same rows, keys and lines sent bare: by the database's own client, and over a
/// plain socket to the manager.
@Suite("The speed of an import", .serialized)
struct ImportSpeedTests {
    private static let first = 640_000

    /// The numbers are six digits long, so that nothing else looks like one.
    private func numbers(_ count: Int) -> [String] { (0..<count).map { String(Self.first + $0) } }

    private func file(_ numbers: [String]) throws -> String {
        try Scratch.file("extension,name,voicemail,email\n" + numbers.map { "\($0),Person \($0),true,p\($0)@example.com\n" }.joined())
    }

    private static func isOurs(_ number: String) -> Bool { number.count == 6 && number.hasPrefix("64") }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = Date()
        try body()
        return Date().timeIntervalSince(start)
    }

    @Test("1,000 extensions: the ratio to bare traffic is printed, the stores hold the same")
    func ratio() throws {
        let numbers = numbers(1000)
        defer { try? Bulk.removeAll("freepbx", where: Self.isOurs) }
        let path = try file(numbers)
        let imported = try seconds {
            let outcome = try Bulk.pbxctl("freepbx", "extension", "import", path, "-q", deadline: 300)
            guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
        }
        // One mark for all, and each store has a thousand.
        #expect(try Lab.mysql("SELECT COUNT(*) FROM users WHERE extension LIKE '64____';") == ["1000"])
        #expect(try Lab.mysql("SELECT COUNT(*) FROM devices WHERE id LIKE '64____';") == ["1000"])
        #expect(try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';") == ["true"])
        let traffic = try Traffic(of: "64____")
        #expect(traffic.lines.count == 1000 && traffic.keys.count >= 40_000)
        try Bulk.removeAll("freepbx", where: Self.isOurs)
        #expect(try Lab.mysql("SELECT COUNT(*) FROM sip WHERE id LIKE '64____';") == ["0"])

        let bare = try seconds { try traffic.send() }
        #expect(try Lab.mysql("SELECT COUNT(*) FROM users WHERE extension LIKE '64____';") == ["1000"])
        print(String(
            format: "1,000 extensions: import %.2f s, bare SQL and manager traffic %.2f s, ratio %.2f", imported, bare, imported / bare))
    }

    @Test("Ctrl-C while Asterisk's keys are written takes all of them back")
    func interruptedAmongKeys() throws {
        let before = try Stores.fingerprint("freepbx")
        let path = try file(numbers(400))
        let write = try Running.pbxctl("--profile", "freepbx", "extension", "import", path)
        try Running.until("a key is written", seconds: 60) { try Lab.asterisk("database show AMPUSER").contains("/AMPUSER/640") }
        write.signal(SIGINT)
        let outcome = write.finish(deadline: 60)
        #expect(outcome.signal == SIGINT && outcome.errors.contains("nothing was changed"), "\(outcome)")
        #expect(try Stores.fingerprint("freepbx") == before)
    }

    @Test("the memory of an import grows with its rows, and not faster")
    func memory() throws {
        defer { try? Bulk.removeAll("freepbx", where: Self.isOurs) }
        func peak(_ count: Int) throws -> Int {
            let path = try file(numbers(count))
            let outcome = try Program.start(
                "/usr/bin/python3",
                ["-c", "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
                    Program.path, "--profile", "freepbx", "extension", "import", path, "--dry-run", "-q"],
                input: "", environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE")], deadline: 120)
            guard let kibibytes = outcome.lines.last.flatMap({ Int($0) }) else { throw Program.Problem(outcome.errors) }
            return kibibytes
        }
        let (few, many) = (try peak(200), try peak(2000))
        print("memory of an import: 200 rows \(few / 1024) MiB, 2,000 rows \(many / 1024) MiB, \((many - few) / 1800) KiB for each row")
        #expect((many - few) / 1800 < 80, "KiB for each row")
    }
}

/// What an import leaves in the stores, as it would be sent by hand.
private struct Traffic {
    let rows: String
    let keys: [(path: Substring, value: Substring)]
    let lines: [(name: String, value: String)]

    init(of pattern: String) throws {
        let tables = [
            ("users", "extension"), ("devices", "id"), ("sip", "id"), ("findmefollow", "grpnum"), ("kvstore_FreePBX_modules_Voicemail", "`key`"),
            ("kvstore_FreePBX_modules_Paging", "id"),
        ]
        rows = try tables.map { table, column in
            let outcome = try Program.start(
                "/usr/bin/mariadb-dump",
                ["--socket=\(Lab.value("LAB_MYSQL_SOCKET"))", "-ufreepbxuser", "--compact", "--no-create-info", "--net-buffer-length=65536",
                    "--skip-lock-tables", "--where=\(column) LIKE '\(pattern)'", "asterisk", table],
                input: "", environment: ["MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")], deadline: 60)
            guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
            return outcome.output
        }.joined()
        keys = try ["AMPUSER", "DEVICE", "CW"].flatMap { try Lab.asterisk("database show \($0)").split(separator: "\n") }.compactMap { line in
            guard line.contains("/64"), line.count > 50, line.hasPrefix("/") else { return nil }
            let path = line.prefix(50)[...].prefix { $0 != " " && $0 != ":" }
            let value = line.dropFirst(52)
            return (path, Substring(value.trimmingCharacters(in: .whitespaces)))
        }
        lines = try String(contentsOfFile: Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf", encoding: .utf8).split(separator: "\n").compactMap { line in
            guard line.hasPrefix("64"), let equals = line.firstIndex(of: "=") else { return nil }
            let value = line[line.index(after: equals)...].drop { $0 == ">" || $0 == " " }
            return (line[..<equals].trimmingCharacters(in: .whitespaces), String(value))
        }
    }

    func send() throws {
        let sql = try Program.start(
            "/usr/bin/mariadb", ["-h", "127.0.0.1", "-P", Lab.value("LAB_MYSQL_PORT"), "-ufreepbxuser", "asterisk"],
            input: "START TRANSACTION;\n\(rows)COMMIT;\n", environment: ["MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")], deadline: 120)
        guard sql.status == 0 else { throw Program.Problem(sql.errors) }
        let password = try Lab.secret("LAB_AMI_PASSWORD_FILE")
        var actions = ["Action: Login\r\nUsername: admin\r\nSecret: \(password)\r\nEvents: off\r\n\r\n"]
        for key in keys {
            let parts = key.path.split(separator: "/", maxSplits: 1)
            actions.append("Action: DBPut\r\nFamily: \(parts[0])\r\nKey: \(parts[1])\r\nVal: \(key.value)\r\n\r\n")
        }
        for start in stride(from: 0, to: lines.count, by: 28) {
            var action = "Action: UpdateConfig\r\nSrcFilename: voicemail.conf\r\nDstFilename: voicemail.conf\r\n"
            for (index, line) in lines[start..<min(start + 28, lines.count)].enumerated() {
                let number = String(1_000_000 + index).dropFirst()
                action += "Action-\(number): Append\r\nCat-\(number): default\r\nVar-\(number): \(line.name)\r\nValue-\(number): \(line.value)\r\n"
            }
            actions.append(action + "\r\n")
        }
        actions.append("Action: Reload\r\nModule: app_voicemail.so\r\n\r\n")
        let file = try Scratch.file(actions.joined())
        let driver = """
            import socket, sys, threading
            connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            data = open(sys.argv[2], "rb").read()
            threading.Thread(target=connection.sendall, args=(data,)).start()
            wanted, seen, rest = data.count(b"\\r\\n\\r\\n"), 0, b""
            while seen < wanted:
                piece = connection.recv(1 << 16)
                if not piece: sys.exit("the manager hung up")
                rest += piece
                seen += rest.count(b"Response: ")
                if rest.count(b"Response: Error"): sys.exit(rest.decode(errors="replace"))
                rest = rest[-9:]
            """
        let manager = try Program.start(
            "/usr/bin/python3", ["-c", driver, Lab.value("LAB_AMI_PORT"), file], input: "", environment: ["PATH": "/usr/bin:/bin"], deadline: 120)
        guard manager.status == 0 else { throw Program.Problem(manager.errors + manager.output) }
    }
}
