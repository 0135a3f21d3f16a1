import Foundation
import Testing

@Suite("Ctrl-C", .serialized)
struct InterruptionTests {
    /// A database session that keeps a table locked until it is let go.
    final class Holder {
        private let running: Running
        private let ending: String

        init(_ profile: String) throws {
            if profile == "freepbx" {
                running = try Running(
                    "/usr/bin/mariadb", ["--socket=\(Lab.value("LAB_MYSQL_SOCKET"))", "-ufreepbxuser", "-N", "-B", "-n", "asterisk"],
                    environment: ["MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")])
                running.type("BEGIN; SELECT COUNT(*) FROM users FOR UPDATE; SELECT 'held';\n")
            } else {
                running = try Running(
                    "/usr/lib/postgresql/15/bin/psql",
                    ["-h", "127.0.0.1", "-p", Lab.value("LAB_PG_PORT"), "-U", "fusionpbx", "-d", "fusionpbx", "-X", "-At"],
                    environment: ["PGPASSWORD": try Lab.secret("LAB_PG_PASSWORD_FILE")])
                running.type("BEGIN; LOCK TABLE v_extensions IN SHARE MODE; SELECT 'held';\n")
            }
            ending = "ROLLBACK;\n"
            let running = running
            try Running.until("the table's lock") { running.outputSoFar.contains("held") }
        }

        func letGo() {
            running.type(ending)
            running.endInput()
            _ = running.finish()
        }
    }

    /// What the MariaDB connections that come over TCP, as pbxctl's do, are doing.
    static func statements() throws -> [String] {
        let outcome = try Program.start(
            "/usr/bin/mariadb", ["-h", "127.0.0.1", "-P", Lab.value("LAB_MYSQL_PORT"), "-ufreepbxuser", "-N", "-B"],
            input: "SELECT info FROM information_schema.processlist WHERE info NOT LIKE '%processlist%';",
            environment: ["MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")], deadline: 10)
        return outcome.lines
    }

    /// Whether a statement of pbxctl waits for the holder's lock.
    static func isWaiting(_ profile: String) throws -> Bool {
        if profile == "freepbx" {
            return try Self.statements().contains { $0.hasPrefix("INSERT INTO") }
        }
        return try Lab.postgres("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO%'").isEmpty == false
    }

    @Test("in the middle of a write takes back what was done, then ends by the signal", arguments: ["freepbx", "fusionpbx"], [SIGINT, SIGTERM])
    func duringWrite(profile: String, signal: Int32) throws {
        let before = try Stores.fingerprint(profile)
        let number = Numbers.extension()
        let holder = try Holder(profile)
        let write = try Running.pbxctl("--profile", profile, "extension", "add", number, "--name", "Never there", "--voicemail")
        try Running.until("the write waits") { try Self.isWaiting(profile) }
        write.signal(signal)
        usleep(100_000)
        holder.letGo()
        let outcome = write.finish()
        #expect(outcome.signal == signal, "\(outcome)")
        #expect(outcome.output.isEmpty && outcome.errors.contains("interrupted"))
        #expect(try Stores.fingerprint(profile) == before)
        #expect(try Program.run("--profile", profile, "extension", "show", number).status == 3)
    }

    @Test("a second time ends it at once, with nothing half done", arguments: ["freepbx", "fusionpbx"])
    func twice(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        let holder = try Holder(profile)
        let write = try Running.pbxctl("--profile", profile, "extension", "add", Numbers.extension(), "--name", "Never there")
        try Running.until("the write waits") { try Self.isWaiting(profile) }
        write.signal(SIGINT)
        usleep(50_000)
        write.signal(SIGINT)
        let outcome = write.finish(deadline: 3)
        #expect(outcome.signal == SIGINT, "\(outcome)")
        holder.letGo()
        try Running.until("the server has noticed") { try !Self.isWaiting(profile) }
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("while it waits for another pbxctl's lock ends it")
    func waitingForLock() throws {
        let holder = try Running(
            "/usr/bin/mariadb", ["--socket=\(Lab.value("LAB_MYSQL_SOCKET"))", "-ufreepbxuser", "-N", "-B", "-n", "asterisk"],
            environment: ["MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")])
        holder.type("SELECT CONCAT('got', GET_LOCK('pbxctl:asterisk', 5));\n")
        try Running.until("the lock") { holder.outputSoFar.contains("got1") }
        let write = try Running.pbxctl("extension", "set", "1001", "--name", "Never", "--lock-timeout", "60")
        try Running.until("pbxctl waits") {
            try Self.statements().contains { $0.hasPrefix("SELECT GET_LOCK") }
        }
        write.signal(SIGINT)
        #expect(write.finish(deadline: 5).signal == SIGINT)
        let refused = try Program.run("extension", "set", "1001", "--name", "Never", "--lock-timeout", "0")
        #expect(refused.status == 4 && refused.errors.contains("another pbxctl"), "\(refused.errors)")
        holder.endInput()
        _ = holder.finish()
    }

    @Test("during a read ends it by the signal, which a shell shows as 130")
    func duringRead() throws {
        let server = try HungServer()
        let folder = try Folder()
        let file = try folder.write(
            "[a]\nkind = fusionpbx\ndatabase = postgresql://x@127.0.0.1:\(server.port)/x\nmanager = esl://127.0.0.1:\(server.port)\n", to: "config")
        let read = try Running.pbxctl("extension", "list", environment: ["PBXCTL_CONFIG": file])
        usleep(200_000)
        #expect(read.isRunning)
        read.signal(SIGINT)
        let outcome = read.finish(deadline: 3)
        #expect(outcome.signal == SIGINT && outcome.output.isEmpty)
    }

    @Test("at the question before a deletion changes nothing")
    func atTheQuestion() throws {
        let number = Numbers.extension()
        #expect(try Program.run("extension", "add", number).status == 0)
        let outcome = try Terminal.run("exec pbxctl extension delete \(number)", [.init("[y/N] ", "\u{3}")])
        #expect(outcome.status == 130, "\(outcome)")
        #expect(try Program.run("extension", "show", number).status == 0)
        #expect(try Program.run("extension", "delete", number, "--yes").status == 0)
    }

    @Test("is not heard where the caller ignores it (nohup)")
    func ignored() throws {
        let outcome = try Program.shell("trap '' INT; number=\(Numbers.extension()); pbxctl extension add $number -o name && pbxctl extension delete $number --yes -q & pid=$!; kill -INT $pid; wait $pid")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
