import Foundation
import Testing

/// Every write of FusionPBX once, in an order in which each changes something and the last leaves nothing behind.
struct FusionPBXWriteSequence {
    struct Write: CustomTestStringConvertible, Sendable {
        var words: [String]
        var input = ""
        /// The cache entries that have to go, none else.
        var keys: [String] = []
        /// What was in no cache is not forgotten a second time.
        var isNew = false
        /// Under which of FusionPBX's applications it is noted.
        var application: String
        var type: String
        /// A question to the database and its answer afterwards.
        var question: String
        var answer: [String]

        var testDescription: String { words.joined(separator: " ") }
    }

    static let extensions = "extensions e68d9689-2769-e013-28fa-6214bf47fca3"
    static let destinations = "destinations 5ec89622-b19c-3559-64f0-afde802ab139"
    static let ringGroups = "ring_groups 1d61fb65-1eec-bc73-a6ee-a6203b4fe6f2"
    static let callForward = "call_forward 19806921-e8ed-dcff-b325-dd3e5da4959d"
    static let callFlows = "call_flows b1b70f85-6b42-429b-8c5a-60c8b02b7d14"
    static let voicemails = "voicemails b523c2d2-64cd-46f1-9520-ca4b4098e044"
    static let users = "users 112124b3-95c2-5352-7e9d-d14c0b88f207"

    let number = Numbers.extension()
    let group = Numbers.extension()
    let did = Numbers.did()
    let admin = "sequence" + Numbers.extension()
    let message = UUID().uuidString.lowercased()
    let domain = FusionPBXOffice.domain

    /// A message of the mailbox that the first write makes.
    var messageRow: String {
        """
        INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch, caller_id_number, message_length)
        SELECT '\(message)', domain_uuid, voicemail_uuid, 1700000000, '12085550000', 3
        FROM v_voicemails WHERE voicemail_id = '\(number)' AND domain_uuid = \(FusionPBXOffice.identifier(domain))
        """
    }

    private var own: String { "domain_uuid = \(FusionPBXOffice.identifier(domain))" }
    private var directory: [String] { ["directory:\(number)@\(domain)"] }
    private var route: [String] { ["dialplan:\(domain)"] }
    private var inbound: [String] {
        ["dialplan:public", "dialplan:public:\(did)", "dialplan:public:+\(did)"] + [FusionPBXOffice.branch, domain].flatMap { name in
            ["app:dialplan:outbound:is_local:\(did)@\(name)", "app:dialplan:outbound:is_local:+\(did)@\(name)"]
        }
    }

    private func extensionWrite(_ words: [String], _ application: String, _ columns: String, _ answer: String, type: String = "update") -> Write {
        Write(
            words: words, keys: directory, application: application, type: type,
            question: "SELECT \(columns) FROM v_extensions e LEFT JOIN v_follow_me f USING (follow_me_uuid) WHERE e.extension = '\(number)' AND e.\(own)",
            answer: [answer])
    }

    /// Of both switches and both flags of follow-me.
    private static let switches = """
        coalesce(e.do_not_disturb::text, 'false'), coalesce(e.forward_all_enabled::text, 'false'), coalesce(e.forward_busy_enabled::text, 'false'),
        coalesce(e.follow_me_enabled::text, 'false'), coalesce(f.follow_me_enabled::text, 'false')
        """

    private func switchWrite(_ words: [String], _ answer: String) -> Write {
        extensionWrite(words, Self.callForward, Self.switches, answer)
    }

    private func entries(_ words: [String], _ answer: [String]) -> Write {
        Write(
            words: words, keys: directory, application: Self.callForward, type: "update",
            question: """
                SELECT d.follow_me_destination FROM v_follow_me_destinations d JOIN v_extensions e USING (follow_me_uuid)
                WHERE e.extension = '\(number)' AND e.\(own) ORDER BY d.follow_me_order
                """,
            answer: answer)
    }

    private func inboundWrite(_ words: [String], type: String, _ column: String, _ answer: [String]) -> Write {
        Write(
            words: words, keys: inbound, application: Self.destinations, type: type,
            question: "SELECT \(column) FROM v_destinations d JOIN v_dialplans p USING (dialplan_uuid) WHERE destination_number = '\(did)'", answer: answer)
    }

    private func groupWrite(_ words: [String], type: String, keys: [String], _ answer: [String]) -> Write {
        Write(
            words: words, keys: keys, application: Self.ringGroups, type: type,
            question: """
                SELECT g.ring_group_name, p.dialplan_name, string_agg(d.destination_number, ' ' ORDER BY d.destination_delay, d.destination_number)
                FROM v_ring_groups g JOIN v_dialplans p USING (dialplan_uuid) JOIN v_ring_group_destinations d USING (ring_group_uuid)
                WHERE ring_group_extension = '\(group)' AND g.\(own) GROUP BY 1, 2
                """,
            answer: answer)
    }

    private func flowWrite(_ state: String, _ answer: String) -> Write {
        Write(
            words: ["callflow", "set", "710", state], keys: route, application: Self.callFlows, type: "update",
            question: "SELECT call_flow_status FROM v_call_flows WHERE call_flow_extension = '710'", answer: [answer])
    }

    private func messageWrite(_ words: [String], type: String, _ answer: [String]) -> Write {
        Write(
            words: ["voicemail"] + words, application: Self.voicemails, type: type,
            question: "SELECT coalesce(message_status, 'new') FROM v_voicemail_messages WHERE voicemail_message_uuid = '\(message)'", answer: answer)
    }

    private func adminWrite(_ words: [String], input: String = "", type: String, _ answer: [String]) -> Write {
        Write(
            words: ["admin"] + words, input: input, application: Self.users, type: type,
            question: "SELECT user_email FROM v_users WHERE username = '\(admin)'", answer: answer)
    }

    var writes: [Write] {
        var added = extensionWrite(
            ["extension", "add", number, "--name", "Sequence", "--voicemail"], Self.extensions, "e.effective_caller_id_name", "Sequence", type: "add")
        added.isNew = true
        var deleted = extensionWrite(["extension", "delete", number, "--yes"], Self.extensions, "e.extension", "", type: "delete")
        deleted.keys.append("voicemail_uuid:\(number)@\(domain)")
        deleted.answer = []
        return [
            added,
            extensionWrite(["extension", "set", number, "--name", "Renamed"], Self.extensions, "e.effective_caller_id_name", "Renamed"),
            messageWrite(["mark", number, message], type: "update", ["saved"]),
            messageWrite(["move", number, message, "--to", "new"], type: "update", ["new"]),
            messageWrite(["delete", number, message, "--yes"], type: "delete", []),
            entries(["followme", "add", number, "12085550009"], [number, "12085550009"]),
            switchWrite(["followme", "enable", number], "false|false|false|true|true"),
            switchWrite(["forward", "set", number, "1002"], "false|true|false|false|false"),
            switchWrite(["dnd", "on", number], "true|false|false|false|false"),
            switchWrite(["dnd", "off", number], "false|false|false|false|false"),
            switchWrite(["forward", "set", number, "1003", "--kind", "busy"], "false|false|true|false|false"),
            switchWrite(["forward", "clear", number, "--kind", "busy"], "false|false|false|false|false"),
            switchWrite(["followme", "set", number, "--action", "enable"], "false|false|false|true|true"),
            switchWrite(["followme", "disable", number], "false|false|false|false|false"),
            entries(["followme", "remove", number, "12085550009"], [number]),
            inboundWrite(["did", "add", did, "--to", "extension:\(number)"], type: "add", "destination_data", ["\(number) XML \(domain)"]),
            inboundWrite(["did", "set", did, "--to", "extension:1001"], type: "update", "p.dialplan_xml LIKE '%data=\"1001 XML \(domain)\"%'", ["t"]),
            inboundWrite(["did", "delete", did, "--yes"], type: "delete", "destination_data", []),
            groupWrite(
                ["ringgroup", "add", group, "--name", "Sequence", "--member", number], type: "add", keys: route, ["Sequence|Sequence|\(number)"]),
            groupWrite(["ringgroup", "set", group, "--name", "Second"], type: "update", keys: route, ["Second|Second|\(number)"]),
            // The script reads the members when a call comes.
            groupWrite(["ringgroup", "set", group, "--member", "1001"], type: "update", keys: [], ["Second|Second|1001"]),
            groupWrite(["ringgroup", "delete", group, "--yes"], type: "delete", keys: route, []),
            flowWrite("alternate", "false"), flowWrite("normal", "true"),
            adminWrite(
                ["add", admin, "--password-file", "-", "--email", "a@example.test", "--sections", "user"], input: "Sequence-secret-1\n",
                type: "add", ["a@example.test"]),
            adminWrite(["set", admin, "--email", "b@example.test"], type: "update", ["b@example.test"]),
            adminWrite(["delete", admin, "--yes"], type: "delete", []),
            deleted,
        ]
    }

    /// Whatever a failed test has left.
    func cleanUp(_ office: FusionPBXOffice) {
        office.remove(number)
        office.removeDID(did)
        for words in [["ringgroup", "delete", group, "--force"], ["admin", "delete", admin]] {
            _ = try? Program.run(
                arguments: ["--profile", "rows"] + words + ["--yes", "--if-exists", "--offline"],
                environment: ["PBXCTL_CONFIG": office.configuration])
        }
        _ = try? office.sql("UPDATE v_call_flows SET call_flow_status = 'true' WHERE call_flow_extension = '710'")
        _ = try? office.sql("DELETE FROM v_voicemail_messages WHERE voicemail_message_uuid = '\(message)'")
    }
}

extension FusionPBXOffice {
    /// The newest notes of pbxctl in FusionPBX's record of changes: `application uuid type`.
    func notes(after count: Int) throws -> [String] {
        try sql(
            """
            SELECT app_name || ' ' || app_uuid || ' ' || transaction_type FROM v_database_transactions WHERE transaction_address = 'pbxctl'
            ORDER BY transaction_date OFFSET \(count)
            """)
    }

    func noteCount() throws -> Int {
        try sql("SELECT count(*) FROM v_database_transactions WHERE transaction_address = 'pbxctl'").first.flatMap { Int($0) } ?? 0
    }

    /// A text that differs as soon as any row of a domain does.
    func fingerprint(of domain: String) throws -> String {
        let tables = try sql(
            """
            SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = 'public' AND c.column_name = 'domain_uuid' AND c.table_name NOT LIKE 'v_xml_cdr%' AND t.table_type = 'BASE TABLE'
            ORDER BY 1
            """)
        let sums = tables.map { table in
            """
            SELECT '\(table)', md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM \(table) t
            WHERE domain_uuid = \(Self.identifier(domain))
            """
        }
        return try sql(sums.joined(separator: " UNION ALL ") + " ORDER BY 1").joined(separator: "\n")
    }
}

extension EventSocketServer {
    /// The keys deleted since a number of commands, one list for each time.
    func deletions(after count: Int) throws -> [[String]] {
        try commands().dropFirst(count).filter { $0.hasPrefix("api lua ~") }.map { command in
            command.components(separatedBy: "c.del(\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        }
    }
}
