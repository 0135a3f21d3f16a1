import Glibc
import Testing

@testable import PBXKit

@Suite struct HostCommandTests {
    let host = LocalHost()

    private func shell(_ script: String, input: [UInt8]? = nil, seconds: Int = 20) throws -> CommandResult {
        try host.run(HostCommand("/bin/sh", ["-c", script], input: input), deadline: Deadline(after: .seconds(seconds)))
    }

    @Test func capturesOutputErrorsAndStatus() throws {
        let result = try shell("echo out; echo err >&2; exit 3")
        #expect(result == CommandResult(ending: .exited(3), output: Array("out\n".utf8), errorOutput: Array("err\n".utf8)))
        #expect(try shell("kill -TERM $$").ending == .killed(SIGTERM))
        #expect(try host.run(HostCommand("true"), deadline: Deadline(after: .seconds(5))).hasSucceeded)
    }

    @Test func passesArgumentsAndEnvironmentUnchanged() throws {
        let result = try host.run(
            HostCommand("/usr/bin/env", ["printf", "%s|", "a b", "$(id)", "'", ""]),
            deadline: Deadline(after: .seconds(5)))
        #expect(result.outputText == "a b|$(id)|'||")
        let environment = try host.run(
            HostCommand("/usr/bin/env", environment: ["ONLY": "this"]), deadline: Deadline(after: .seconds(5)))
        #expect(environment.outputText == "ONLY=this\n")
    }

    @Test func givesInputWithoutBlocking() throws {
        let large = [UInt8](repeating: 65, count: 1 << 20)
        #expect(try shell("cat", input: large).output == large)
        #expect(try shell("exit 0", input: large).hasSucceeded)
        #expect(try shell("cat").output.isEmpty)
    }

    @Test func stopsTheProgramAndWhatItStartedAtTheDeadline() throws {
        let folder = try TemporaryFolder()
        let start = ContinuousClock.now
        #expect {
            try host.run(
                HostCommand("/bin/sh", ["-c", "sh -c 'echo $$ > \(folder("pid")); exec sleep 60' & sleep 60"]),
                deadline: Deadline(after: .seconds(1)))
        } throws: { ($0 as? PBXError)?.kind == .timedOut }
        #expect(ContinuousClock.now - start < .seconds(10))
        let grandchild = try #require(pid_t(try host.read(folder("pid")).text.filter(\.isNumber)))
        usleep(200_000)
        // Gone, or dead and waiting for whoever adopted it.
        let state = try? host.readIfPresent("/proc/\(grandchild)/stat")?.text.split(separator: " ")[2]
        #expect(state == nil || state == "Z" || state == "X")
    }

    @Test func doesNotWaitForADaemonThatKeepsThePipes() throws {
        let start = ContinuousClock.now
        let result = try shell("sleep 5 & echo started")
        #expect(result.outputText == "started\n" && result.hasSucceeded)
        #expect(ContinuousClock.now - start < .seconds(4))
    }

    @Test func boundsTheOutput() {
        #expect(throws: PBXError.self) {
            try host.run(
                HostCommand("/bin/cat", ["/dev/zero"], outputLimit: 100_000), deadline: Deadline(after: .seconds(20)))
        }
    }

    @Test func namesAMissingProgram() {
        #expect { try host.run(HostCommand("/no/such"), deadline: Deadline(after: .seconds(1))) } throws: {
            ($0 as? PBXError)?.kind == .notFound
        }
        #expect(throws: SystemError.self) {
            try host.run(HostCommand("/bin/echo", ["a\0b"]), deadline: Deadline(after: .seconds(1)))
        }
    }

    @Test func inheritsNoDescriptorAndNoIgnoredSignal() throws {
        let leaked = open("/dev/null", O_RDONLY)
        defer { close(leaked) }
        let result = try host.run(HostCommand("/bin/ls", ["/proc/self/fd"]), deadline: Deadline(after: .seconds(5)))
        // 3 is ls's own, for the folder.
        #expect(result.outputText == "0\n1\n2\n3\n")
    }
}
