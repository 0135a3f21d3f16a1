import Foundation

/// A server that accepts connections and says nothing.
final class HungServer {
    let port: String
    private let running: Running

    init() throws {
        let running = try Running(
            "/usr/bin/python3", ["-B", Lab.value("LAB_ESL_SERVER"), "--mode", "hang"], environment: ["PATH": "/usr/bin:/bin"])
        try Running.until("the hung server") { running.outputSoFar.contains("\n") }
        port = running.outputSoFar.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
        self.running = running
    }

    deinit { running.signal(SIGTERM) }
}
