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

    /// The binary under test: `$PBXCTL_BINARY`, else the one beside this test bundle.
    static let path: String = {
        if let path = ProcessInfo.processInfo.environment["PBXCTL_BINARY"] { return path }
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return project.appending(path: ".build/debug/pbxctl").path
    }()

    /// Runs pbxctl. The environment is the lab's configuration and nothing else, unless `environment` adds to it.
    static func run(
        _ arguments: String..., input: String = "", environment: [String: String] = [:], deadline: Double = 60
    ) throws -> Outcome {
        try run(arguments: arguments, input: input, environment: environment, deadline: deadline)
    }

    static func run(
        arguments: [String], input: String = "", environment: [String: String] = [:], deadline: Double = 60
    ) throws -> Outcome {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration]
        for (name, value) in environment { variables[name] = value }
        return try start(path, arguments, input: input, environment: variables, deadline: deadline)
    }

    /// Runs a shell line with pbxctl on the path.
    static func shell(_ line: String, environment: [String: String] = [:], deadline: Double = 60) throws -> Outcome {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        var variables = ["PATH": "\(folder):/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration]
        for (name, value) in environment { variables[name] = value }
        return try start("/bin/bash", ["-c", line], input: "", environment: variables, deadline: deadline)
    }

    static func start(
        _ program: String, _ arguments: [String], input: String, environment: [String: String], deadline: Double
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = environment
        let (inputPipe, outputPipe, errorPipe) = (Pipe(), Pipe(), Pipe())
        process.standardInput = inputPipe
        process.standardOutput = outputPipe
        process.standardError = errorPipe
        let output = Collector(outputPipe.fileHandleForReading)
        let errors = Collector(errorPipe.fileHandleForReading)
        try process.run()
        signal(SIGPIPE, SIG_IGN)
        if !input.isEmpty { try? inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
        try? inputPipe.fileHandleForWriting.close()
        let watch = DispatchWorkItem { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        DispatchQueue.global().asyncAfter(deadline: .now() + deadline, execute: watch)
        process.waitUntilExit()
        watch.cancel()
        let exited = process.terminationReason == .exit
        return Outcome(
            output: output.text(), errors: errors.text(), status: exited ? process.terminationStatus : nil,
            signal: exited ? nil : process.terminationStatus)
    }
}

/// Reads a pipe to its end beside the test, so that neither side waits for the other.
private final class Collector: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var data = Data()

    init(_ handle: FileHandle) {
        DispatchQueue.global().async {
            self.data = handle.readDataToEndOfFile()
            self.done.signal()
        }
    }

    func text() -> String {
        done.wait()
        return String(decoding: data, as: UTF8.self)
    }
}
