import Foundation
import Testing

@Suite("FreePBX: a write that fails half-way or meets another", .serialized)
struct FreePBXFailureTests {
    let number = Numbers.extension()
    private let folder = Lab.value("LAB_ASTERISK_ETC")

    @Test("is undone where Asterisk cannot write voicemail.conf")
    func unwritableFile() throws {
        // Asterisk writes the file beside the old one; a folder that it may not write to refuses that.
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        let file = folder + "/voicemail.conf"
        let owner = try FileManager.default.attributesOfItem(atPath: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o440, .ownerAccountID: 0], ofItemAtPath: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o550], ofItemAtPath: folder)
        defer {
            try? FileManager.default.setAttributes(attributes.filter { $0.key == .posixPermissions }, ofItemAtPath: folder)
            try? FileManager.default.setAttributes(
                owner.filter { [.posixPermissions, .ownerAccountID].contains($0.key) }, ofItemAtPath: file)
        }
        let before = try FreePBXContents.read()
        for words in [["add", number, "--voicemail", "--followme"], ["set", "1001", "--email", "other@example.com"], ["delete", "1002", "--yes", "--cascade"]] {
            let outcome = try FreePBX.pbxctl(arguments: ["extension"] + words)
            #expect(outcome.status == 1, "\(words): \(outcome.output) \(outcome.errors)")
            #expect(outcome.output.isEmpty && outcome.errors.contains("voicemail.conf"), "\(outcome.errors)")
            let after = try FreePBXContents.read()
            #expect(after.gone(since: before) == [] && after.added(since: before) == [], "\(words)")
        }
    }

    @Test("is refused where an included file has the mailboxes' section too")
    func includedMailboxes() throws {
        let file = folder + "/voicemail.conf"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let other = folder + "/voicemail_other.conf"
        try Data("[default]\n99001 = 1,Other,,,\n".utf8).write(to: URL(filePath: other))
        try Data(("#include voicemail_other.conf\n" + text).utf8).write(to: URL(filePath: file))
        defer {
            try? Data(text.utf8).write(to: URL(filePath: file))
            try? FileManager.default.removeItem(atPath: other)
        }
        let before = try FreePBXContents.read()
        let outcome = try FreePBX.pbxctl("extension", "add", number, "--voicemail")
        #expect(outcome.status == 1 && outcome.errors.contains("voicemail_other.conf"), "\(outcome.errors)")
        #expect(try FreePBXContents.read() == before)
        #expect(try String(contentsOfFile: other, encoding: .utf8).hasPrefix("[default]\n99001 = 1,Other"))
    }

    @Test("is undone where Asterisk goes down between planning and writing")
    func asteriskStops() throws {
        let before = try FreePBXContents.read()
        let add = try whileLocked {
            _ = try Lab.asterisk("core stop now")
            try eventually("the end of Asterisk") { (try? Lab.asterisk("core show version")) == nil }
        }
        let outcome = try add.outcome()
        try Self.startAsterisk()
        #expect(outcome.status == 5 || outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.output.isEmpty && outcome.errors.contains("127.0.0.1:\(Lab.value("LAB_AMI_PORT"))"), "\(outcome.errors)")
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before) == [] && after.added(since: before) == [])
        try FreePBX.done("extension", "add", number, "--voicemail")
        FreePBX.remove(number)
    }

    @Test("is a conflict where somebody took the number between planning and writing")
    func takenMeanwhile() throws {
        defer { _ = try? Lab.mysql("DELETE FROM users WHERE extension = '\(number)';") }
        let add = try whileLocked { _ = try Lab.mysql("INSERT INTO users (extension, name) VALUES ('\(number)', 'GUI');") }
        let outcome = try add.outcome()
        #expect(outcome.status == 4, "\(outcome.errors)")
        #expect(try FreePBXContents.read().traces(of: number).count == 1)
    }

    @Test("waits no longer than asked for another that holds the lock")
    func lockTimeout() throws {
        let before = try FreePBXContents.read()
        let holder = try Holder()
        let outcome = try FreePBX.pbxctl("--lock-timeout", "1", "extension", "add", number)
        holder.release()
        #expect(outcome.status == 4 && outcome.errors.contains("another pbxctl"), "\(outcome.errors)")
        #expect(try FreePBXContents.read() == before)
    }

    @Test("of the same number twice at once: one is made, the other refused")
    func sameNumber() throws {
        defer { FreePBX.remove(number) }
        let runs = try (0..<4).map { _ in try Background("extension", "add", number, "--voicemail", "--followme") }
        let outcomes = try runs.map { try $0.outcome() }
        #expect(outcomes.map(\.status).sorted { ($0 ?? -1) < ($1 ?? -1) } == [0, 4, 4, 4], "\(outcomes.map(\.errors))")
        #expect(try Lab.mysql("SELECT COUNT(*) FROM users WHERE extension = '\(number)';") == ["1"])
        #expect(try Lab.mysql("SELECT COUNT(*) FROM (SELECT keyword FROM sip WHERE id = '\(number)' GROUP BY keyword HAVING COUNT(*) > 1) d;") == ["0"])
        let contents = try FreePBXContents.read()
        #expect(contents.doubled == [] && contents.traces(of: number).filter { $0.hasPrefix("voicemail.conf") }.count == 1)
        let secret = try outcomes.first { $0.status == 0 }?.object()["secret"] as? String
        #expect(try FreePBX.done("extension", "show", number, "--reveal")["secret"] as? String == secret)
        try FreePBX.reload()
    }

    @Test("of different numbers at once: all are made")
    func differentNumbers() throws {
        let numbers = (0..<8).map { _ in Numbers.extension() }
        defer { numbers.forEach(FreePBX.remove) }
        let outcomes = try numbers.map { try Background("extension", "add", $0, "--voicemail", "--followme") }.map { try $0.outcome() }
        #expect(outcomes.allSatisfy { $0.status == 0 }, "\(outcomes.map(\.errors))")
        let contents = try FreePBXContents.read()
        for number in numbers {
            #expect(try FreePBX.done("extension", "show", number)["voicemail"] as? Bool == true)
            #expect(contents.traces(of: number).filter { $0.hasPrefix("voicemail.conf") }.count == 1)
        }
        #expect(contents.doubled == [])
        let deletions = try numbers.map { try Background("extension", "delete", $0, "--yes") }.map { try $0.outcome() }
        #expect(deletions.allSatisfy { $0.status == 0 }, "\(deletions.map(\.errors))")
        let left = try FreePBXContents.read()
        for number in numbers { #expect(left.traces(of: number) == []) }
        try FreePBX.reload()
    }

    // MARK: - Two at once

    /// Starts an `extension add`, and runs `body` when it has planned and waits for the lock.
    private func whileLocked(_ body: () throws -> Void) throws -> Background {
        let holder = try Holder()
        defer { holder.release() }
        let add = try Background("extension", "add", number, "--voicemail", "--followme")
        try eventually("the wait for the lock") {
            try Lab.mysql(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'SELECT GET_LOCK%' AND state LIKE 'User lock%';",
                overNetwork: true) == ["1"]
        }
        try body()
        holder.release()
        return add
    }

    private static func startAsterisk() throws {
        let outcome = try Lab.tool("lab", ["up", "freepbx"])
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
    }

    /// pbxctl that runs while the test goes on.
    private final class Background: @unchecked Sendable {
        private let done = DispatchSemaphore(value: 0)
        private var result: Result<Program.Outcome, any Error>?

        init(_ arguments: String...) throws {
            Thread.detachNewThread { [self] in
                result = Result { try FreePBX.pbxctl(arguments: arguments) }
                done.signal()
            }
        }

        func outcome() throws -> Program.Outcome {
            done.wait()
            guard let result else { throw Program.Problem("it did not end") }
            return try result.get()
        }
    }

    /// Another client that holds pbxctl's lock in the database.
    private final class Holder {
        private let client: Running

        init() throws {
            client = try Running(
                "/usr/bin/mariadb", ["--socket=\(Lab.value("LAB_MYSQL_SOCKET"))", "-ufreepbxuser", "-N", "-B", "--unbuffered", "asterisk"],
                environment: ["MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")])
            client.type("SELECT GET_LOCK('pbxctl:asterisk', 10);\n")
            guard try client.answer(to: "\n") == "1" else { throw Program.Problem("the lock is taken") }
        }

        func release() {
            client.endInput()
            client.finish()
        }
    }
}
