import Foundation
import Testing

/// Listings ask the manager for everything at once: what they send does not grow with the number of extensions.
@Suite("FreePBX: two thousand extensions", .serialized)
struct FreePBXRoundTripTests {
    private static let count = 2000
    private static let first = 8_800_000

    @Test("are listed with their live data in a few actions of the manager, and in seconds")
    func actions() throws {
        let copy = try FreePBXCopy()
        try copy.mysql(
            """
            CREATE TEMPORARY TABLE numbers AS SELECT \(Self.first) + seq AS n FROM seq_1_to_\(Self.count);
            INSERT INTO users (extension, name, voicemail, ringtimer, outboundcid, sipname) SELECT n, CONCAT('Many ', n), 'novm', 0, '', '' FROM numbers;
            INSERT INTO devices (id, tech, dial, devicetype, user, description, emergency_cid)
                SELECT n, 'pjsip', CONCAT('PJSIP/', n), 'fixed', n, CONCAT('Many ', n), '' FROM numbers;
            INSERT INTO sip (id, keyword, data, flags)
                SELECT n, k.keyword, k.data, 2 FROM numbers, (SELECT 'sipdriver' AS keyword, 'chan_pjsip' AS data UNION SELECT 'context', 'from-internal' UNION SELECT 'secret', 'x') k;
            INSERT INTO findmefollow (grpnum, strategy, grptime, grplist, pre_ring) SELECT n, 'ringallv2-prim', 20, n, 7 FROM numbers;
            INSERT INTO incoming (cidnum, extension, destination, mohclass, description) SELECT '', CONCAT('1999', n), CONCAT('from-did-direct,', n, ',1'), 'default', '' FROM numbers;
            """)
        let numbers = (1...Self.count).map { Self.first + $0 }
        defer { try? Self.take(numbers.flatMap { [("DBDelTree", "AMPUSER", "\($0)", nil), ("DBDel", "CF", "\($0)", nil), ("DBDel", "DND", "\($0)", nil)] }) }
        try Self.take(numbers.flatMap { number -> [(String, String, String, String?)] in
            [("DBPut", "AMPUSER", "\(number)/followme/ddial", "DIRECT"), ("DBPut", "AMPUSER", "\(number)/accountcode", "many"),
             ("DBPut", number % 2 == 0 ? "CF" : "DND", "\(number)", number % 2 == 0 ? "1001" : "YES")]
        })
        for (line, limit, rows) in [
            ("extension list", 9, Self.count), ("extension list --raw", 9, Self.count), ("extension dump", 2, Self.count),
            ("registration list", 3, Self.count), ("state list", 9, Self.count), ("forward list", 4, Self.count / 2), ("did list", 0, Self.count),
            ("callflow list", 2, 1), ("queue list", 2, 2), ("conference list", 3, 1), ("timecondition list", 8, 1), ("ringgroup list", 1, 3),
            ("voicemail box list", 2, 1), ("target list", 0, Self.count), ("target numbers", 0, Self.count),
            ("cache reload extensions", 9, 0),
            // One extension: its own keys alone, sent together.
            ("extension show \(numbers[1])", 20, 0), ("followme list \(numbers[1])", 16, 0), ("followme status \(numbers[1])", 16, 0),
            ("state show \(numbers[1])", 9, 0), ("dnd status \(numbers[1])", 3, 0), ("forward list \(numbers[1])", 4, 0),
        ] {
            let start = Date()
            let outcome = try copy.run("--trace " + line)
            #expect(outcome.status == 0, "\(line): \(outcome.errors.suffix(400))")
            let sent = outcome.errors.split(separator: "\n").filter { $0.contains(#/^trace: \+\d+ms > /#) }
                .filter { line in !["> Challenge", "> Login", "> Logoff"].contains { line.contains($0) } }
            #expect(sent.count <= limit, "\(line): \(sent.count) actions: \(sent.prefix(20))")
            if rows > 0 { #expect(try outcome.array().count >= rows, "\(line)") }
            #expect(Date().timeIntervalSince(start) < 15, "\(line)")
        }
        let listed = try copy.run("extension list").array().filter { ($0["extension"] as? String)?.hasPrefix("880") == true }
        #expect(listed.allSatisfy { $0["follow_me"] as? Bool == true && $0["account_code"] as? String == "many" })
        #expect(listed.filter { $0["do_not_disturb"] as? Bool == true }.count == Self.count / 2)
        #expect(listed.filter { $0["call_forward_all"] as? String == "1001" }.count == Self.count / 2)
    }

    /// Changes AstDB over the manager, with everything on its way before the first answer.
    private static func take(_ changes: [(action: String, family: String, key: String, value: String?)]) throws {
        var text = "Action: Login\r\nUsername: admin\r\nSecret: \(try Lab.secret("LAB_AMI_PASSWORD_FILE"))\r\nEvents: off\r\n\r\n"
        for change in changes {
            text += "Action: \(change.action)\r\nFamily: \(change.family)\r\nKey: \(change.key)\r\n"
            text += (change.value.map { "Val: \($0)\r\n" } ?? "") + "\r\n"
        }
        let outcome = try Program.start(
            "/bin/bash", ["-c", "exec 3<>/dev/tcp/127.0.0.1/$1; cat <&3 >/dev/null & cat >&3; wait", "bash", Lab.value("LAB_AMI_PORT")],
            input: text + "Action: Logoff\r\n\r\n", environment: ["PATH": "/usr/bin:/bin"], deadline: 60)
        guard outcome.status == 0 else { throw Program.Problem("the manager: \(outcome.errors)") }
    }
}
