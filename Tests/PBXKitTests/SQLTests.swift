import Testing

@testable import PBXKit

@Suite("SQL text")
struct SQLTests {
    @Test("keeps interpolated values out of the text")
    func valuesBecomeParameters() {
        let name = "O'Neil\"; DROP TABLE users; --"
        let statement: SQL = "UPDATE users SET name = \(name), pin = \(nil as String?) WHERE extension = \(1001)"
        #expect(statement.text(for: .mySQL) == "UPDATE users SET name = ?, pin = ? WHERE extension = ?")
        #expect(statement.text(for: .postgreSQL) == "UPDATE users SET name = $1, pin = $2 WHERE extension = $3")
        #expect(statement.values == [.text(name), .null, .integer(1001)])
    }

    @Test("numbers the placeholders of joined fragments in order")
    func fragmentsJoin() {
        let conditions = [("a", "1"), ("b", "2")].map { "\(identifier: $0.0) = \($0.1)" as SQL }
        let statement: SQL = "SELECT 1 FROM t WHERE \(conditions.joined(separator: " AND ")) LIMIT \(5)"
        #expect(statement.text(for: .postgreSQL) == #"SELECT 1 FROM t WHERE "a" = $1 AND "b" = $2 LIMIT $3"#)
        #expect(statement.values == [.text("1"), .text("2"), .integer(5)])
        let sum: SQL = ["a", "b"].map { "\($0)" as SQL }.joined(separator: ", ") + " END"
        #expect(sum.text(for: .mySQL) == "?, ? END")
    }

    @Test("quotes identifiers so that none ends early", arguments: [
        ("name", "\"name\"", "`name`"),
        ("a\"b", "\"a\"\"b\"", "`a\"b`"),
        ("a`b", "\"a`b\"", "`a``b`"),
        ("x; DROP TABLE y", "\"x; DROP TABLE y\"", "`x; DROP TABLE y`"),
    ])
    func identifiers(name: String, postgreSQL: String, mySQL: String) {
        let statement: SQL = "\(identifier: name)"
        #expect(statement.text(for: .postgreSQL) == postgreSQL)
        #expect(statement.text(for: .mySQL) == mySQL)
    }

    @Test("lays values out for C, each ended by a NUL")
    func buffer() throws {
        let buffer = try ParameterBuffer(values: [.text("añ"), .null, .text(""), .integer(-7)])
        buffer.withPointers { pointers, lengths in
            #expect(pointers.map { $0.map { String(cString: $0) } } == ["añ", nil, "", "-7"])
            #expect(lengths == [3, 0, 0, 2])
        }
    }

    @Test("refuses a NUL in a value, where C would end")
    func noNUL() {
        let error = #expect(throws: PBXError.self) { try ParameterBuffer(values: [.text("a\0b")]) }
        #expect(error?.kind == .usage)
    }

    @Test("is traced on one line, with its duration and rows")
    func trace() {
        let line = SQLTraceLine(
            statement: "SELECT a\n  FROM t\n WHERE b = $1", duration: .microseconds(1_234), rows: 12, hasFailed: false
        )
        #expect(line.description == "sql 1.2 ms, 12 rows: SELECT a FROM t WHERE b = $1")
    }
}
