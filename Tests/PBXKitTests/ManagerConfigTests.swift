import Testing
@testable import PBXKit

@Suite("Configuration files over the manager")
struct ManagerConfigTests {
    private func file(_ folder: String, _ id: String) throws -> ManagerConfigFile {
        ManagerConfigFile(try #require(try Recording.named("\(folder)/50-getconfig-voicemail")?.answer(id)).answer)
    }

    @Test("are read in order")
    func reading() throws {
        let file = try file("asterisk-manager-16", "g1")
        #expect(file.categories.map(\.name) == ["general", "default", "pbxaliases"])
        #expect(file["default"]?.lines.map(\.name) == ["1002", "1001", "1005"])
        #expect(file["default"]?["1001"]
            == "4321,Alice Example,alice@example.com,,attach=yes|saycid=no|envelope=no|delete=no")
        #expect(file["pbxaliases"]?["1001@DEVICE"] == "1001@default")
    }

    @Test("an absent section is empty", arguments: ["asterisk-manager-16", "asterisk-manager-22"])
    func absent(_ folder: String) throws { #expect(try file(folder, "g4").categories.isEmpty) }

    @Test("a line is set by the step that fits what is there")
    func steps() throws {
        let file = try file("asterisk-manager-16", "g1")
        #expect(file.steps(setting: "1001", to: "1,A", in: "default") == [.update(category: "default", name: "1001", value: "1,A")])
        #expect(file.steps(setting: "1009", to: "1,A", in: "default") == [.append(category: "default", name: "1009", value: "1,A")])
        #expect(file.steps(setting: "1001@device", to: "1001@default", in: "pbxaliases").isEmpty)
        #expect(file.steps(setting: "a", to: "b", in: "new") == [.newCategory("new"), .append(category: "new", name: "a", value: "b")])
        #expect(file.steps(deleting: "1009", in: "default").isEmpty)
        #expect(file.steps(deleting: "1001", in: "default") == [.delete(category: "default", name: "1001")])

        let doubled = ManagerConfigFile(categories: [.init(name: "a", lines: [.init(name: "x", value: "1"), .init(name: "x", value: "1")])])
        #expect(doubled.steps(setting: "x", to: "1", in: "a")
            == [.delete(category: "a", name: "x"), .append(category: "a", name: "x", value: "1")])
    }

    @Test("batches stay within 31 steps and 128 lines")
    func batches() throws {
        let steps = (0..<100).map { ConfigStep.append(category: "default", name: "\($0)", value: "x") }
        let counts = try AsteriskManager.batches(of: steps).map(\.count)
        #expect(counts.reduce(0, +) == 100)
        #expect(counts.allSatisfy { $0 <= 31 && $0 * 4 + 5 <= 128 })
        let matching = (0..<100).map { ConfigStep.update(category: "d", name: "\($0)", value: "x", match: "y") }
        #expect(try AsteriskManager.batches(of: matching).allSatisfy { $0.count * 5 + 5 <= 128 })
    }

    @Test("what FreePBX or Asterisk would misread is refused", arguments: ["a;b", ">1234", "x\r\nReload: yes", "x\ny"])
    func refused(_ value: String) throws {
        let seen = Seen()
        let server = try LoopbackServer.asterisk { action in
            seen.note(action["Action"] ?? "")
            return nil
        }
        let address = ManagerAddress(interface: .ami, host: "127.0.0.1", port: server.port, user: "a", password: Secret("b"))
        let manager = try AsteriskManager(address: address)
        #expect { try manager.updateConfig("voicemail.conf", steps: [.append(category: "default", name: "1", value: value)]) }
            throws: { PBXError($0).kind == .usage }
        #expect(throws: PBXError.self) { try ConfigStep.newCategory("x]\n[y").headers() }
        #expect(throws: PBXError.self) { try ConfigStep.append(category: "a", name: "#include x", value: "y").headers() }
        manager.close()
        #expect(!seen.all.contains("UpdateConfig"))
    }

    @Test("only the last batch reloads, and a late failure says what is written")
    func updating() throws {
        let seen = Seen()
        let server = try LoopbackServer.asterisk { action in
            guard action["Action"] == "UpdateConfig" else { return nil }
            seen.note("\(action.keys.filter { $0.hasPrefix("Action-") }.count) \(action["Action-000000"] ?? "-") \(action["Reload"] ?? "-")")
            return action["Var-000000"] == "bad" ? "Response: Error\nActionID: {ID}\nMessage: no\n\n" : "Response: Success\nActionID: {ID}\n\n"
        }
        let address = ManagerAddress(interface: .ami, host: "127.0.0.1", port: server.port, user: "a", password: Secret("b"))
        let manager = try AsteriskManager(address: address)
        let steps = (0..<30).map { ConfigStep.append(category: "d", name: "\($0)", value: "x") }
        try manager.updateConfig("v.conf", steps: Array(steps.prefix(28)) + steps.prefix(2), reload: "app_voicemail.so")
        #expect(seen.all == ["28 Append -", "2 Append app_voicemail.so"])
        let bad = [ConfigStep.append(category: "d", name: "bad", value: "x")]
        #expect { try manager.updateConfig("v.conf", steps: Array(steps.prefix(28)) + bad) }
            throws: { ($0 as? ManagerError)?.message == "no (the first 28 changes are already written)" }
        manager.close()
    }
}
