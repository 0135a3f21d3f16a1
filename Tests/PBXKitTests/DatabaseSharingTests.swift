import Foundation
import Testing

@testable import PBXKit

/// What happens between two connections. Each test has a table of its own.
@Suite("SQL sharing")
struct SQLSharingTests {
    private func withTable(
        _ server: LabDatabase, _ body: (any Database, any Database, String) throws -> Void
    ) throws {
        let first = try server.open(silenceTimeout: .seconds(5))
        let second = try server.open(silenceTimeout: .seconds(5))
        let table = "pbxctl_test_\(UInt32.random(in: 0...UInt32.max))"
        try first.execute("CREATE TABLE \(identifier: table) (n integer PRIMARY KEY, name varchar(20))")
        defer { _ = try? server.open().execute("DROP TABLE \(identifier: table)") }
        for n in 1...2 { try first.execute("INSERT INTO \(identifier: table) VALUES (\(n), \("x"))") }
        try body(first, second, table)
    }

    @Test("maps a deadlock to a conflict, and loses nothing", arguments: LabDatabase.allCases)
    func deadlock(server: LabDatabase) throws {
        try withTable(server) { first, second, table in
            nonisolated(unsafe) let second = second
            nonisolated(unsafe) var other: (any Error)?
            let done = DispatchSemaphore(value: 0)
            let locked = DispatchSemaphore(value: 0)
            var mine: (any Error)?
            do {
                try first.transaction {
                    try first.execute("UPDATE \(identifier: table) SET name = \("a") WHERE n = \(1)")
                    Thread.detachNewThread {
                        do {
                            try second.transaction {
                                try second.execute("UPDATE \(identifier: table) SET name = \("b") WHERE n = \(2)")
                                locked.signal()
                                try second.execute("UPDATE \(identifier: table) SET name = \("b") WHERE n = \(1)")
                            }
                        } catch { other = error }
                        done.signal()
                    }
                    locked.wait()
                    try first.execute("UPDATE \(identifier: table) SET name = \("a") WHERE n = \(2)")
                }
            } catch { mine = error }
            done.wait()
            let errors = [mine, other].compactMap { $0 }
            #expect(errors.count == 1)
            #expect(errors.allSatisfy { ($0 as? DatabaseError)?.isDeadlock == true && PBXError($0).kind == .conflict })
            let names = try first.rows("SELECT DISTINCT name FROM \(identifier: table)").map(\.values)
            #expect(names == [[mine == nil ? "a" : "b"]])
        }
    }

    @Test("ends a wait for a lock as a conflict before it looks like silence", arguments: LabDatabase.allCases)
    func lockWait(server: LabDatabase) throws {
        try withTable(server) { first, second, table in
            try first.transaction {
                try first.execute("UPDATE \(identifier: table) SET name = \("a") WHERE n = \(1)")
                let error = #expect(throws: DatabaseError.self) {
                    try second.transaction {
                        // Even where the failure is swallowed, nothing of the transaction may be committed.
                        _ = try? second.execute("UPDATE \(identifier: table) SET name = \("b") WHERE n = \(1)")
                        try second.execute("UPDATE \(identifier: table) SET name = \("b") WHERE n = \(2)")
                    }
                }
                if server == .mySQL { #expect(error?.isDeadlock == true) }
            }
            let names = try second.rows("SELECT name FROM \(identifier: table) ORDER BY n").map(\.values)
            #expect(names == [["a"], ["x"]])
        }
    }

    @Test("describes a table's columns", arguments: LabDatabase.allCases)
    func columns(server: LabDatabase) throws {
        let database = try server.open()
        let table = "pbxctl_test_\(UInt32.random(in: 0...UInt32.max))"
        let key: SQL = server == .postgreSQL ? "serial PRIMARY KEY" : "integer AUTO_INCREMENT PRIMARY KEY"
        try database.execute("""
            CREATE TABLE \(identifier: table) (
              n \(key), name varchar(20) NOT NULL DEFAULT '', note text, code char(3) NOT NULL)
            """)
        defer { _ = try? database.execute("DROP TABLE \(identifier: table)") }
        let columns = try database.columns(of: table)
        #expect(columns.map(\.name) == ["n", "name", "note", "code"])
        #expect(columns.map(\.isNullable) == [false, false, true, false])
        #expect(columns.map(\.hasDefault) == [true, true, false, false])
        #expect(columns[1].maximumCharacterLength == 20)
        #expect(columns[2].dataType == "text")
        #expect(try database.columns(of: "no_such_table").isEmpty)
    }
}
