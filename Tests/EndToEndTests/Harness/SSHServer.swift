import Foundation

/// A real sshd for one test: its own folder, host key, login keys and port. Its sessions see an `/etc` of their own, in
/// which the lab's FreePBX or FusionPBX is the host's. For that the tests have to be root's, with the right to make
/// namespaces; where they are not, they fail and say so.
final class SSHServer {
    enum PBX { case freePBX, fusionPBX, both, none }
    /// Where pbxctl runs.
    enum Place {
        /// On this machine, as sshd does.
        case beside
        /// In a network namespace and without the lab's files: nothing of the PBX is in reach but sshd's port.
        case elsewhere
    }

    let folder: URL
    let address: String
    private(set) var port = 0
    private let place: Place
    private let network: NetworkNamespace?
    private var server: Running?

    init(_ pbx: PBX = .freePBX, from place: Place = .beside, allowing forwards: Bool = true) throws {
        guard Namespace.isAllowed else {
            throw Program.Problem("no mount namespaces: these tests have to run as root with CAP_SYS_ADMIN (in a container: --privileged)")
        }
        self.place = place
        network = place == .elsewhere ? try NetworkNamespace() : nil
        address = network?.address ?? "127.0.0.1"
        folder = URL(filePath: "/tmp/pbxctl-sshd-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try makeKeys()
        var tries = 0
        while server == nil {
            tries += 1
            port = Int.random(in: 20_000...31_999)
            server = try start(pbx, forwards ? [] : ["DisableForwarding=yes"])
            if server == nil, tries == 5 { throw Program.Problem("sshd does not start: \(log)") }
        }
        let hostKey = try String(contentsOfFile: path("host.pub"), encoding: .utf8)
        try "[\(address)]:\(port) \(hostKey)".write(toFile: path("known"), atomically: true, encoding: .utf8)
        let other = try String(contentsOfFile: path("stranger.pub"), encoding: .utf8)
        try "[\(address)]:\(port) \(other)".write(toFile: path("changed"), atomically: true, encoding: .utf8)
        for key in ["login", "stranger", "forced"] { try writeClient(key: key, known: "known") }
        for known in ["unknown", "changed"] { try writeClient(key: "login", known: known) }
    }

    /// The profile's `host`.
    var host: String { "ssh:root@\(address):\(port)" }
    var log: String { (try? String(contentsOfFile: path("log"), encoding: .utf8)) ?? "no log" }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Runs pbxctl with a profile that says no more than the host, unless `settings` adds to it.
    func pbxctl(
        _ arguments: [String], host: String? = nil, settings: [String] = [], client: String = "login-known",
        environment: [String: String] = [:]
    ) throws -> Program.Outcome {
        let running = try start(arguments, host: host, settings: settings, client: client, environment: environment)
        running.endInput()
        return running.finish(deadline: 90)
    }

    func pbxctl(_ arguments: String...) throws -> Program.Outcome { try pbxctl(arguments) }

    /// Starts pbxctl.
    func start(
        _ arguments: [String], host: String? = nil, settings: [String] = [], client: String = "login-known",
        environment: [String: String] = [:]
    ) throws -> Running {
        let profile = path("profile")
        let lines = ["[branch]", "host = \(host ?? self.host)"] + settings
        try lines.joined(separator: "\n").appending("\n").write(toFile: profile, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: profile)
        var variables = [
            "PBXCTL_CONFIG": profile, "PATH": "\(path(client)):/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_STATE": path("state"),
        ]
        variables.merge(environment) { _, own in own }
        let words = [Program.path, "-o", "json"] + arguments
        guard let network else { return try Running(words[0], Array(words.dropFirst()), environment: variables) }
        // `ip netns exec` gives a mount namespace, too.
        let script = "mount -t tmpfs tmpfs '\(Lab.value("LAB_HOME"))'; exec \"$@\""
        return try Running(
            "/usr/sbin/ip", ["netns", "exec", network.name, "/bin/bash", "-ec", script, "bash"] + words, environment: variables)
    }

    /// Processes that name a text in their command line.
    static func processes(naming text: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.filter { Int($0) != nil }.filter { process in
            let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            return String(decoding: line, as: UTF8.self).contains(text)
        }
    }

    /// Ends the sessions that this sshd has, as a network that fails does.
    func breakConnections() {
        let listener = (try? String(contentsOfFile: path("pid"), encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
        let children = try? Program.start("/usr/bin/pgrep", ["-P", listener ?? "0"], input: "", environment: [:], deadline: 5)
        for child in (children?.lines ?? []).compactMap({ Int32($0) }) { kill(child, SIGKILL) }
    }

    func stop() {
        if let server, server.isRunning {
            server.signal(SIGTERM)
            _ = server.finish(deadline: 10)
        }
        network?.remove()
        try? FileManager.default.removeItem(at: folder)
    }

    /// nil where the port is taken.
    private func start(_ pbx: PBX, _ more: [String]) throws -> Running? {
        var script = Namespace.ownEtc + "rm -rf /etc/freepbx.conf /etc/fusionpbx /etc/asterisk /etc/amportal.conf /etc/freeswitch\n"
        if pbx == .freePBX || pbx == .both { script += "cp '\(Lab.value("LAB_FREEPBX_CONF"))' /etc/freepbx.conf\n" }
        if pbx == .fusionPBX || pbx == .both {
            // As FusionPBX ships it: the event socket is in the switch's own configuration.
            script += """
                mkdir -p /etc/fusionpbx /etc/freeswitch/autoload_configs
                grep -v -e event_socket -e switch.conf.dir '\(Lab.value("LAB_FUSION_CONF"))' >/etc/fusionpbx/config.conf
                printf '<configuration><settings><param name="listen-ip" value="127.0.0.1"/><param name="listen-port" value="%s"/><param name="password" value="%s"/></settings></configuration>' \
                    '\(Lab.value("LAB_ESL_PORT"))' "$(cat '\(Lab.value("LAB_ESL_PASSWORD_FILE"))')" \
                    >/etc/freeswitch/autoload_configs/event_socket.conf.xml

                """
        }
        let options = ([
            "Port=\(port)", "ListenAddress=\(address)", "AuthorizedKeysFile=\(path("authorized"))", "UsePAM=no",
            "StrictModes=no", "PasswordAuthentication=no", "KbdInteractiveAuthentication=no", "PidFile=none",
            "PermitRootLogin=prohibit-password", "LogLevel=VERBOSE", "UseDNS=no",
        ] + more).flatMap { ["-o", $0] }
        // Sessions inherit what sshd has open, and a pipe of this test must not wait for their end. A shell stays before
        // it: Foundation takes a program that closes the descriptors it inherited, as sshd does, for one that has ended.
        script += """
            "$@" </dev/null >/dev/null 2>&1 &
            echo $! >'\(path("pid"))'
            trap "kill $!" TERM
            wait || true
            """
        let lab = Program.project.appending(path: "Tests/Lab/sshd").path
        let words = [lab, "-D", "-f", "/dev/null", "-h", path("host"), "-E", path("log")] + options
        try? FileManager.default.removeItem(atPath: path("log"))
        var variables = Lab.environment.filter { $0.key.hasPrefix("LAB_") }
        variables["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
        let running = try Running("/usr/bin/unshare", ["-m", "/bin/bash", "-ec", script, "bash"] + words, environment: variables)
        running.endInput()
        // The first one waits for the package.
        try Running.until("sshd", seconds: 120) { !running.isRunning || log.contains("Server listening") }
        return running.isRunning ? running : nil
    }

    private func makeKeys() throws {
        for name in ["host", "login", "stranger", "forced"] {
            let made = try Program.start(
                "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path(name)], input: "", environment: [:], deadline: 20)
            guard made.status == 0 else { throw Program.Problem(made.errors) }
        }
        let login = try String(contentsOfFile: path("login.pub"), encoding: .utf8)
        let forced = try String(contentsOfFile: path("forced.pub"), encoding: .utf8)
        try (login + "command=\"echo This account is not available; exit 1\" \(forced)")
            .write(toFile: path("authorized"), atomically: true, encoding: .utf8)
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
