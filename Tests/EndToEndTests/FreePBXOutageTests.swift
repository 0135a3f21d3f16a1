import Foundation
import Testing

/// Every command of the grammar against a FreePBX of which one part is down, hangs or refuses.
@Suite("FreePBX: every command, where a part", .serialized)
struct FreePBXOutageTests {
    typealias Part = FreePBXCommand.Part

    @Test("of the grammar is in the table of these tests")
    func complete() throws {
        let grammar = try Program.run("help", "--json").object()
        let commands = (grammar["nouns"] as? [[String: Any]] ?? []).flatMap { $0["commands"] as? [[String: Any]] ?? [] }
        let offered = commands.filter { ($0["offered_by"] as? [String])?.contains("freepbx") == true }
            .compactMap { ($0["path"] as? [String])?.joined(separator: " ") }
        let covered = offered.filter { path in
            FreePBXCommand.without.union(FreePBXCommand.again).union(FreePBXCommand.fromFiles).union(FreePBXCommand.endless).contains(path) || FreePBXCommand.all.contains { ($0.words + [""]).joined(separator: " ").hasPrefix(path + " ") }
        }
        #expect(offered.count > 70 && Set(offered).subtracting(covered) == [])
    }

    @Test("is down: exit 5 with host, port and remedy; what does not need it works")
    func down() throws {
        let listener = try Listener()
        listener.close()
        try check(.manager, manager(port: listener.port), status: 5, names: "127.0.0.1:\(listener.port)")
        try check(.database, database(port: listener.port), status: 5, names: "127.0.0.1:\(listener.port)")
    }

    @Test("accepts and says nothing: exit 5 within the deadline", arguments: [Part.manager, .database])
    func hung(part: Part) throws {
        let listener = try Listener()
        defer { listener.close() }
        let settings = part == .manager ? manager(port: listener.port) : database(port: listener.port)
        try check(part, settings, status: 5, names: "127.0.0.1:\(listener.port)")
    }

    @Test("refuses the password: exit 6 with the user's name and never the password", arguments: [Part.manager, .database])
    func wrongPassword(part: Part) throws {
        let file = try Scratch.file("not-the-password\n")
        let names = part == .manager ? ["manager_password_file"] : ["database_password_file", "cdr_database_password_file"]
        try check(
            part, Dictionary(uniqueKeysWithValues: names.map { ($0, file) }), status: 6,
            names: part == .manager ? "admin" : "freepbxuser")
    }

    // MARK: - Parts elsewhere

    private func manager(port: Int) -> [String: String] { ["manager": "ami://admin@127.0.0.1:\(port)"] }

    private func database(port: Int) -> [String: String] {
        ["database": "mysql://freepbxuser@127.0.0.1:\(port)/asterisk", "cdr_database": "mysql://freepbxuser@127.0.0.1:\(port)/asteriskcdrdb"]
    }

    private func check(_ part: Part, _ settings: [String: String], status: Int32, names: String) throws {
        let environment = try FreePBX.environment(replacing: settings)
        let before = try FreePBXContents.read()
        let outcomes = try atOnce(FreePBXCommand.all) { command in
            let start = Date()
            let words = command.needs.contains(part) ? command.words : command.harmless
            let outcome = try FreePBX.pbxctl(
                arguments: ["--connect-timeout", "1"] + words, input: "s3cret", environment: environment)
            return (outcome, Date().timeIntervalSince(start))
        }
        for (command, (outcome, seconds)) in zip(FreePBXCommand.all, outcomes) {
            guard command.needs.contains(part) else {
                #expect(outcome.status == 0, "\(command): \(outcome.errors)")
                continue
            }
            #expect(outcome.status == status, "\(command): \(outcome.output) \(outcome.errors)")
            #expect(outcome.output.isEmpty || command.isReport, "\(command): \(outcome.output)")
            #expect(seconds < 20, "\(command)")
            let said = outcome.errors + outcome.output
            #expect(said.contains(names) && !said.contains("not-the-password"), "\(command): \(said)")
            guard !command.isReport else { continue }
            let error = try outcome.errorObject()
            #expect((error["message"] as? String)?.contains(names) == true, "\(command): \(outcome.errors)")
            #expect((error["remedy"] as? String)?.isEmpty == false, "\(command): \(outcome.errors)")
        }
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before) == [] && after.added(since: before) == [])
    }
}
