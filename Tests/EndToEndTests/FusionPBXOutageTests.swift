import Foundation
import Testing

@Suite("FusionPBX: parts that do not answer")
struct FusionPBXOutageTests {
    static let writes = [
        ["extension", "add", "7098", "--voicemail"], ["extension", "set", "1020", "--name", "Outage"],
        ["extension", "delete", "1020", "--yes", "--force"], ["did", "add", "19995550001"],
        ["extension", "disable", "1020"], ["blocklist", "add", "19995550001"], ["registration", "drop", "1001"],
        ["queue", "agent", "pause", "800", "1001"],
    ]

    /// Nothing may be changed, in good time, with an error that says where and what to do.
    private func expectRefusal(
        _ office: FusionPBXOffice, _ words: [String], status: Set<Int32>, mentions: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try office.fingerprint()
        let start = Date()
        let outcome = try office.run(["--connect-timeout", "2"] + words, deadline: 20)
        #expect(status.contains(outcome.status ?? -1), "\(words): \(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        #expect(Date().timeIntervalSince(start) < 12, sourceLocation: sourceLocation)
        for word in mentions { #expect(outcome.errors.contains(word), "\(word): \(outcome.errors)", sourceLocation: sourceLocation) }
        let remedy = try outcome.errorObject()["remedy"] as? String
        #expect(remedy?.isEmpty == false, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(try office.fingerprint() == before, sourceLocation: sourceLocation)
    }

    @Test("an event socket that says nothing refuses writes in good time", arguments: [
        ("hang", 5), ("hang-after-auth", 5),
    ] as [(String, Int32)], [writes[0]] + writes[3...])
    func socketBroken(_ mode: (String, Int32), _ words: [String]) throws {
        let office = try FusionPBXOffice(modes: [mode.0])
        defer { office.close() }
        try expectRefusal(office, words, status: [mode.1], mentions: ["127.0.0.1", "\(office.node.port)"])
    }

    @Test("--offline writes all the same, and forgets the files of a cache that is here", arguments: FusionPBX.allCases)
    func offline(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, modes: [], managers: ["127.0.0.1:\(try unusedPort())"])
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        try office.done("extension", "add", number, "--voicemail", "--offline")
        #expect(try office.mailbox(number)["voicemail_enabled"] == "true")
        try office.done("extension", "set", number, "--name", "Offline", "--offline")
        #expect(try office.extensionRow(number)["effective_caller_id_name"] == "Offline")
        try office.done("extension", "delete", number, "--yes", "--offline")
        #expect(try office.rows("v_extensions", "extension = '\(number)'").isEmpty)
    }

    @Test("two nodes: both caches are cleared; one of them down refuses the write")
    func nodes() throws {
        let office = try FusionPBXOffice(modes: ["normal", "normal"])
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let user = "\(number)@\(FusionPBXOffice.domain)"
        try office.done("extension", "add", number)
        for node in office.switches {
            #expect(try node.ask("user_exists id \(number) \(FusionPBXOffice.domain)") == "true")
            #expect(try node.isCached("directory:\(user)"))
        }
        let outcome = try office.pbxctl("extension", "set", number, "--secret", "-", input: "Both-nodes-1\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        for node in office.switches {
            #expect(try node.ask("user_data \(user) param password") == "Both-nodes-1")
            #expect(try node.commands().contains("api sofia profile internal flush_inbound_reg \(user)"))
        }
        office.switches[1].stop()
        try expectRefusal(
            office, ["extension", "set", number, "--name", "Half"], status: [5], mentions: ["\(office.switches[1].port)"])
        #expect(try office.node.isCached("directory:\(user)"), "the other node is left alone as well")
        try office.done("extension", "set", number, "--name", "Half", "--offline")
        #expect(try office.node.ask("user_data \(user) var effective_caller_id_name") == "Half")
    }

    @Test("a database that is down, or accepts and says nothing, is status 5")
    func databaseDown() throws {
        let hung = try EventSocketServer(mode: "hang")
        defer { hung.stop() }
        for port in [try unusedPort(), hung.port] {
            let office = try FusionPBXOffice(port: "\(port)")
            defer { office.close() }
            for words in [["extension", "list"], Self.writes[0], ["cdr", "query"], ["test"]] {
                let start = Date()
                let outcome = try office.run(["--connect-timeout", "2"] + words, deadline: 20)
                #expect(outcome.status == 5 && Date().timeIntervalSince(start) < 8, "\(words): \(outcome.status ?? -1) \(outcome.errors)")
                let text = outcome.output + outcome.errors
                #expect(text.contains("127.0.0.1") && text.contains("\(port)"), "\(text)")
            }
            #expect(try office.node.commands().filter { !$0.hasPrefix("auth") && !$0.hasPrefix("api status") && $0 != "exit" }.isEmpty)
        }
    }

    /// A port that nobody listens on: one that a server had a moment ago.
    private func unusedPort() throws -> Int {
        let server = try EventSocketServer(mode: "hang")
        server.stop()
        return server.port
    }
}
