import Foundation
import Testing

/// A FusionPBX with switches and a profile of the test's own, on one of the lab's databases: for nodes that hang, refuse
/// or are several, and for tests of rows alone.
final class FusionPBXOffice {
    static let domain = FusionPBX.domain
    static let branch = FusionPBX.branch

    let version: FusionPBX
    let database: String
    let switches: [EventSocketServer]
    let folder: URL
    /// Without a switch: for tests of rows alone, which are quicker so.
    let isOffline: Bool
    var node: EventSocketServer { switches[0] }
    var configuration: String { folder.appending(path: "pbxctl.conf").path }

    init(
        _ version: FusionPBX = .native, offline: Bool = false, domain: String? = FusionPBXOffice.domain,
        modes: [String] = ["normal"],
        user: String = "fusionpbx", password: String? = nil, port: String? = nil,
        managers: [String]? = nil, managerPassword: String = EventSocketServer.password, extra: (String) -> [String] = { _ in [] }, database: String? = nil
    ) throws {
        self.version = version
        let database = database ?? version.database
        self.database = database
        isOffline = offline
        switches = try (offline ? [] : modes).map { try EventSocketServer(mode: $0, database: database) }
        folder = FileManager.default.temporaryDirectory.appending(path: "pbxctl-office-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "storage/voicemail"), withIntermediateDirectories: true)
        try secret("database.pass", password ?? Lab.secret("LAB_PG_PASSWORD_FILE"))
        try secret("manager.pass", managerPassword)
        var lines = [
            "[office]", "kind = fusionpbx",
            "database = postgresql://\(user)@127.0.0.1:\(port ?? Lab.value("LAB_PG_PORT"))/\(database)",
            "database_password_file = \(folder.path)/database.pass", "switch_storage = \(folder.path)/storage",
        ]
        for address in managers ?? (offline ? ["127.0.0.1:1"] : switches.map { "127.0.0.1:\($0.port)" }) {
            lines.append("manager = esl://\(address)")
        }
        lines.append("manager_password_file = \(folder.path)/manager.pass")
        if let domain { lines.append("domain = \(domain)") }
        lines += extra(folder.path)
        // For cleaning up: nobody is told, and nobody has to be waited for.
        lines += [
            "[rows]", lines[1], "database = postgresql://fusionpbx@127.0.0.1:\(Lab.value("LAB_PG_PORT"))/\(database)",
            "database_password_file = \(Lab.value("LAB_PG_PASSWORD_FILE"))", lines[4], "manager = esl://127.0.0.1:1",
            "manager_password_file = \(folder.path)/manager.pass", "domain = \(domain ?? Self.domain)",
        ]
        try secret("pbxctl.conf", lines.joined(separator: "\n"))
    }

    func close() {
        for server in switches { server.stop() }
        try? FileManager.default.removeItem(at: folder)
    }

    /// A file that nobody else may read.
    @discardableResult
    func secret(_ name: String, _ text: String) throws -> String {
        let path = folder.appending(path: name).path
        guard FileManager.default.createFile(
            atPath: path, contents: Data((text + "\n").utf8), attributes: [.posixPermissions: 0o600])
        else { throw Program.Problem("\(path) cannot be written") }
        return path
    }

    func pbxctl(_ arguments: String..., input: String = "", deadline: Double = 60) throws -> Program.Outcome {
        try run(arguments, input: input, deadline: deadline)
    }

    func run(_ arguments: [String], input: String = "", deadline: Double = 60) throws -> Program.Outcome {
        var words = ["--profile", "office", "-o", "json"] + arguments
        if isOffline, let verb = words.firstIndex(where: { ["add", "set", "delete"].contains($0) }) {
            words.insert("--offline", at: verb + 1)
        }
        return try Program.run(
            arguments: words, input: input,
            environment: ["PBXCTL_CONFIG": configuration], deadline: deadline)
    }

    /// As `pbxctl`, for what has to succeed.
    @discardableResult
    func done(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> [String: Any] {
        let outcome = try run(arguments)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)", sourceLocation: sourceLocation)
        return try outcome.object()
    }

    /// Takes an extension away whatever refers to it, whether it is there or not.
    func remove(_ number: String, domain: String = FusionPBXOffice.domain) {
        cleanUp(["--domain", domain, "extension", "delete", number, "--yes", "--if-exists", "--force"])
        _ = try? sql("DELETE FROM v_voicemails WHERE voicemail_id = '\(number)' AND domain_uuid = \(Self.identifier(domain))")
    }

    func removeDID(_ did: String) { cleanUp(["did", "delete", did, "--yes", "--if-exists"]) }

    private func cleanUp(_ words: [String]) {
        _ = try? Program.run(
            arguments: ["--profile", "rows"] + words + ["--offline"], environment: ["PBXCTL_CONFIG": configuration])
    }

    // The database

    /// Whole rows, every value as text, as PostgreSQL prints it.
    func rows(_ table: String, _ condition: String) throws -> [[String: String?]] {
        try sql("SELECT row_to_json(t) FROM \(table) t WHERE \(condition)").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            return object.mapValues { value in
                switch value {
                case is NSNull: nil
                case let text as String: text
                case let number as NSNumber where CFBooleanCheck.isBoolean(number): number.boolValue ? "true" : "false"
                case let number as NSNumber: number.stringValue
                default:
                    (try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes]))
                        .map { String(decoding: $0, as: UTF8.self) }
                }
            }
        }
    }

    func extensionRow(_ number: String, domain: String = FusionPBXOffice.domain) throws -> [String: String?] {
        try #require(
            try rows("v_extensions", "extension = '\(number)' AND domain_uuid = \(Self.identifier(domain))").first,
            "extension \(number)")
    }

    func mailbox(_ number: String) throws -> [String: String?] {
        try #require(
            try rows("v_voicemails", "voicemail_id = '\(number)' AND domain_uuid = \(Self.identifier(Self.domain))").first,
            "mailbox \(number)")
    }

    @discardableResult
    func sql(_ statement: String) throws -> [String] { try Lab.postgres(statement, database: database) }

    static func identifier(_ domain: String) -> String { FusionPBX.identifier(domain) }

    /// A text that differs as soon as any row that pbxctl may write does.
    func fingerprint() throws -> String { try Stores.fingerprint(version.rawValue) }

    /// Every column of every table that holds the text, as `table.column`; the record of changes and the calls of the
    /// past are meant to keep it.
    func places(of text: String) throws -> [String] {
        let columns = try sql(
            """
            SELECT table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name NOT IN ('v_database_transactions', 'v_xml_cdr', 'v_xml_cdr_json', 'v_xml_cdr_flow', 'v_xml_cdr_logs')
              AND data_type IN ('text', 'uuid', 'character varying', 'json', 'jsonb', 'numeric', 'bigint', 'integer')
            """)
        let questions = columns.map { place in
            let part = place.split(separator: ".")
            return "SELECT '\(place)' WHERE EXISTS (SELECT 1 FROM \(part[0]) WHERE \(part[1])::text LIKE '%\(text)%')"
        }
        return try sql(questions.joined(separator: " UNION ALL "))
    }
}

/// JSON's booleans come as numbers of their own kind.
private enum CFBooleanCheck {
    static func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" || String(cString: number.objCType) == "B" }
}

/// The columns in which two rows differ.
func differences(_ one: [String: String?], _ other: [String: String?]) -> Set<String> {
    Set(Set(one.keys).union(other.keys).filter { (one[$0] ?? nil) != (other[$0] ?? nil) })
}

/// Compares a stored row with a recorded one, column by column, words of the recording replaced.
func expectRow(
    _ row: [String: String?], _ recorded: [String: String?], replacing places: [String: String],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for (column, value) in recorded {
        let wanted = places.reduce(value) { $0?.replacingOccurrences(of: $1.key, with: $1.value) }
        #expect((row[column] ?? nil) == wanted, "\(column)", sourceLocation: sourceLocation)
    }
}
