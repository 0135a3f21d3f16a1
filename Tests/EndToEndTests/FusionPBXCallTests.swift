import Foundation
import Testing

@Suite("FusionPBX: placing calls")
struct FusionPBXCallTests {
    private func office() throws -> FusionPBXOffice {
        let office = try FusionPBXOffice()
        let domain = FusionPBXOffice.domain
        try office.node.write("registrations", "1001@\(domain) internal 127.0.0.1:7001", "1002@\(domain) internal 127.0.0.1:7002", "1003@\(domain) internal 127.0.0.1:7003", "1004@\(domain) internal 127.0.0.1:7004", "1005@\(domain) internal 127.0.0.1:7005")
        try office.node.write(
            "outcomes", "* = answer after 0.05 for 2", "1003 = busy after 0.05", "1004 = no_answer after 0.2", "1005 = reject after 0.05")
        return office
    }

    @Test("say with --wait what became of the second party", arguments: [
        ("1001", "1002", 0, "answered", nil), ("1001", "1003", 9, "busy", "USER_BUSY"), ("1001", "1004", 9, "no_answer", "NO_ANSWER"),
        ("1001", "1005", 1, "failed", "CALL_REJECTED"), ("1001", "1006", 1, "failed", "USER_NOT_REGISTERED"),
        ("1003", "1002", 9, "busy", "USER_BUSY"), ("1006", "1002", 1, "failed", "USER_NOT_REGISTERED"),
        ("1001", "4999", 1, "failed", "NO_ROUTE_DESTINATION"),
    ] as [(String, String, Int32, String, String?)])
    func outcomes(_ source: String, _ destination: String, _ status: Int32, _ outcome: String, _ cause: String?) throws {
        let office = try office()
        defer { office.close() }
        let call = try office.pbxctl("call", "originate", source, destination, "--wait", "--timeout", "15")
        #expect(call.status == status, "\(call.errors)")
        let object = try call.object()
        #expect(object["outcome"] as? String == outcome && object["src"] as? String == source && object["dst"] as? String == destination)
        if let cause { #expect(object["cause"] as? String == cause) }
    }

    @Test("run out of time with status 10")
    func timeout() throws {
        let office = try office()
        defer { office.close() }
        try office.node.write("outcomes", "1001 = answer after 0.05", "1002 = answer after 30")
        let call = try office.pbxctl("call", "originate", "1001", "1002", "--wait", "--timeout", "1")
        #expect(call.status == 10, "\(call.errors)")
    }

    @Test("come back at once without --wait")
    func queued() throws {
        let office = try office()
        defer { office.close() }
        #expect(try office.done("call", "originate", "1001", "1002")["outcome"] as? String == "queued")
    }

    @Test("show the number and the name they are given")
    func callerID() throws {
        let office = try office()
        defer { office.close() }
        let outcome = try office.pbxctl(
            "call", "originate", "1001", "1002", "--caller-id-number", "12085550042", "--caller-id-name", "Click to call", "--wait")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let command = try #require(try office.node.commands().first { $0.contains("originate ") })
        #expect(command.contains("12085550042") && command.contains("Click to call") && command.contains("domain_uuid="))
        #expect(command.contains("effective_caller_id_name"))
    }

    @Test("are refused with another's secret, allowed with one's own, asked to pick up where wanted")
    func secret() throws {
        let office = try office()
        defer { office.close() }
        let stored = try #require(try office.extensionRow("1001")["password"] ?? nil)
        let wrong = try office.pbxctl("call", "originate", "1001", "1002", "--secret", "-", input: "wrong\n")
        #expect(wrong.status == 6 && !wrong.errors.contains(stored), "\(wrong.errors)")
        #expect(try !office.node.commands().contains { $0.contains("originate ") })
        let right = try office.pbxctl("call", "originate", "1001", "1002", "--secret", "-", "--autoanswer", "--wait", input: stored + "\n")
        #expect(right.status == 0, "\(right.errors)")
        #expect(try !office.node.commands().contains { $0.contains(stored) })
        #expect(try office.node.commands().contains { $0.contains("sip_auto_answer=true") || $0.contains("answer-after=0") })
    }

    @Test("play endless hold music")
    func holdMusic() throws {
        let office = try office()
        defer { office.close() }
        let call = try office.pbxctl("call", "originate", "1001", "--hold-music", "--wait")
        #expect(try call.status == 0 && call.object()["dst"] as? String == "*9664", "\(call.errors)")
    }

    @Test("take no number and no name that is more than one", arguments: [
        ["1001", "1002 XML public"], ["1001", "&system(id)"], ["1001\napi reloadxml", "1002"], ["{a=b}1001", "1002"], ["1001", "undef"],
        ["1001,sofia/x", "1002"], ["", "1002"], ["1001", String(repeating: "9", count: 200)], ["1001", "1002'"],
        ["1001", "1002", "--caller-id-name", "a\nb"], ["1001", "1002", "--caller-id-name", "x}sofia/y", "--caller-id-number", "1"],
        ["1001", "1002", "--caller-id-name", "${system(id)}"], ["1001", "1002", "--caller-id-number", "1,2"],
        ["1001", "1002", "--caller-id-number", "1002]"],
    ])
    func hostile(_ words: [String]) throws {
        let office = try office()
        defer { office.close() }
        let call = try office.run(["call", "originate"] + words)
        #expect(call.status == 2 && call.output.isEmpty, "\(call.errors)")
        #expect(try !office.node.commands().contains { $0.contains("originate") || $0.contains("system") })
    }
}
