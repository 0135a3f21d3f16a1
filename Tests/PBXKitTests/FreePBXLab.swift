import Foundation
import Testing

@testable import PBXKit

/// The lab's FreePBX, as the environment of the test command names it.
enum FreePBXLab {
    static func profile() throws -> Profile {
        var profile = Profile(name: "freepbx", kind: .freepbx)
        profile.database = Setting(try database("asterisk"), from: "test")
        profile.callRecordDatabase = Setting(try database("asteriskcdrdb"), from: "test")
        profile.managers = [
            Setting(
                ManagerAddress(
                    interface: .ami, host: "127.0.0.1", port: try number("LAB_AMI_PORT"), user: "admin",
                    password: Secret(try password("LAB_AMI_PASSWORD_FILE"))), from: "test")
        ]
        profile.paths[.asteriskEtc] = Setting(try setting("LAB_ASTERISK_ETC"), from: "test")
        profile.paths[.asteriskSpool] = Setting(try setting("LAB_ASTERISK_SPOOL"), from: "test")
        profile.paths[.fwconsole] = Setting(try setting("LAB_FWCONSOLE"), from: "test")
        return profile
    }

    static func system(_ change: (inout Scope) -> Void = { _ in }) throws -> FreePBXSystem {
        var scope = Scope()
        change(&scope)
        return try FreePBXSystem(profile: profile(), scope: scope)
    }

    /// A reload; suites run side by side, and FreePBX reloads once at a time.
    static func reload(_ system: FreePBXSystem) throws -> String {
        for _ in 0..<100 {
            do { return try FreePBXControl(system: system).reload() } catch let error as PBXError where error.kind == .conflict {
                usleep(200_000)
            }
        }
        return try FreePBXControl(system: system).reload()
    }

    /// A number that nothing has, never twice in one run.
    static func freeNumber() -> String { String(counter.next()) }

    private static let counter = Counter()

    private final class Counter: @unchecked Sendable {
        private let lock = NSLock()
        private var value = 7_000_000 + Int.random(in: 0..<1_000) * 900

        func next() -> Int { lock.withLock { value += 1; return value } }
    }

    static func setting(_ name: String) throws -> String {
        try #require(ProcessInfo.processInfo.environment[name], "run `eval \"$(Tests/Lab/lab env)\"` first: \(name) is not set")
    }

    private static func database(_ name: String) throws -> DatabaseAddress {
        DatabaseAddress(
            engine: .mysql, location: .network(host: "127.0.0.1", port: try number("LAB_MYSQL_PORT")), user: "freepbxuser",
            password: Secret(try password("LAB_MYSQL_PASSWORD_FILE")), database: name)
    }

    private static func password(_ name: String) throws -> String {
        try String(contentsOfFile: setting(name), encoding: .utf8).trimmingCharacters(in: .newlines)
    }

    private static func number(_ name: String) throws -> Int { try #require(Int(try setting(name))) }
}

/// What FreePBX's own form leaves for an extension, from a fixture; `{EXT}` replaced.
struct FreePBXFixture {
    let entries: Set<String>

    init(_ name: String, number: String) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name).txt")
        entries = Set(
            try String(contentsOf: path, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
                .map { $0.replacingOccurrences(of: "{EXT}", with: number) })
    }

    /// The same lines, from a plan.
    static func entries(of plan: Plan) -> Set<String> {
        var entries: Set<String> = []
        for step in plan.steps {
            switch step {
            case .row(let row):
                let after = row.after ?? []
                if row.table == "sip" {
                    let keyword = after.first { $0.name == "keyword" }.map { text($0.value) } ?? ""
                    entries.insert("sip \(keyword)=\(after.first { $0.name == "data" }.map { text($0.value) } ?? "")")
                } else {
                    for column in after { entries.insert("\(row.table) \(column.name)=\(text(column.value))") }
                }
            case .astDB(let step): entries.insert("astdb \(step.family)/\(step.key)=\(step.after ?? "(none)")")
            case .notification(.variable(let name, let value)):
                let inner = name.split(whereSeparator: { "()".contains($0) }).last ?? ""
                let path = inner.replacingOccurrences(of: "Custom:", with: "CustomDevstate/")
                    .replacingOccurrences(of: "CustomPresence:", with: "CustomPresence/")
                entries.insert("astdb \(path)=\(value)")
            default: break
            }
        }
        return entries
    }

    private static func text(_ value: SQL.Value) -> String {
        switch value {
        case .null: "NULL"
        case .text(let text): text
        case .integer(let number): String(number)
        }
    }
}
