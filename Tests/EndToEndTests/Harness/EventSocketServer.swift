import Foundation

/// A switch of a test's own: the lab's event-socket server on a port, a cache and a log that nobody else uses.
final class EventSocketServer: @unchecked Sendable {
    static let password = "ClueCon-lab"
    let port: Int
    let folder: URL
    private let server: Running

    /// `mode` as `LAB_ESL_SERVER --help` explains it; `database` is what the switch's scripts read.
    init(mode: String = "normal", database: String = "fusionpbx", password: String = EventSocketServer.password) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "pbxctl-switch-\(UUID().uuidString)")
        for name in ["cache", "state"] {
            try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        server = try Running(
            Lab.value("LAB_ESL_SERVER"),
            [
                "--port", "0", "--mode", mode, "--password", password, "--state", folder.appending(path: "state").path,
                "--cache", folder.appending(path: "cache").path, "--database",
                "postgresql://fusionpbx@127.0.0.1:\(Lab.value("LAB_PG_PORT"))/\(database)?connect_timeout=5",
            ],
            environment: [
                "PATH": "/usr/lib/postgresql/15/bin:/usr/bin:/bin", "PGPASSWORD": try Lab.secret("LAB_PG_PASSWORD_FILE"),
            ])
        // The first line says where it listens.
        let line = try server.answer(to: "\n")
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ":").last ?? "") else {
            throw Program.Problem("no port: \(line)")
        }
        self.port = port
    }

    func stop() {
        server.signal(SIGKILL)
        server.finish()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What the switch answers to an API command.
    func ask(_ command: String) throws -> String {
        let script = """
            exec 3<>/dev/tcp/127.0.0.1/\(port); printf 'auth %s\\n\\napi %s\\n\\nexit\\n\\n' "$1" "$2" >&3; cat <&3
            """
        let outcome = try Program.start(
            "/bin/bash", ["-c", script, "bash", Self.password, command], input: "", environment: ["PATH": "/usr/bin:/bin"], deadline: 30)
        let parts = outcome.output.components(separatedBy: "Content-Type: api/response\n")
        guard parts.count == 2, let head = parts[1].range(of: "\n\n"),
            let length = Int(parts[1][..<head.lowerBound].replacingOccurrences(of: "Content-Length: ", with: ""))
        else { throw Program.Problem("no answer: \(outcome.output) \(outcome.errors)") }
        return String(decoding: Array(parts[1][head.upperBound...].utf8.prefix(length)), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The commands the switch was given, oldest first.
    func commands() throws -> [String] {
        let log = try? String(contentsOf: folder.appending(path: "state/event-socket.log"), encoding: .utf8)
        return try (log ?? "").split(separator: "\n").compactMap { line in
            let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return entry?["command"] as? String
        }
    }

    /// Writes `outcomes` or `registrations`.
    func write(_ name: String, _ lines: String...) throws {
        try lines.joined(separator: "\n").appending("\n")
            .write(to: folder.appending(path: "state/\(name)"), atomically: true, encoding: .utf8)
    }

    // The cache

    func cacheFiles() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "cache").path))
    }

    func isCached(_ key: String) throws -> Bool {
        try cacheFiles().contains(key.replacingOccurrences(of: ":", with: "."))
    }

    func cache(_ key: String, _ text: String = "kept") throws {
        let name = key.replacingOccurrences(of: ":", with: ".")
        try text.write(to: folder.appending(path: "cache/\(name)"), atomically: true, encoding: .utf8)
    }
}
