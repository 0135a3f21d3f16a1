import Foundation
import Testing

@Suite("FreePBX: ring groups", .serialized)
struct FreePBXRingGroupTests {
    private func row(_ number: String, _ columns: String) throws -> [String] {
        try Lab.mysql("SELECT \(columns) FROM ringgroups WHERE grpnum = '\(number)';")
    }

    @Test("are added as FreePBX's own form adds them, changed and deleted")
    func lifecycle() throws {
        let number = Numbers.extension()
        let added = try FreePBX.pbxctl(
            "ringgroup", "add", number, "--name", "Sales, O'Neil", "--destinations", #"[{"number": "1001"}, {"number": 1002}, {"number": "15557654321"}]"#,
            "--strategy", "simultaneous", "--ring-seconds", "25", "--no-answer", "extension:1001", "--caller-id-prefix", "S:")
        #expect(added.status == 0, "\(added.errors)")
        #expect(try added.object()["reload_needed"] as? Bool == true)
        // Golden case 40, with its other values.
        #expect(try row(number, "strategy, grptime, grppre, grplist, annmsg_id, postdest, description, alertinfo, remotealert_id, needsconf, toolate_id, ringing, cwignore, cfignore, cpickup, recording, progress, elsewhere, rvolume")
            == ["ringall\t25\tS:\t1001-1002-15557654321#\t0\tfrom-did-direct,1001,1\tSales, O'Neil\t\t0\t\t0\tRing\t\t\t\tdontcare\tyes\tno\t"])
        #expect(try Lab.astDB("RINGGROUP", "\(number)/changecid") == "default")
        #expect(try Lab.asterisk("database show RINGGROUP").contains("/RINGGROUP/\(number)/fixedcid"))
        #expect(try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';") == ["true"])

        #expect(try FreePBX.pbxctl("ringgroup", "add", number, "--member", "1001").status == 4)
        let again = try FreePBX.pbxctl("ringgroup", "add", number, "--member", "1001", "--if-not-exists")
        #expect(try again.status == 0 && again.object()["changed"] as? Bool == false)

        let shown = try FreePBX.pbxctl("ringgroup", "show", number).object()
        let members = try #require(shown["members"] as? [[String: Any]])
        #expect(members.map { $0["external"] as? Bool } == [false, false, true])

        let set = try FreePBX.pbxctl("ringgroup", "set", number, "--strategy", "memoryhunt", "--member", "1003", "--no-answer", "")
        #expect(set.status == 0, "\(set.errors)")
        #expect(try row(number, "strategy, grptime, grplist, postdest") == ["memoryhunt\t25\t1003\tapp-blackhole,hangup,1"])

        #expect(try FreePBX.pbxctl("ringgroup", "delete", number).status == 2)
        #expect(try FreePBX.pbxctl("ringgroup", "delete", number, "--yes").status == 0)
        #expect(try row(number, "grpnum").isEmpty)
        #expect(try !Lab.asterisk("database show RINGGROUP").contains("/RINGGROUP/\(number)/"))
        #expect(try FreePBX.pbxctl("ringgroup", "delete", number, "--yes").status == 3)
        #expect(try FreePBX.pbxctl("ringgroup", "show", number).status == 3)
        #expect(try FreePBX.pbxctl("ringgroup", "set", number, "--name", "x").status == 3)
    }

    @Test("are not deleted while something leads to them, unless that is said")
    func references() throws {
        let (number, user) = (Numbers.extension(), Numbers.extension())
        #expect(try FreePBX.pbxctl("ringgroup", "add", number, "--member", "1001").status == 0)
        #expect(try FreePBX.pbxctl("ringgroup", "add", user, "--member", "1002", "--member", number, "--no-answer", "ringgroup:\(number)").status == 0)
        #expect(try row(user, "grplist, postdest") == ["1002-\(number)#\text-group,\(number),1"])
        let refused = try FreePBX.pbxctl("ringgroup", "delete", number, "--yes")
        #expect(refused.status == 4 && refused.errors.contains("ring group \(user)"), "\(refused.errors)")
        #expect(try FreePBX.pbxctl("ringgroup", "delete", number, "--yes", "--cascade").status == 0)
        #expect(try row(user, "grplist, postdest") == ["1002\tapp-blackhole,hangup,1"])
        #expect(try FreePBX.pbxctl("ringgroup", "delete", user, "--yes", "--force").status == 0)
    }

    @Test("refuse what FreePBX cannot store, and write nothing", arguments: [
        (2, ["--member", "1001", "--strategy", "bogus"]), (7, ["--member", "1001", "--strategy", "enterprise"]),
        (7, ["--member", "1001", "--strategy", "rollover"]), (2, ["--member", "1001", "--ring-seconds", "301"]),
        (2, ["--member", "10-01"]), (2, ["--member", "1001", "--member", "1001"]), (2, []),
        (2, ["--member", "1001", "--name", String(repeating: "n", count: 36)]), (7, ["--member", "1001,delay=5"]),
        (2, ["--destinations", "nonsense"]), (3, ["--member", "1001", "--no-answer", "queue:9999"]),
        (2, (0..<60).flatMap { ["--member", String(2_000_000 + $0)] }),
    ] as [(Int32, [String])])
    func badInput(status: Int32, options: [String]) throws {
        let before = try Stores.fingerprint("freepbx")
        let outcome = try Program.run(arguments: ["--profile", "freepbx", "ringgroup", "add", Numbers.extension()] + options)
        #expect(outcome.status == status, "\(options): \(outcome.errors)")
        #expect(try Stores.fingerprint("freepbx") == before)
    }

    @Test("take no number that something else has", arguments: ["1001", "700", "8001", "900", "*98", "70", "72", "8888"])
    func numbersInUse(number: String) throws {
        #expect(try FreePBX.pbxctl("ringgroup", "add", number, "--member", "1002").status == (number == "*98" ? 2 : 4))
    }

    @Test("need the manager for changes, not for a listing, and the module for both")
    func parts() throws {
        #expect(try FreePBX.withoutManager("ringgroup", "list").status == 0)
        #expect(try FreePBX.withoutManager("ringgroup", "set", "600", "--name", "X").status == 5)
        #expect(try Lab.mysql("SELECT description FROM ringgroups WHERE grpnum = '600';") == ["Sales"])
        try FreePBX.without(table: "ringgroups") {
            for arguments in [["list"], ["show", "600"], ["add", "7777", "--member", "1"], ["delete", "600", "--yes"]] {
                let outcome = try Program.run(arguments: ["--profile", "freepbx", "ringgroup"] + arguments)
                #expect(outcome.status == 7 && outcome.errors.contains("module ringgroups is not installed"), "\(outcome.errors)")
            }
        }
    }
}
