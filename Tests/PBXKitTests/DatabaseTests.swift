import Foundation
import Testing

@testable import PBXKit

@Suite("SQL servers")
struct SQLServerTests {
    private struct Stop: Error, Equatable {}

    static let awkward = ["", "O'Neil", "Zoë \"Z\" <sales>", "a;b -- c", "日本 📞", "tab\tnew\nline", "back\\slash", "100%_", "$1 ?"]

    @Test("give every text back as it was sent", arguments: LabDatabase.allCases, awkward)
    func roundTrip(server: LabDatabase, text: String) throws {
        let database = try server.open()
        let row = try #require(try database.firstRow(
            "SELECT CAST(\(text) AS CHAR(100)) AS a, \(nil as String?) AS b, CAST(\(-42) AS DECIMAL(10)) AS c"
        ))
        #expect(row["a"]?.trimmingCharacters(in: .init(charactersIn: " ")) == text)
        #expect(row["b"] == nil)
        #expect(row.has("b"))
        #expect(!row.has("d"))
        #expect(row["c"] == "-42")
    }

    @Test("are reached over their unix sockets", arguments: LabDatabase.allCases)
    func socket(server: LabDatabase) throws {
        let database = try server.socketAddress().open(connectTimeout: .seconds(5), silenceTimeout: .seconds(5))
        #expect(try database.value("SELECT 1") == "1")
    }

    @Test("give large values whole", arguments: LabDatabase.allCases)
    func largeValues(server: LabDatabase) throws {
        let database = try server.open()
        try database.execute("CREATE TEMPORARY TABLE large (n integer, body \(largeText(server)))")
        let sizes = [10, 1_000_000, 3, 70_000, 2_000_000]
        for (n, size) in sizes.enumerated() {
            let text = String(repeating: "é", count: size / 2)
            #expect(try database.execute("INSERT INTO large VALUES (\(n), \(text))") == 1)
        }
        let rows = try database.rows("SELECT body, n FROM large ORDER BY n")
        #expect(rows.map { $0["body"]?.utf8.count } == sizes.map { $0 / 2 * 2 })
        #expect(rows.allSatisfy { $0["body"]?.allSatisfy { $0 == "é" } == true })
    }

    @Test("say the largest and the smallest numbers, and times that are none")
    func extremes() throws {
        let mySQL = try LabDatabase.mySQL.open()
        try mySQL.execute("SET SESSION sql_mode = ''")
        try mySQL.execute("""
            CREATE TEMPORARY TABLE extremes (
              tiny tinyint, small smallint, medium mediumint, whole int, big bigint, many int unsigned, few smallint unsigned,
              at datetime, day date, stamp timestamp NULL, body varchar(300))
            """)
        try mySQL.execute("""
            INSERT INTO extremes VALUES
            (-128, -32768, -8388608, -2147483648, -9223372036854775808, 4294967295, 65535, '0000-00-00', '0000-00-00', '2024-02-29', REPEAT('x', 250)),
            (127, 32767, 8388607, 2147483647, 9223372036854775807, 0, 0, '9999-12-31 23:59:59', '0099-01-01', NULL, REPEAT('x', 251)),
            (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '')
            """)
        let rows = try mySQL.rows("SELECT * FROM extremes")
        let first = ["-128", "-32768", "-8388608", "-2147483648", "-9223372036854775808", "4294967295", "65535", "0000-00-00 00:00:00", "0000-00-00"]
        #expect(Array(rows[0].values.prefix(9)) == first)
        #expect(rows[0].values[9] == "2024-02-29 00:00:00")
        let second = ["127", "32767", "8388607", "2147483647", "9223372036854775807", "0", "0", "9999-12-31 23:59:59", "0099-01-01"]
        #expect(Array(rows[1].values.prefix(9)) == second)
        #expect(rows.map { $0.values[10]?.count } == [250, 251, 0])
        #expect(rows[2].values.prefix(10).allSatisfy { $0 == nil } && rows[1].values[9] == nil)
    }

    @Test("say dates, bytes and flags in their usual texts")
    func types() throws {
        let mySQL = try LabDatabase.mySQL.open()
        try mySQL.execute("""
            CREATE TEMPORARY TABLE kinds (
              at datetime, fine datetime(3), day date, raw varbinary(8), flag tinyint(1), amount decimal(8,2), ratio double,
              big bigint unsigned, padded int(6) zerofill, hour time, year4 year, choice enum('yes','no'))
            """)
        try mySQL.execute("""
            INSERT INTO kinds VALUES ('2024-02-29 01:02:03', '2024-02-29 01:02:03.5', '2024-02-29', X'00FF41', 1, 1.50, 0.1,
            18446744073709551615, 42, '-12:00:01', 2024, 'yes')
            """)
        try mySQL.forEachRow("SELECT * FROM kinds") { row in
            #expect(row.text(0) == "2024-02-29 01:02:03")
            #expect(row.text(1) == "2024-02-29 01:02:03.500")
            #expect(row.text(2) == "2024-02-29")
            #expect(row.bytes(3).map { Array($0) } == [0, 0xff, 0x41])
            #expect(row.text(4) == "1")
            #expect(row.text(5) == "1.50")
            #expect(row.text(6) == "0.1")
            #expect(row.text(7) == "18446744073709551615")
            #expect(row.text(8) == "000042")
            #expect(row.text(9) == "-12:00:01")
            #expect(row.text(10) == "2024")
            #expect(row.text(11) == "yes")
            #expect(row.count == 12)
        }
        let postgreSQL = try LabDatabase.postgreSQL.open()
        let row = try #require(try postgreSQL.firstRow("""
            SELECT true AS flag, timestamp '2024-02-29 01:02:03' AS at, 1.50 AS amount, '{"a":1}'::json AS body
            """))
        #expect(row.values == ["t", "2024-02-29 01:02:03", "1.50", "{\"a\":1}"])
    }

    @Test("say the same in the server's own form as in texts")
    func compact() throws {
        let database = try LabDatabase.postgreSQL.open()
        try database.execute("SET TimeZone = 'UTC'")
        try database.execute("""
            CREATE TEMPORARY TABLE kinds (
              n integer, small smallint, whole integer, big bigint, flag boolean, id uuid, at timestamptz, body text, few varchar(9),
              fixed char(3))
            """)
        try database.execute("""
            INSERT INTO kinds VALUES
            (1, -32768, -2147483648, -9223372036854775808, true, '00112233-4455-6677-8899-AABBCCDDEEFF', '0001-01-01 00:00:00Z',
             'Zoë "Z"', 'a,b', 'x'),
            (2, 32767, 2147483647, 9223372036854775807, false, 'ffffffff-ffff-ffff-ffff-ffffffffffff', '9999-12-31 23:59:59.999999Z',
             '', '', ''),
            (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
            (4, 0, 7, 42, true, '00000000-0000-0000-0000-000000000000', '1999-12-31 23:59:59.5Z', 'b', 'c', 'abc'),
            (5, -1, -1, -1, true, '00000000-0000-0000-0000-000000000000', '2024-02-29 01:02:03.00001+05:30', 'b', 'c', 'abc')
            """)
        func rows(_ encoding: RowEncoding) throws -> [[String?]] {
            var rows: [[String?]] = []
            try database.forEachRow("SELECT * FROM kinds ORDER BY n", as: encoding) { rows.append($0.kept().values) }
            return rows
        }
        let texts = try rows(.text)
        #expect(texts[0][6] == "0001-01-01 00:00:00+00" && texts[4][6] == "2024-02-28 19:32:03.00001+00")
        #expect(try rows(.compact) == texts)
    }

    @Test("say nothing of moments that no clock shows, and refuse types that are not read in their own form")
    func compactLimits() throws {
        let database = try LabDatabase.postgreSQL.open()
        let moments: SQL = "VALUES ('infinity'::timestamptz), ('-infinity'), ('0044-03-15 12:00:00 BC'), ('12000-01-01')"
        var texts: [String?] = []
        try database.forEachRow(moments, as: .compact) { texts.append($0.text(0)) }
        #expect(texts == ["", "", "", ""])
        #expect(throws: DatabaseError.self) { try database.forEachRow("SELECT 1.5 AS ratio", as: .compact) { _ in } }
        #expect(try database.value("SELECT 1") == "1")
    }

    @Test("stream 200,000 rows in flat memory", arguments: LabDatabase.allCases)
    func streaming(server: LabDatabase) throws {
        let database = try server.open()
        let before = peakMemory()
        var count = 0
        var bytes = 0
        try database.forEachRow("SELECT REPEAT('', 1), REPEAT('x', 1000) FROM (\(server.numbers(200_000))) AS s") { row in
            count += 1
            bytes += row.bytes(1)?.count ?? 0
        }
        #expect(count == 200_000)
        #expect(bytes == 200_000_000)
        // Kept anywhere, the rows would take two hundred megabytes. Other tests run at the same time.
        #expect(peakMemory() - before < 60_000, "kilobytes")
    }

    @Test("go on after a reader stopped in the middle", arguments: LabDatabase.allCases, [5, 5_000_000])
    func stopping(server: LabDatabase, rows: Int) throws {
        let database = try server.open()
        for _ in 1...3 {
            var count = 0
            let start = ContinuousClock.now
            #expect(throws: Stop()) {
                try database.forEachRow(server.numbers(rows)) { _ in
                    count += 1
                    if count == 3 { throw Stop() }
                }
            }
            #expect(count == 3)
            #expect(ContinuousClock.now - start < .seconds(2))
            #expect(try database.value("SELECT 7") == "7")
        }
    }

    @Test("roll back when the body throws, also in the middle of rows", arguments: LabDatabase.allCases)
    func rollback(server: LabDatabase) throws {
        let database = try server.open()
        try database.execute("CREATE TEMPORARY TABLE kept (n integer)")
        try database.transaction {
            try database.execute("INSERT INTO kept VALUES (\(1))")
            // Inside another transaction it is a part of that one.
            try database.transaction { _ = try database.execute("INSERT INTO kept VALUES (\(2))") }
        }
        #expect(throws: Stop()) {
            try database.transaction {
                try database.execute("INSERT INTO kept VALUES (\(3))")
                throw Stop()
            }
        }
        #expect(throws: Stop()) {
            try database.transaction {
                try database.execute("DELETE FROM kept")
                try database.forEachRow(server.numbers(5_000_000)) { _ in throw Stop() }
            }
        }
        #expect(try database.value("SELECT COUNT(*) FROM kept") == "2")
    }

    @Test("do not commit what a swallowed failure has spoilt")
    func spoiltTransaction() throws {
        let database = try LabDatabase.postgreSQL.open()
        try database.execute("CREATE TEMPORARY TABLE kept (n integer)")
        #expect(throws: DatabaseError.self) {
            try database.transaction {
                try database.execute("INSERT INTO kept VALUES (\(1))")
                _ = try? database.execute("INSERT INTO missing VALUES (\(1))")
            }
        }
        #expect(try database.value("SELECT COUNT(*) FROM kept") == "0")
    }

    @Test("count matched rows, changed or not", arguments: LabDatabase.allCases)
    func matchedRows(server: LabDatabase) throws {
        let database = try server.open()
        try database.execute("CREATE TEMPORARY TABLE counted (n integer, name varchar(20))")
        for n in 1...3 { try database.execute("INSERT INTO counted VALUES (\(n), \("x"))") }
        #expect(try database.execute("UPDATE counted SET name = \("x") WHERE n > \(1)") == 2)
        #expect(try database.execute("DELETE FROM counted WHERE n = \(9)") == 0)
        #expect(try database.execute("DELETE FROM counted") == 3)
    }

    @Test("refuse a statement while another one's rows are being read", arguments: LabDatabase.allCases)
    func busy(server: LabDatabase) throws {
        let database = try server.open()
        let error = #expect(throws: PBXError.self) {
            try database.forEachRow(server.numbers(10)) { _ in _ = try database.value("SELECT 1") }
        }
        #expect(error?.why.contains("while another one's rows") == true)
        #expect(try database.value("SELECT 1") == "1")
    }

    @Test("report what they refuse with its code", arguments: LabDatabase.allCases)
    func serverErrors(server: LabDatabase) throws {
        let database = try server.open()
        let missing = #expect(throws: DatabaseError.self) { try database.rows("SELECT * FROM no_such_table WHERE a = \("b")") }
        #expect(missing?.isMissingTable == true)
        try database.execute("CREATE TEMPORARY TABLE once (n integer PRIMARY KEY)")
        try database.execute("INSERT INTO once VALUES (\(1))")
        let duplicate = #expect(throws: DatabaseError.self) { try database.execute("INSERT INTO once VALUES (\(1))") }
        #expect(duplicate?.isDuplicate == true)
        #expect(try database.value("SELECT COUNT(*) FROM once") == "1")
    }

    @Test("report a lost connection as unreachable", arguments: LabDatabase.allCases)
    func killed(server: LabDatabase) throws {
        let database = try server.open()
        let other = try server.open()
        let identifier = try #require(try database.value(
            server == .postgreSQL ? "SELECT pg_backend_pid()" : "SELECT CONNECTION_ID()"
        ).flatMap(Int.init))
        let error = #expect(throws: (any Error).self) {
            var count = 0
            try database.forEachRow(server.numbers(5_000_000)) { _ in
                count += 1
                guard count == 10 else { return }
                try other.forEachRow(
                    server == .postgreSQL ? "SELECT pg_terminate_backend(\(identifier))" : "KILL \(identifier)"
                ) { _ in }
            }
        }
        #expect(error.map { PBXError($0).kind } == .unreachable)
        let later = #expect(throws: (any Error).self) { try database.value("SELECT 1") }
        #expect(later.map { PBXError($0).kind } == .unreachable)
    }

    @Test("may be silent no longer than allowed", arguments: LabDatabase.allCases)
    func silence(server: LabDatabase) throws {
        let database = try server.open(silenceTimeout: .seconds(1))
        let start = ContinuousClock.now
        let error = #expect(throws: PBXError.self) { try database.transaction { try database.rows(server.sleep(20)) } }
        #expect(error?.kind == .unreachable)
        #expect(error?.why == "no answer within 1 s")
        #expect(ContinuousClock.now - start < .seconds(4))
    }

    @Test("trace statements without their values", arguments: LabDatabase.allCases)
    func trace(server: LabDatabase) throws {
        let database = try server.open()
        var lines: [String] = []
        database.trace = { lines.append($0) }
        _ = try database.rows("SELECT 1 WHERE 'a' <> \("secret")")
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("sql ") == true)
        #expect(lines.first?.contains(", 1 row: SELECT 1 WHERE 'a' <> ") == true)
        #expect(lines.first?.contains("secret") == false)
    }

    private func largeText(_ server: LabDatabase) -> SQL { server == .postgreSQL ? "text" : "longtext" }

    /// The most memory the process ever had, in kilobytes.
    private func peakMemory() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }
}
