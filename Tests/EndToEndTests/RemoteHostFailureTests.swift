import Foundation
import Testing

/// Hosts that cannot be reached, and what is left of those that were.
@Suite("Hosts over ssh: failures and ends", .serialized)
struct RemoteHostFailureTests {
    private static func withServer(_ body: (SSHServer) throws -> Void) throws {
        let server = try SSHServer()
        defer { server.stop() }
        try body(server)
    }

    /// A folder for sockets that only this test uses: what pbxctl leaves behind is seen there.
    private static func withRuntime(_ body: (String) throws -> Void) throws {
        let runtime = "/tmp/x\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: runtime, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: runtime) }
        try body(runtime)
    }

    private func expectNothing(in runtime: String) throws {
        try Running.until("nothing in \(runtime)", seconds: 10) {
            try FileManager.default.contentsOfDirectory(atPath: runtime).isEmpty && SSHServer.processes(naming: runtime).isEmpty
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var client: String
        var status: Int32
        var words: [String]
        var testDescription: String { client }
    }

    static let cases = [
        Refusal(client: "stranger-known", status: 6, words: ["authorized_keys", "Permission denied"]),
        Refusal(client: "login-unknown", status: 5, words: ["known_hosts", "not known"]),
        Refusal(client: "login-changed", status: 5, words: ["not the one"]),
        Refusal(client: "forced-known", status: 5, words: ["no command in a shell", "chsh"]),
        Refusal(client: "nothing", status: 5, words: ["openssh-client"]),
    ]

    @Test("each refusal has its remedy, by doctor as well", arguments: cases)
    func isRefused(_ refusal: Refusal) throws {
        try Self.withServer { server in
            try Self.withRuntime { runtime in
                var environment = ["XDG_RUNTIME_DIR": runtime]
                if refusal.client == "nothing" { environment["PATH"] = "/nonexistent" }
                let outcome = try server.pbxctl(["extension", "list"], client: refusal.client, environment: environment)
                #expect(outcome.status == refusal.status && outcome.output.isEmpty, "\(outcome.errors)")
                for word in refusal.words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
                let doctor = try server.pbxctl(["doctor"], client: refusal.client, environment: environment)
                #expect(doctor.status == refusal.status, "\(doctor.errors)")
                // Nothing beyond the host is tried.
                let findings = try doctor.array().filter { !["configuration", "journal", "journal disk"].contains($0["link"] as? String) }
                #expect(findings.count == 1 && findings[0]["link"] as? String == "host" && findings[0]["status"] as? String == "failed")
                let remedy = try #require(findings.first?["remedy"] as? String)
                #expect(remedy.count > 10)
                try expectNothing(in: runtime)
            }
        }
    }

    @Test("a host that forwards nothing is told apart from one whose database is down", arguments: [SSHServer.PBX.freePBX, .fusionPBX])
    func forwarding(_ pbx: SSHServer.PBX) throws {
        let server = try SSHServer(pbx, allowing: false)
        defer { server.stop() }
        let outcome = try server.pbxctl("extension", "list")
        #expect(outcome.status == 5 && outcome.errors.contains("AllowTcpForwarding"), "\(outcome.errors)")
    }

    @Test("a FusionPBX's files are never looked for on this machine instead")
    func noFallBack() throws {
        try Self.withServer { server in
            let database = "postgresql://fusionpbx:\(try Lab.secret("LAB_PG_PASSWORD_FILE"))@127.0.0.1:\(Lab.value("LAB_PG_PORT"))/fusionpbx"
            let outcome = try server.pbxctl(
                ["domain", "list"], settings: ["kind = fusionpbx", "database = \(database)"], client: "stranger-known")
            #expect(outcome.status == 6 && outcome.output.isEmpty, "\(outcome.errors)")
        }
    }

    @Test("a host that is down, and one that says nothing, are given up in time")
    func unreachable() throws {
        try Self.withServer { server in
            let start = ContinuousClock.now
            let down = try server.pbxctl(["extension", "list"], host: "ssh:root@127.0.0.1:1")
            #expect(down.status == 5 && down.output.isEmpty && down.errors.contains("ssh:root@127.0.0.1:1"), "\(down.errors)")
            let hung = try HungServer()
            let silent = try server.pbxctl(["extension", "list", "--connect-timeout", "1"], host: "ssh:root@127.0.0.1:\(hung.port)")
            #expect([5, 10].contains(silent.status ?? -1) && silent.output.isEmpty, "\(silent.errors)")
            #expect(ContinuousClock.now - start < .seconds(15))
        }
    }

    @Test("a command leaves no connection and no socket", arguments: [SIGINT, SIGTERM, SIGKILL, 0])
    func nothingIsLeft(_ signal: Int32) throws {
        try Self.withServer { server in
            try Self.withRuntime { runtime in
                let environment = ["XDG_RUNTIME_DIR": runtime]
                let running = try server.start(signal == 0 ? ["extension", "list"] : ["state", "list", "--watch"], environment: environment)
                if signal != 0 {
                    try Running.until("the watch") { !running.outputSoFar.isEmpty }
                    #expect(!SSHServer.processes(naming: runtime).isEmpty)
                    running.signal(signal)
                }
                let outcome = running.finish(deadline: 30)
                #expect(signal == 0 ? outcome.status == 0 : outcome.signal == signal || outcome.status != nil, "\(outcome.errors)")
                try expectNothing(in: runtime)
            }
        }
    }

    @Test("Ctrl-C ends what is under way there")
    func interrupted() throws {
        try Self.withServer { server in
            try Self.withRuntime { runtime in
                // Nobody ever answers.
                let hung = try HungServer()
                let running = try server.start(
                    ["extension", "list", "--connect-timeout", "60"], host: "ssh:root@127.0.0.1:\(hung.port)",
                    environment: ["XDG_RUNTIME_DIR": runtime])
                try Running.until("ssh") { !SSHServer.processes(naming: "\(runtime)/").isEmpty && !SSHServer.processes(naming: "pbxctl-status").isEmpty }
                let start = ContinuousClock.now
                running.signal(SIGINT)
                let outcome = running.finish(deadline: 30)
                #expect(outcome.signal == SIGINT, "\(outcome.errors)")
                #expect(ContinuousClock.now - start < .seconds(3))
                try expectNothing(in: runtime)
            }
        }
    }

    @Test("completion leaves nothing either")
    func completion() throws {
        try Self.withServer { server in
            try Self.withRuntime { runtime in
                for _ in 0..<3 {
                    let outcome = try server.pbxctl(["__complete", "extension", "show", "1"], environment: ["XDG_RUNTIME_DIR": runtime])
                    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
                }
                try expectNothing(in: runtime)
            }
        }
    }

    @Test("a connection that breaks in the middle changes nothing by halves")
    func broken() throws {
        try Self.withServer { server in
            let number = Numbers.extension()
            defer { FreePBX.remove(number) }
            let before = try Stores.fingerprint("freepbx")
            let file = Lab.value("LAB_ASTERISK_RUN") + "/pbxctl.lock"
            let holder = try Running("/usr/bin/flock", [file, "-c", "echo held; cat"], environment: ["PATH": "/usr/bin:/bin"])
            try Running.until("the lock") { holder.outputSoFar.contains("held") }
            // It waits for the lock when the server and all its sessions end.
            let running = try server.start(["extension", "add", number, "--lock-timeout", "20"])
            try Running.until("the wait") { !SSHServer.processes(naming: "flock -w").isEmpty }
            server.breakConnections()
            let outcome = running.finish(deadline: 60)
            holder.endInput()
            _ = holder.finish()
            #expect(outcome.status != 0 && outcome.output.isEmpty, "\(outcome.errors)")
            #expect(try Stores.fingerprint("freepbx") == before)
        }
    }

    @Test("a command leads to a container, whose database and manager are reached by their addresses")
    func container() throws {
        try Self.withServer { server in
            let wrapper = server.path("my enter")
            // Another machine's files: its own mount namespace, as a container has.
            try "#!/bin/sh\nexec unshare -m env -i PATH=/usr/bin:/bin \"$@\"\n".write(toFile: wrapper, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: wrapper)
            let address = "mysql://freepbxuser:\(try Lab.secret("LAB_MYSQL_PASSWORD_FILE"))@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/asterisk"
            let settings = ["kind = freepbx", "database = \(address)"]
            let number = Numbers.extension()
            defer { FreePBX.remove(number) }
            let added = try server.pbxctl(["extension", "add", number, "--voicemail"], host: "exec:\"\(wrapper)\"", settings: settings)
            #expect(added.status == 0, "\(added.errors)")
            let reloaded = try server.pbxctl(["system", "reload"], host: "exec:\"\(wrapper)\"", settings: settings)
            #expect(reloaded.status == 0, "\(reloaded.errors)")
            let boxes = try server.pbxctl(["voicemail", "list", number], host: "exec:\"\(wrapper)\"", settings: settings)
            #expect(boxes.status == 0, "\(boxes.errors)")
            let broken = try server.pbxctl(["extension", "list"], host: "exec:/bin/false", settings: settings)
            #expect(broken.status == 5 && broken.errors.contains("/bin/false true"), "\(broken.errors)")
            let profile = server.path("open")
            try "[box]\nkind = freepbx\nhost = exec:touch \(server.path("touched"))\n".write(toFile: profile, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: profile)
            let refused = try server.pbxctl(["extension", "list"], environment: ["PBXCTL_CONFIG": profile])
            #expect(refused.status == 6 && refused.errors.contains("chmod go-w"), "\(refused.errors)")
            #expect(!FileManager.default.fileExists(atPath: server.path("touched")))
            let missing = try server.pbxctl(["extension", "list"], host: "exec:nosuchprogram exec pbx", settings: settings)
            #expect(missing.status == 5 && missing.errors.contains("nosuchprogram"), "\(missing.errors)")
        }
    }
}
