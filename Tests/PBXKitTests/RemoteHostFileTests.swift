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

    /// The attributes that a system with SELinux and access lists has, set by hand: the kernel keeps them without either.
    @Test func labelsAndAccessListsAreKept() throws {
        try inFolder { folder in
            let path = "\(folder)/file"
            try host.write([1], to: path)
            let label = "system_u:object_r:asterisk_etc_t:s0"
            let soon = Deadline(after: .seconds(5))
            func attributes() throws -> String {
                try LocalHost().run(
                    HostCommand("/usr/bin/python3", ["-c", "import os,sys; f=sys.argv[1]; print(sorted((n, os.getxattr(f, n)) for n in os.listxattr(f)))", path]),
                    deadline: soon
                ).outputText
            }
            // user:65534:rw- beside the owner's, the group's and a mask.
            let list = "02000000 0100 0600 ffffffff 0200 0600 feff0000 0400 0400 ffffffff 1000 0600 ffffffff 2000 0000 ffffffff"
            let script = "import os,sys; f=sys.argv[1]; os.setxattr(f, 'security.selinux', sys.argv[2].encode() + b'\\0'); os.setxattr(f, 'system.posix_acl_access', bytes.fromhex(sys.argv[3]))"
            let set = try LocalHost().run(HostCommand("/usr/bin/python3", ["-c", script, path, label, list]), deadline: soon)
            try #require(set.hasSucceeded, "only root may set labels: \(set.errorText)")
            let before = try attributes()
            #expect(before.contains("asterisk_etc_t") && before.contains("posix_acl_access"))
            try host.write([1, 2], to: path)
            #expect(try attributes() == before)
            #expect(try LocalHost().status(of: path)?.size == 2)
            // As the local host does.
            try LocalHost().write([1, 2, 3], to: path)
            #expect(try attributes() == before)
        }
    }

    @Test func severalFilesAtOnce() throws {
        try inFolder { folder in
            let bytes: [UInt8] = [0, 10, 45, 255, 13]
            for name in Self.names { try LocalHost().write(bytes, to: "\(folder)/\(name)") }
            let paths = Self.names.map { "\(folder)/\($0)" }
            let read = try host.readAll(paths + ["\(folder)/none", "/nowhere/none"], limit: 100)
            #expect(read.count == paths.count && read.values.allSatisfy { $0.bytes == bytes && $0.status.size == 5 })
            #expect(throws: PBXError.self) { try host.readAll(paths, limit: 4) }
            #expect(throws: (any Error).self) { try host.readAll([folder], limit: 4) }

            try FileManager.default.createDirectory(atPath: "\(folder)/empty", withIntermediateDirectories: true)
            let listed = try host.listAll(["\(folder)/empty", "\(folder)/none", folder])
            #expect(listed["\(folder)/empty"] == [] && listed["\(folder)/none"] == nil)
            let names = try LocalHost().list(folder).map(\.name)
            #expect(listed[folder]?.map(\.name) == names && listed[folder]?.first { $0.name == "plain" }?.status.size == 5)
            try LocalHost().removeTree("\(folder)/empty")

            var changes = paths.map { FileChange.rename($0, to: "\($0).new") }
            try host.perform(changes)
            #expect(try LocalHost().list(folder).map(\.name) == Self.names.map { "\($0).new" }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            // Up to the first that fails, which is named by what it says.
            changes = [.remove("\(paths[0]).new"), .rename("\(folder)/gone", to: "\(folder)/x"), .remove("\(paths[1]).new")]
            #expect { try host.perform(changes) } throws: { ($0 as? SystemError)?.code == ENOENT }
            #expect(try LocalHost().status(of: "\(paths[0]).new") == nil && LocalHost().status(of: "\(paths[1]).new") != nil)
            #expect(throws: PBXError.self) { try host.perform([.remove("/")]) }
        }
    }

    @Test func locksHoldThere() throws {
        try inFolder { folder in
            let path = "\(folder)/lock"
            try host.whileLocked(path, deadline: Deadline(after: .seconds(5))) {
                #expect { try FileLock.whileHeld(path, deadline: Deadline(after: .zero)) {} } throws: { ($0 as? PBXError)?.kind == .conflict }
                #expect { try host.whileLocked(path, deadline: Deadline(after: .zero)) {} } throws: { ($0 as? PBXError)?.kind == .conflict }
                let start = ContinuousClock.now
                #expect { try host.whileLocked(path, deadline: Deadline(after: .milliseconds(300))) {} } throws: { ($0 as? PBXError)?.kind == .conflict }
                #expect(ContinuousClock.now - start < .seconds(3))
            }
            #expect(try host.status(of: path)?.mode == 0o600)
            try FileLock.whileHeld(path, deadline: Deadline(after: .zero)) {}
            // A link could lead anywhere.
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "\(folder)/else")
            #expect(throws: (any Error).self) { try host.whileLocked("\(folder)/link", deadline: Deadline(after: .zero)) {} }
            #expect(try LocalHost().status(of: "\(folder)/else") == nil)
        }
    }

    @Test func aNameIsGivenOnce() throws {
        try inFolder { folder in
            try host.write([1], to: "\(folder)/a")
            try host.link("\(folder)/a", to: "\(folder)/b")
            #expect { try host.link("\(folder)/a", to: "\(folder)/b") } throws: { ($0 as? SystemError)?.code == EEXIST }
        }
    }

    @Test func aWriteThatIsCutShortChangesNothing() throws {
        try inFolder { folder in
            let path = "\(folder)/file"
            try host.write(Array("whole".utf8), to: path)
            // As where the connection broke: fewer bytes came than were announced.
            let cut = try LineShell().run(
                RemoteScripts.write, [path, "word", "640", "", "", "9"], input: Array("half".utf8), deadline: Deadline(after: .seconds(5)))
            #expect(!cut.hasSucceeded)
            #expect(try LocalHost().read(path).text == "whole" && LocalHost().list(folder).count == 1)
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
