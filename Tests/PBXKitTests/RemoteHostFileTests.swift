import Foundation
import Testing

@testable import PBXKit

/// The scripts of `RemoteHost`, through a shell that reads the quoted line as sshd's does.
struct RemoteHostFileTests {
    private struct LineShell: RemoteShell {
        let name = "test"
        let connectTimeout = Duration.seconds(5)

        func command(_ words: [String], input: [UInt8]?, outputLimit: Int) throws -> HostCommand {
            HostCommand("/bin/sh", ["-c", ShellQuoting.line(words)], input: input, outputLimit: outputLimit)
        }

        let remedyWithoutProgram = ""

        func failure(_ result: CommandResult) -> PBXError { PBXError(.unreachable, name, result.errorText) }
    }

    private let host = RemoteHost(shell: LineShell())

    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pbxctl-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    static let names = [
        "plain", "a b", "it's", "\"quoted\"", "$(touch gone)", "`id`", "a;b", "-rf", "*", "line\nbreak", "back\\slash", "ü", "a'\"$x'",
        "end\n",
    ]

    @Test(arguments: names) func hostileNamesAreNames(_ name: String) throws {
        try inFolder { folder in
            let path = "\(folder)/\(name)"
            #expect(try host.status(of: path) == nil)
            try host.write(Array("one\0two\n".utf8), to: path)
            #expect(try host.read(path).bytes == Array("one\0two\n".utf8))
            #expect(try host.list(folder).map(\.name) == [name])
            try host.rename(path, to: "\(path)2")
            #expect(try LocalHost().list(folder).map(\.name) == ["\(name)2"])
            try host.removeTree("\(path)2")
            #expect(try LocalHost().list(folder).isEmpty)
            let said = try host.run(HostCommand("printf", ["%s", name]), deadline: Deadline(after: .seconds(5)))
            #expect(said.outputText == name)
        }
    }

    @Test func ownerAndModeAreKept() throws {
        try inFolder { folder in
            let path = "\(folder)/file"
            try host.write([1], to: path, creating: NewFileAttributes(mode: 0o604))
            #expect(try host.status(of: path)?.mode == 0o604)
            if geteuid() == 0 { #expect(chown(path, 65534, 65534) == 0) }
            let before = try LocalHost().status(of: path)
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: path)
            try host.write([1, 2], to: "\(folder)/link")
            let after = try LocalHost().status(of: path)
            #expect(after?.owner == before?.owner && after?.group == before?.group && after?.mode == 0o604 && after?.size == 2)
            #expect(try host.linkTarget(of: "\(folder)/link") == path)
            #expect(try host.linkTarget(of: path) == nil)
            #expect(try LocalHost().list(folder).count == 2)
        }
    }

    @Test func commandsEndWithTheirStatusOrTheirDeadline() throws {
        let soon = Deadline(after: .seconds(5))
        #expect(try host.run(HostCommand("/bin/sh", ["-c", "exit 255"]), deadline: soon).ending == .exited(255))
        #expect(throws: PBXError.self) { try host.run(HostCommand("no-such-program"), deadline: soon) }
        let start = ContinuousClock.now
        #expect(throws: PBXError.self) { try host.run(HostCommand("sleep", ["20"]), deadline: Deadline(after: .seconds(1))) }
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func addressesOfHosts() throws {
        #expect(try HostAddress("ssh:root@pbx7") == .ssh(destination: "root@pbx7", port: nil))
        #expect(try HostAddress("ssh:root@pbx7:2222") == .ssh(destination: "root@pbx7", port: 2222))
        #expect(try HostAddress("exec:docker exec -i \"my pbx\"") == .exec(["docker", "exec", "-i", "my pbx"]))
        for text in ["ssh:", "ssh:-oProxyCommand=x", "ssh:a b", "ssh:a:0", "exec:", "exec:'a", "pbx7"] {
            #expect(throws: AddressURL.Failure.self) { try HostAddress(text) }
        }
    }
}
