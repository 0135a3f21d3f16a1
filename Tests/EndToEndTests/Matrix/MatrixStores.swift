import Foundation

/// The stores of one profile's PBX: all they hold, and putting back what a failed case left.
protocol MatrixStores {
    func contents() throws -> MatrixContents
    /// Remembers everything, for `heal`.
    func keep() throws
    /// Puts everything back as it was at `keep`, whatever happened.
    func heal() throws
    /// Takes away what no undoing takes away: FreePBX's mark that a reload is due, FusionPBX's notes of who changed what.
    func calm() throws
    /// Runs `body` and takes away what it left in FusionPBX's notes of who changed what.
    func unnoted(_ body: () throws -> Void) throws
    /// The folder of a mailbox.
    func mailboxFolder(_ number: String) -> String
    /// The ids of two of the messages that `fill` puts into a mailbox.
    var messages: [String] { get }
    /// Puts the same messages into a mailbox, which has no others then.
    func fill(_ number: String) throws
    func empty(_ number: String) throws
}

extension MatrixStores {
    /// Each file below a folder and how it begins, as a line.
    func files(below folder: String, as name: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().map { path in
            let start = (FileManager.default.contents(atPath: "\(folder)/\(path)") ?? Data()).prefix(300)
            return "\(name)\t\(path)\t" + String(decoding: start.map { (32...126).contains($0) ? $0 : 32 }, as: UTF8.self)
        }
    }
}

/// The lab's FreePBX: every table, all of AstDB, voicemail.conf, the voicemail spool and the calls that wait in Asterisk's spool.
final class FreePBXMatrixStores: MatrixStores {
    private let database: DatabaseClient
    private let query: String
    private let tables: [String]
    private var kept: (rows: String, voicemail: String, keys: [Substring]) = ("", "", [])

    init() throws {
        database = try DatabaseClient.mysql()
        // Notices of reloads come on their own.
        tables = try database.ask(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'asterisk' AND table_type = 'BASE TABLE' AND table_name <> 'notifications' ORDER BY 1;"
        ).split(separator: "\n").map(String.init)
        query = tables.map { "SELECT '\($0)', t.* FROM `\($0)` t;" }.joined(separator: "\n")
    }

    private var file: String { Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf" }

    func contents() throws -> MatrixContents {
        let voicemail = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix(";") }
        let spool = try files(below: Lab.value("LAB_ASTERISK_SPOOL") + "/voicemail", as: "spool")
        return MatrixContents(
            try database.ask(query) + keys().joined(separator: "\n") + "\n"
                // Asterisk writes lines `name = value`, FreePBX `name=value`.
                + voicemail.map { "voicemail.conf\t" + $0.filter { $0 != " " } }.joined(separator: "\n") + "\n" + (spool + calls()).joined(separator: "\n"))
    }

    private var outgoing: String { Lab.value("LAB_ASTERISK_SPOOL") + "/outgoing" }

    /// Each with its moment, which decides when it is made.
    private func calls() throws -> [String] {
        try files(below: outgoing, as: "outgoing").map { line in
            let name = String(line.split(separator: "\t")[1])
            let date = try FileManager.default.attributesOfItem(atPath: "\(outgoing)/\(name)")[.modificationDate] as? Date
            return "\(line)\t\(Int(date?.timeIntervalSince1970 ?? 0))"
        }
    }

    /// Phones come and go on their own.
    private func keys() throws -> [Substring] {
        try Lab.asterisk("database show").split(separator: "\n").filter { $0.hasPrefix("/") && !$0.hasPrefix("/registrar/") }
    }

    func keep() throws {
        let outcome = try Program.start(
            "/usr/bin/mariadb-dump",
            ["--socket=\(Lab.value("LAB_MYSQL_SOCKET"))", "-ufreepbxuser", "--compact", "--no-create-info", "--default-character-set=utf8mb4", "asterisk"]
                + tables, input: "", environment: ["MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")], deadline: 30)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
        kept = (outcome.output, try String(contentsOfFile: file, encoding: .utf8), try keys())
    }

    func heal() throws {
        try database.ask(tables.map { "DELETE FROM `\($0)`;" }.joined(separator: "\n"))
        try database.ask(kept.rows)
        let now = try keys()
        for line in Set(now).subtracting(kept.keys) { _ = try Lab.asterisk("database del \(Self.words(line).key)") }
        for line in Set(kept.keys).subtracting(now) {
            let words = Self.words(line)
            _ = try Lab.asterisk("database put \(words.key) \"\(words.value)\"")
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: outgoing) { try FileManager.default.removeItem(atPath: "\(outgoing)/\(name)") }
        try Data(kept.voicemail.utf8).write(to: URL(filePath: file))
        _ = try Lab.asterisk("module reload app_voicemail.so")
    }

    /// `AMPUSER 1001/cidname` and its value.
    private static func words(_ line: Substring) -> (key: String, value: String) {
        let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        let path = parts[0].dropFirst().split(separator: "/", maxSplits: 1)
        return (path.joined(separator: " "), parts.count > 1 ? parts[1] : "")
    }

    func calm() throws { try database.ask("UPDATE admin SET value = 'false' WHERE variable = 'need_reload';") }

    func unnoted(_ body: () throws -> Void) throws { try body() }

    func mailboxFolder(_ number: String) -> String { Lab.value("LAB_ASTERISK_SPOOL") + "/voicemail/default/\(number)" }

    let messages = ["INBOX/msg0000", "INBOX/msg0002"]
    private let start = Int(Date().timeIntervalSince1970)

    func fill(_ number: String) throws { try FreePBXMessages.fill(number, at: start, identifiers: false) }

    func empty(_ number: String) throws { try? FileManager.default.removeItem(atPath: mailboxFolder(number)) }
}

/// One of the lab's FusionPBX databases, and the voicemail storage.
final class FusionPBXMatrixStores: MatrixStores {
    private let database: DatabaseClient
    private let query: String
    private let tables: [String]
    private let name: String
    private var kept = ""
    private var keptAt = ""
    /// When and by whom a row was touched last is no part of what it says.
    private static let stamps = ["insert_date", "update_date", "insert_user", "update_user", "transaction_date"]

    init(_ name: String) throws {
        self.name = name
        database = try DatabaseClient.postgres(name)
        let columns = try database.ask(
            """
            SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'v_xml_cdr' ORDER BY 1, ordinal_position;
            """
        ).split(separator: "\n").map { $0.split(separator: "|").map(String.init) }
        tables = Set(columns.map { $0[0] }).sorted()
        query = tables.map { table in
            let names = columns.filter { $0[0] == table && !Self.stamps.contains($0[1]) }.map { "\"\($0[1])\"" }
            return "SELECT '\(table)' || E'\\t' || replace(ROW(\(names.joined(separator: ",")))::text, E'\\n', ' ') FROM \(table);"
        }.joined(separator: "\n")
    }

    func contents() throws -> MatrixContents {
        MatrixContents(
            try database.ask(query) + files(below: Lab.value("LAB_FUSION_STORAGE") + "/voicemail", as: "storage").joined(separator: "\n"))
    }

    func keep() throws {
        let outcome = try Program.start(
            "/usr/lib/postgresql/15/bin/pg_dump",
            ["-h", "127.0.0.1", "-p", Lab.value("LAB_PG_PORT"), "-U", "fusionpbx", "--data-only", "--schema=public", "--exclude-table=v_xml_cdr", name],
            input: "", environment: ["PGPASSWORD": try Lab.secret("LAB_PG_PASSWORD_FILE")], deadline: 30)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
        kept = outcome.output
        keptAt = try now()
    }

    private func now() throws -> String { try database.ask("SELECT clock_timestamp();").trimmingCharacters(in: .whitespacesAndNewlines) }

    /// The dump clears the search path, so it goes to a client of its own.
    func heal() throws {
        let client = try DatabaseClient.postgres(name)
        try client.ask("BEGIN; " + tables.map { "DELETE FROM \($0);" }.joined(separator: "\n") + "\n" + kept + "\nCOMMIT;")
    }

    func calm() throws { try forgetNotes(since: keptAt) }

    func unnoted(_ body: () throws -> Void) throws {
        let moment = try now()
        try body()
        try forgetNotes(since: moment)
    }

    private func forgetNotes(since moment: String) throws {
        guard !moment.isEmpty else { return }
        try database.ask("DELETE FROM v_database_transactions WHERE transaction_date::timestamptz > '\(moment)';")
    }

    func mailboxFolder(_ number: String) -> String { Lab.value("LAB_FUSION_STORAGE") + "/voicemail/default/\(FusionPBX.domain)/\(number)" }

    let messages = (0..<3).map { _ in UUID().uuidString.lowercased() }

    func fill(_ number: String) throws {
        try empty(number)
        try FileManager.default.createDirectory(atPath: mailboxFolder(number), withIntermediateDirectories: true)
        for id in messages {
            try database.ask(
                """
                INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch, message_length)
                SELECT '\(id)', domain_uuid, voicemail_uuid, 1795000000, 3
                FROM v_voicemails WHERE voicemail_id = '\(number)' AND domain_uuid = \(FusionPBX.identifier());
                """)
            try Data("RIFF \(id)".utf8).write(to: URL(filePath: "\(mailboxFolder(number))/msg_\(id).wav"))
        }
    }

    func empty(_ number: String) throws {
        for id in messages {
            try database.ask("DELETE FROM v_voicemail_messages WHERE voicemail_message_uuid = '\(id)';")
            try? FileManager.default.removeItem(atPath: "\(mailboxFolder(number))/msg_\(id).wav")
        }
    }
}
