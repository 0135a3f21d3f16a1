import Foundation

/// A real sshd on loopback, for this test alone: its own folder, host key, login key and port, as the current user.
final class SSHServer {
    let folder: URL
    let port: Int
    private let process = Process()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "pbxctl-sshd-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        port = Int.random(in: 20_000...31_999)
        for name in ["host", "login", "stranger"] {
            let made = try Program.start(
                "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path(name)], input: "", environment: [:], deadline: 20)
            guard made.status == 0 else { throw Program.Problem(made.errors) }
        }
        try FileManager.default.copyItem(atPath: path("login.pub"), toPath: path("authorized"))
        let hostKey = try String(contentsOfFile: path("host.pub"), encoding: .utf8)
        try "[127.0.0.1]:\(port) \(hostKey)".write(toFile: path("known"), atomically: true, encoding: .utf8)
        for key in ["login", "stranger"] { try writeClient(key: key, known: "known") }
        try writeClient(key: "login", known: "unknown")
        process.executableURL = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Lab/sshd")
        process.arguments = ["-D", "-e", "-f", "/dev/null", "-h", path("host")] + [
            "Port=\(port)", "ListenAddress=127.0.0.1", "AuthorizedKeysFile=\(path("authorized"))", "UsePAM=no",
            "StrictModes=no", "PasswordAuthentication=no", "KbdInteractiveAuthentication=no", "PidFile=none",
            "PermitRootLogin=prohibit-password",
        ].flatMap { ["-o", $0] }
        process.standardError = FileHandle(forWritingAtPath: "/dev/null")
        try process.run()
        for _ in 0..<100 {
            let probe = try Program.start(
                "/bin/bash", ["-c", "exec 3<>/dev/tcp/127.0.0.1/\(port)"], input: "", environment: [:], deadline: 5)
            if probe.status == 0 { break }
            usleep(50_000)
        }
    }

    /// The profile's `host`.
    var host: String { "ssh:\(NSUserName())@127.0.0.1:\(port)" }

    /// Runs pbxctl with a profile that says no more than the host.
    func pbxctl(
        _ arguments: [String], host: String? = nil, client: String = "login-known", environment: [String: String] = [:]
    ) throws -> Program.Outcome {
        let profile = path("profile")
        try "[branch]\nhost = \(host ?? self.host)\n".write(toFile: profile, atomically: true, encoding: .utf8)
        var variables = [
            "PBXCTL_CONFIG": profile, "PATH": "\(path(client)):/usr/bin:/bin",
            "FREEPBX_CONF": "\(Lab.value("LAB_HOME"))/freepbx/freepbx.conf",
        ]
        variables.merge(environment) { _, own in own }
        return try Program.run(arguments: ["-o", "json"] + arguments, environment: variables)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A folder whose `ssh` is the system's with a configuration of its own, the user's left out.
    private func writeClient(key: String, known: String) throws {
        let place = path("\(key)-\(known)")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try """
            IdentityFile \(path(key))
            IdentitiesOnly yes
            UserKnownHostsFile \(path(known))
            GlobalKnownHostsFile /dev/null
            StrictHostKeyChecking yes
            """.write(toFile: "\(place)/config", atomically: true, encoding: .utf8)
        try "#!/bin/sh\nexec /usr/bin/ssh -F \(place)/config \"$@\"\n".write(toFile: "\(place)/ssh", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(place)/ssh")
    }
}
