import Foundation
import Testing

/// Every command against every way in which a FusionPBX can be out of reach or not what was meant.
@Suite("FusionPBX: every command when something is wrong", .serialized)
struct FusionPBXFailureTableTests {
    private static func offeredPaths() throws -> Set<[String]> {
        let nouns = try Program.run("help", "--json").object()["nouns"] as? [[String: Any]] ?? []
        let commands = nouns.flatMap { $0["commands"] as? [[String: Any]] ?? [] }
        return Set(commands.compactMap { command in
            (command["offered_by"] as? [String])?.contains("fusionpbx") == true ? command["path"] as? [String] : nil
        })
    }

    /// What a command says where it has to fail: its status, where, and what to do; and nothing on stdout.
    private func expectFailure(
        _ outcome: Program.Outcome, _ command: FusionPBXCommandLine, status: Set<Int32>, mentions: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(status.contains(outcome.status ?? -1), "\(command.path): \(outcome.status ?? -1) \(outcome.errors)", sourceLocation: sourceLocation)
        let error = try outcome.errorObject()
        #expect(error["exit_code"] as? Int == outcome.status.map(Int.init), sourceLocation: sourceLocation)
        for word in mentions { #expect(outcome.errors.contains(word), "\(command.path) names no \(word): \(outcome.errors)", sourceLocation: sourceLocation) }
        #expect(outcome.output.isEmpty, "\(command.path): \(outcome.output.prefix(200))", sourceLocation: sourceLocation)
        let needsRemedy = !mentions.isEmpty
        #expect(!needsRemedy || (error["remedy"] as? String)?.isEmpty == false, "\(command.path): \(outcome.errors)", sourceLocation: sourceLocation)
    }

    /// `body` for each command; in the end the stores are as before.
    private func forEach(
        _ commands: [FusionPBXCommandLine], in office: FusionPBXOffice, words: (FusionPBXCommandLine) -> [String]? = { $0.line },
        before options: [String] = [], _ body: (FusionPBXCommandLine, Program.Outcome) throws -> Void
    ) throws {
        let message = try FusionPBXCommandTable.message(in: office)
        let folder = office.folder.appending(path: "storage/voicemail/default/\(FusionPBXOffice.domain)/1001")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("RIFF".utf8).write(to: folder.appending(path: "msg_\(message).wav"))
        let before = try office.fingerprint()
        for command in commands {
            guard let words = words(command) else { continue }
            let line = words.map { $0 == FusionPBXCommandTable.message ? message : $0 }
            try body(command, office.run(["--connect-timeout", "2"] + options + line, input: command.input, deadline: 20))
        }
        let after = try office.fingerprint()
        #expect(after == before, "\(Set(after.split(separator: "\n")).subtracting(before.split(separator: "\n")))")
    }

    @Test("is in the table")
    func complete() throws {
        let listed = Set(FusionPBXCommandTable.all.map(\.path)).union(FusionPBXCommandTable.others)
        #expect(try Self.offeredPaths() == listed)
    }

    @Test("what is not there is status 3, what is there already 4, what cannot be meant 2", arguments: FusionPBX.allCases)
    func refusals(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        // What reads asks the older tables in the same words.
        let commands = version == .native ? FusionPBXCommandTable.all : FusionPBXCommandTable.writes
        try forEach(commands, in: office, words: { command in command.missing.map { command.path + $0 } }) { command, outcome in
            try expectFailure(outcome, command, status: [3])
        }
        try forEach(commands, in: office, words: { command in command.existing.map { command.path + $0 } }) { command, outcome in
            try expectFailure(outcome, command, status: [4])
        }
        guard version == .native else { return }
        try forEach(FusionPBXCommandTable.all, in: office, words: { command in command.bad.map { command.path + $0 } }) { command, outcome in
            try expectFailure(outcome, command, status: [2])
        }
    }

    @Test("a domain that does not exist is status 3, and those that do are named")
    func domain() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        try forEach(FusionPBXCommandTable.all.filter(\.hasDomain), in: office, before: ["--domain", "nowhere.example.test"]) { command, outcome in
            try expectFailure(outcome, command, status: [3], mentions: ["nowhere.example.test", FusionPBXOffice.branch])
        }
        let told = try office.node.commands().filter { $0.hasPrefix("api") && $0 != "api hostname" }
        #expect(told.isEmpty, "\(told)")
    }

    struct Outage: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var mode: String?
        var password: String?
        var status: Set<Int32>
    }

    @Test("an event socket out of reach: what needs it is refused and changes nothing, the rest works", arguments: [
        Outage(testDescription: "down", status: [5]),
        Outage(testDescription: "wrong password", mode: "normal", password: "not-the-password", status: [6]),
        Outage(testDescription: "rude rejection", mode: "reject", status: [6]),
        Outage(testDescription: "closes after the password", mode: "drop-after-auth", status: [5]),
    ], FusionPBX.allCases)
    func eventSocket(_ outage: Outage, _ version: FusionPBX) throws {
        // The other version's tables make no difference to a socket: one outage is enough there.
        guard version == .native || outage.mode == nil else { return }
        let port = try unusedPort()
        let office = try FusionPBXOffice(
            version, modes: outage.mode.map { [$0] } ?? [], managers: outage.mode == nil ? ["127.0.0.1:\(port)"] : nil,
            managerPassword: outage.password ?? EventSocketServer.password)
        defer { office.close() }
        let address = "127.0.0.1:\(outage.mode == nil ? port : office.node.port)"
        let isDown = outage.mode == nil && version == .native
        let isSample = outage.mode == "drop-after-auth" || version == .text
        let sample = FusionPBXCommandTable.firstOfEachNoun
        try forEach((isSample ? sample : FusionPBXCommandTable.all).filter { $0.path != ["test"] }, in: office, words: { command in
            // What needs no switch works, however it is out of reach; what writes there is tried by its own tests.
            command.switch == .needed || (isDown && !command.isWrite) ? command.line : nil
        }) { command, outcome in
            if command.switch == .needed {
                try expectFailure(outcome, command, status: outage.status, mentions: [address])
            } else {
                #expect(outcome.status == 0, "\(command.path): \(outcome.errors)")
            }
            #expect(outage.password.map { !outcome.errors.contains($0) } ?? true)
        }
    }

    @Test("a database out of reach: every command is refused", arguments: ["down", "wrong password"])
    func database(_ outage: String) throws {
        let port = outage == "down" ? "\(try unusedPort())" : Lab.value("LAB_PG_PORT")
        let office = try FusionPBXOffice(password: outage == "down" ? nil : "not-the-password", port: port)
        defer { office.close() }
        let commands = (outage == "down" ? FusionPBXCommandTable.all : FusionPBXCommandTable.firstOfEachNoun).filter { !["test", "system", "status"].contains($0.path[0]) && $0.path != ["cache", "flush"] }
        try forEach(commands, in: office) { command, outcome in
            try expectFailure(outcome, command, status: outage == "down" ? [5] : [6], mentions: ["127.0.0.1", port])
            #expect(!outcome.errors.contains("not-the-password"))
        }
        // Nothing was told to a switch whose database nobody can read.
        let told = try office.node.commands().filter { !$0.hasPrefix("auth") && $0 != "exit" && $0 != "api hostname" }
        #expect(told.isEmpty, "\(told)")
    }

    private func unusedPort() throws -> Int {
        let server = try EventSocketServer(mode: "hang")
        server.stop()
        return server.port
    }
}
