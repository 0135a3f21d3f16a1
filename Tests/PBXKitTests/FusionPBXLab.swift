import Foundation
import Testing

@testable import PBXKit

/// The lab's two FusionPBX databases, and the event socket that stands for FreeSWITCH.
enum FusionPBXLab: String, CaseIterable, CustomTestStringConvertible {
    case native = "fusionpbx"
    case text = "fusionpbx_54"

    var testDescription: String { self == .native ? "FusionPBX 5.5" : "FusionPBX 5.4" }
    var fixture: String { self == .native ? "rows-5.5.json" : "rows-5.4.json" }

    static let domain = "pbx.example.test"
    static let otherDomain = "branch.example.test"

    func profile() throws -> Profile {
        var profile = Profile(name: rawValue, kind: .fusionpbx)
        profile.database = Setting(
            DatabaseAddress(
                engine: .postgresql, location: .network(host: "127.0.0.1", port: try Self.port("LAB_PG_PORT")),
                user: "fusionpbx", password: Secret(try Self.secret("LAB_PG_PASSWORD_FILE")), database: rawValue),
            from: "lab")
        profile.managers = [
            Setting(
                ManagerAddress(
                    interface: .esl, host: "127.0.0.1", port: try Self.port("LAB_ESL_PORT"), user: nil,
                    password: Secret(try Self.secret("LAB_ESL_PASSWORD_FILE"))),
                from: "lab")
        ]
        profile.paths[.switchStorage] = Setting(try Self.setting("LAB_FUSION_STORAGE"), from: "lab")
        return profile
    }

    func system(domain: String? = FusionPBXLab.domain, _ change: (inout Scope) -> Void = { _ in }) throws -> FusionPBXSystem {
        var scope = Scope()
        scope.domain = domain
        change(&scope)
        return try FusionPBXSystem(profile: profile(), scope: scope)
    }

    /// A connection of the tests' own, to look at what a command left behind.
    func connection(domain: String = FusionPBXLab.domain) throws -> FusionPBXConnection {
        var scope = Scope()
        scope.domain = domain
        return try FusionPBXConnection(profile: try profile(), scope: scope)
    }

    static func setting(_ name: String) throws -> String {
        try #require(
            ProcessInfo.processInfo.environment[name],
            "\(name) is not set: these tests need the lab, which Tests/run brings up")
    }

    /// What the event socket was told since a moment, as its log has it.
    static func commands() throws -> String { try String(contentsOfFile: setting("LAB_ESL_LOG"), encoding: .utf8) }

    static func cacheFile(_ key: String) throws -> String {
        "\(try setting("LAB_FUSION_CACHE"))/\(key.replacingOccurrences(of: ":", with: "."))"
    }

    /// Makes the switch look something up, and with it fill its cache.
    static func ask(_ command: String) throws -> String {
        let node = try FusionPBXNode(
            FusionPBXLab.native.profile().managers[0].value, profile: FusionPBXLab.native.profile(), trace: nil)
        defer { node.close() }
        return try node.ask(command)
    }

    private static func port(_ name: String) throws -> Int { try #require(Int(setting(name))) }
    private static func secret(_ name: String) throws -> String {
        try String(contentsOfFile: setting(name), encoding: .utf8).trimmingCharacters(in: .newlines)
    }

    /// The rows that FusionPBX's own web interface wrote, by table.
    func recordedRows() throws -> [String: [[String: String?]]] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/FusionPBX/\(fixture)")
        return try JSONDecoder().decode([String: [[String: String?]]].self, from: Data(contentsOf: file))
    }
}

/// Compares stored rows with recorded ones, column by column.
func expectRows(
    _ rows: [Row], _ recorded: [[String: String?]], replacing: [String: String] = [:], except: Set<String> = [],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(rows.count == recorded.count, sourceLocation: sourceLocation)
    for (row, expected) in zip(rows, recorded) {
        for (column, value) in expected where !except.contains(column) {
            let stored = row[column]
            let wanted = replacing.reduce(value) { $0?.replacingOccurrences(of: $1.key, with: $1.value) }
            #expect(stored == wanted, "\(column)", sourceLocation: sourceLocation)
        }
    }
}

extension Error {
    var kind: PBXError.Kind { PBXError(self).kind }
}

func kind<Result>(_ body: () throws -> Result) -> PBXError.Kind? {
    do {
        _ = try body()
        return nil
    } catch {
        return PBXError(error).kind
    }
}
