import Foundation

/// Runs the built binary as a user would.
enum Program {
    struct Outcome {
        var output: String
        var errors: String
        /// Exit status; nil where a signal ended it.
        var status: Int32?
        var signal: Int32?

        /// stdout as JSON.
        func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(output.utf8), options: .fragmentsAllowed) }
        func object() throws -> [String: Any] { try (json() as? [String: Any]) ?? { throw Problem("no object: \(output) \(errors)") }() }
        func array() throws -> [[String: Any]] { try (json() as? [[String: Any]]) ?? { throw Problem("no array: \(output) \(errors)") }() }
        /// The messages that the report of a change names: as they were `before`, or as they are `after`.
        func messages(_ moment: String) throws -> [[String: Any]] {
            try (object()[moment] as? [[String: Any]]) ?? { throw Problem("no messages: \(output) \(errors)") }()
        }
        /// stderr as the JSON error object.
        func errorObject() throws -> [String: Any] {
            let lines = errors.split(separator: "\n").filter { $0.hasPrefix("{") }
            guard let line = lines.last, let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            else { throw Problem("no JSON error: \(errors)") }
            return object
        }
        var lines: [String] { output.split(whereSeparator: \.isNewline).map(String.init) }
    }

    struct Problem: Error, CustomStringConvertible {
        var description: String
        init(_ description: String) { self.description = description }
    }

    /// The checkout.
    static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The binary under test: `$PBXCTL_BINARY`, else the one beside this test bundle.
    static let path = ProcessInfo.processInfo.environment["PBXCTL_BINARY"] ?? project.appending(path: ".build/debug/pbxctl").path

    /// Runs pbxctl. The environment is the lab's configuration and nothing else, unless `environment` adds to it.
    static func run(
        _ arguments: String..., input: String = "", environment: [String: String] = [:], deadline: Double = 60
    ) throws -> Outcome {
        try run(arguments: arguments, input: input, environment: environment, deadline: deadline)
    }

    static func run(
        arguments: [String], input: String = "", environment: [String: String] = [:], deadline: Double = 60
    ) throws -> Outcome {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE")]
        for (name, value) in environment { variables[name] = value }
        return try start(path, arguments, input: input, environment: variables, deadline: deadline)
    }

    /// Runs a shell line with pbxctl on the path.
    static func shell(_ line: String, environment: [String: String] = [:], deadline: Double = 60) throws -> Outcome {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        var variables = ["PATH": "\(folder):/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE")]
        for (name, value) in environment { variables[name] = value }
        return try start("/bin/bash", ["-c", line], input: "", environment: variables, deadline: deadline)
    }

    static func start(
        _ program: String, _ arguments: [String], input: String, environment: [String: String], deadline: Double
    ) throws -> Outcome {
        let running = try Running(program, arguments, environment: environment)
        if !input.isEmpty { running.type(input) }
        running.endInput()
        return running.finish(deadline: deadline)
    }
}
