import Testing
@testable import PBXKit

@Suite("AstDB over the manager")
struct ManagerDatabaseTests {
    /// A manager that answers an action as the recorded server did.
    private func manager(_ recorded: [(action: String, recording: String, id: String)]) throws -> (LoopbackServer, AsteriskManager) {
        var texts: [String: String] = [:]
        for entry in recorded {
            let reply = try #require(try Recording.named(entry.recording)?.answer(entry.id))
            var text = ""
            for message in [reply.answer] + reply.items {
                for header in message.headers {
                    text += "\(header.name): \(header.name == "ActionID" ? "{ID}" : header.value)\n"
                }
                text += "\n"
            }
            if reply.answer["EventList"] != nil { text += "Event: Complete\nActionID: {ID}\nEventList: Complete\n\n" }
            texts[entry.action] = text
        }
        let server = try LoopbackServer.asterisk { [texts] in texts[$0["Action"] ?? ""] }
        let address = ManagerAddress(interface: .ami, host: "127.0.0.1", port: server.port, user: "a", password: Secret("b"))
        return (server, try AsteriskManager(address: address))
    }

    static let folders = ["asterisk-manager-16", "asterisk-manager-22"]
    static let expected = [
        "/LABT/colon": "a: b:c", "/LABT/comma": "a,b;c|d&e", "/LABT/empty": "", "/LABT/noval": "",
        "/LABT/quotes": "\"Al\" <+1555> 'x'", "/LABT/spaces": "a b  c ", "/LABT/sub/key": "deep", "/LABT/utf8": "Zoë €",
    ]

    @Test("reads a tree at once", arguments: folders)
    func tree(_ folder: String) throws {
        let (server, manager) = try manager([("DBGetTree", "\(folder)/11-db-deltree-gettree", "gt1")])
        defer { withExtendedLifetime(server) { manager.close() } }
        #expect(try AsteriskDatabase(manager).tree("LABT") == Self.expected)
        // What LIKE would match and is not below the prefix is left out.
        #expect(try AsteriskDatabase(manager).tree("LAB_").isEmpty)
        #expect(try AsteriskDatabase(manager).tree("labt").isEmpty)
        #expect(try AsteriskDatabase(manager).tree("LABT/sub") == ["/LABT/sub/key": "deep"])
    }

    @Test("reads a tree from the console where there is no other way", arguments: folders)
    func consoleTree(_ folder: String) throws {
        let (server, manager) = try manager([
            ("DBGetTree", "\(folder)/07-protocol-oddities", "u1"), ("Command", "\(folder)/10-db-put-get-del", "show"),
        ])
        defer { withExtendedLifetime(server) { manager.close() } }
        var expected = Self.expected
        expected["/LABT/spaces"] = "a b  c"
        #expect(try AsteriskDatabase(manager).tree("LABT") == expected)
        #expect(manager.offersTree == false)
        #expect(throws: PBXError.self) { try AsteriskDatabase(manager).tree("A B") }
    }

    @Test("reads the console's listing of extensions", arguments: folders)
    func listing(_ folder: String) throws {
        let reply = try #require(try Recording.named("\(folder)/13-command-database-show-AMPUSER")?.answer("d1"))
        let entries = reply.answer.output.compactMap(AsteriskDatabase.entry(in:))
        #expect(entries.count == reply.answer.output.count - 1)
        #expect(reply.answer.output.last == "\(entries.count) results found.")
        #expect(entries.contains { $0.path == "/AMPUSER/1001/cidname" && $0.value == "Alice Example" })
    }

    @Test("tells an absent key from an empty value", arguments: folders)
    func get(_ folder: String) throws {
        let recording = "\(folder)/10-db-put-get-del"
        for (id, value) in [("get1", ""), ("get2", "a b  c "), ("absent", nil)] as [(String, String?)] {
            let (server, manager) = try manager([("DBGet", recording, id)])
            defer { withExtendedLifetime(server) { manager.close() } }
            #expect(try AsteriskDatabase(manager).get("LABT", "x") == value)
        }
    }

    @Test("deletes what is not there without an error", arguments: folders)
    func delete(_ folder: String) throws {
        let (server, manager) = try manager([
            ("DBDel", "\(folder)/10-db-put-get-del", "delabsent"), ("DBDelTree", "\(folder)/11-db-deltree-gettree", "dt3"),
        ])
        defer { withExtendedLifetime(server) { manager.close() } }
        #expect(try AsteriskDatabase(manager).delete("LABT", "x") == false)
        #expect(try AsteriskDatabase(manager).deleteTree("LABT") == false)
        try AsteriskDatabase(manager).delete("LABT", keys: ["x", "y"])
    }
}
