import Foundation
import Testing

/// FreePBX through `host = ssh:` and `host = exec:`: the lab's files, seen through a real sshd.
@Suite(.serialized)
struct RemoteHostTests {
    private static func withServer(_ body: (SSHServer) throws -> Void) throws {
        let server = try SSHServer()
        defer { server.stop() }
        try body(server)
    }

    @Test func theHostAloneIsAProfile() throws {
        try Self.withServer { server in
            let listed = try server.pbxctl(["extension", "list"])
            #expect(listed.status == 0, "\(listed.errors)")
            #expect(try listed.array().count == Program.run("--profile", "freepbx", "-o", "json", "extension", "list").array().count)

            let shown = try server.pbxctl(["config", "show"])
            #expect(shown.status == 0 && shown.output.contains(server.host), "\(shown.errors)")
        }
    }

    @Test func extensionsComeAndGoWithTheirMailboxes() throws {
        try Self.withServer { server in
            let number = Numbers.extension()
            let added = try server.pbxctl(["extension", "add", number, "--name", "Remote", "--voicemail"])
            #expect(added.status == 0, "\(added.errors)")
            let messages = try server.pbxctl(["voicemail", "list", number])
            #expect(messages.status == 0, "\(messages.errors)")
            let folder = "\(Lab.value("LAB_HOME"))/freepbx/var/spool/asterisk/voicemail/default/\(number)"
            let deleted = try server.pbxctl(["extension", "delete", number, "--yes"])
            #expect(deleted.status == 0, "\(deleted.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder))
            let reloaded = try server.pbxctl(["system", "reload"])
            #expect(reloaded.status == 0, "\(reloaded.errors)")
        }
    }

    @Test func aKeyThatIsNotAuthorizedIsRefused() throws {
        try Self.withServer { server in
            let outcome = try server.pbxctl(["extension", "list"], client: "stranger-known")
            #expect(outcome.status == 6 && outcome.output.isEmpty, "\(outcome.errors)")
            #expect(outcome.errors.contains("authorized_keys"))
        }
    }

    @Test func aHostWhoseKeyIsUnknownIsNotTrusted() throws {
        try Self.withServer { server in
            let outcome = try server.pbxctl(["extension", "list"], client: "login-unknown")
            #expect(outcome.status == 5 && outcome.output.isEmpty, "\(outcome.errors)")
            #expect(outcome.errors.contains("known_hosts"))
        }
    }

    @Test func aHostThatIsDownIsUnreachableInTime() throws {
        try Self.withServer { server in
            let start = ContinuousClock.now
            let outcome = try server.pbxctl(["extension", "list"], host: "ssh:\(NSUserName())@127.0.0.1:1")
            #expect(outcome.status == 5 && outcome.output.isEmpty, "\(outcome.errors)")
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    @Test func nothingIsLeftBehind() throws {
        try Self.withServer { server in
            let runtime = server.path("run")
            try FileManager.default.createDirectory(atPath: runtime, withIntermediateDirectories: true)
            // Too long a folder is not used for sockets: a short one beside it.
            let short = "/tmp/x\(UUID().uuidString.prefix(8))"
            try FileManager.default.createSymbolicLink(atPath: short, withDestinationPath: runtime)
            defer { try? FileManager.default.removeItem(atPath: short) }
            let outcome = try server.pbxctl(["extension", "list"], environment: ["XDG_RUNTIME_DIR": short])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: runtime).isEmpty)
        }
    }

    @Test func aCommandLeadsToAContainer() throws {
        try Self.withServer { server in
            let wrapper = server.path("my enter")
            try "#!/bin/sh\nexec env -i PATH=/usr/bin:/bin \"$@\"\n".write(toFile: wrapper, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: wrapper)
            let listed = try server.pbxctl(["extension", "list"], host: "exec:\"\(wrapper)\"")
            #expect(listed.status == 0, "\(listed.errors)")
            let broken = try server.pbxctl(["extension", "list"], host: "exec:/bin/false")
            #expect(broken.status == 5, "\(broken.errors)")
        }
    }
}
