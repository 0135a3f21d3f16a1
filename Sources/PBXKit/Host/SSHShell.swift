import Glibc
import Synchronization

/// A shell behind the system's own `ssh`: one connection for all commands and tunnels of the process.
final class SSHShell: RemoteShell {
    let name: String
    let connectTimeout: Duration
    private let destination: String
    private let port: Int?
    /// Nobody else's: it holds the sockets of the connection and of its tunnels.
    private let folder: String
    private let tunnels = Mutex<[String: String]>([:])
    /// Ends the connection and removes the folder when pbxctl lets go of it, or has ended in whatever way.
    private let keeper: HeldProcess

    private static let keeperScript = """
        folder=$1
        shift
        cat >/dev/null
        "$@" >/dev/null 2>&1
        rm -rf -- "$folder"
        """

    init(destination: String, port: Int?, connectTimeout: Duration) throws {
        name = HostAddress.ssh(destination: destination, port: port).description
        self.destination = destination
        self.port = port
        self.connectTimeout = connectTimeout
        folder = try Self.privateFolder()
        keeper = try HeldProcess(
            HostCommand(
                "/bin/sh", ["-c", Self.keeperScript, "sh", folder, "ssh"] + Self.options(port, connectTimeout, folder)
                    + ["-O", "exit", "--", destination],
                environment: CallerEnvironment.kept))
    }

    func command(_ words: [String], input: [UInt8]?, outputLimit: Int) throws -> HostCommand {
        // sshd gives the line to a shell, which makes the words of it again.
        program(options + ["-T", "--", destination, ShellQuoting.line(words)], input: input, outputLimit: outputLimit)
    }

    var remedyWithoutProgram: String { "install OpenSSH's client (Debian: apt install openssh-client)" }

    func failure(_ result: CommandResult) -> PBXError {
        let lines = result.errorText.split(whereSeparator: \.isNewline).map { String($0).trimmingBlanks }.filter { !$0.isEmpty }
        let said = lines.last.map { ": \($0)" } ?? ""
        let login = "\(port.map { "-p \($0) " } ?? "")\(destination)"
        let trial = "ssh -o BatchMode=yes \(login) true"
        func says(_ words: String...) -> Bool { lines.contains { line in words.contains { line.contains($0) } } }
        // ssh's own failures; every other status is that of what ran there.
        guard result.ending == .exited(255) else {
            return PBXError(
                .unreachable, name, "its account runs no command in a shell\(said)",
                remedy: "give the account a shell (`chsh`), or take a forced command away, until this works: \(trial)")
        }
        if says("Permission denied (", "Too many authentication failures") {
            return PBXError(
                .notPermitted, name, "it does not accept a key of this user\(said)",
                remedy: "put your key into that account's authorized_keys (ssh-copy-id), and a key with a passphrase into "
                    + "ssh-agent, until this works: \(trial)")
        }
        if says("HOST IDENTIFICATION HAS CHANGED") {
            return PBXError(
                .unreachable, name, "its host key is not the one that is known",
                remedy: "find out why before anything else; a host that was set up anew: ssh-keygen -R, then ssh \(login)")
        }
        if says("Host key verification failed") {
            return PBXError(
                .unreachable, name, "its host key is not known here",
                remedy: "compare the fingerprint with the host's own and accept it once, which puts it into "
                    + "~/.ssh/known_hosts: ssh \(login)")
        }
        return PBXError(
            .unreachable, name, lines.last ?? "ssh ended before the command ran", remedy: "check the host and the way there with: \(trial)")
    }

    /// A socket of this machine that leads to `remote` as the other one sees it: `127.0.0.1:3306`, `/run/x.sock`.
    ///
    /// - Parameter file: the socket's name, in a folder of its own.
    func tunnel(to remote: String, file: String) throws -> String {
        try tunnels.withLock { known in
            if let path = known[remote] { return path }
            let place = "\(folder)/\(known.count + 1)"
            try SystemError.check("mkdir", place) { mkdir(place, 0o700) }
            let path = "\(place)/\(file)"
            let deadline = Deadline(after: connectTimeout + .seconds(10))
            let request = program(options + ["-O", "forward", "-L", "\(path):\(remote)", "--", destination])
            let result = try SignalledChild.run(request, deadline: deadline)
            guard result.hasSucceeded else { throw failure(result) }
            known[remote] = path
            return path
        }
    }

    /// Ends the connection and removes its sockets.
    func close() {
        do { try keeper.release(by: Deadline(after: .seconds(3))) } catch { try? LocalHost().removeTree(folder) }
    }

    private var options: [String] { Self.options(port, connectTimeout, folder) }

    private static func options(_ port: Int?, _ connectTimeout: Duration, _ folder: String) -> [String] {
        let seconds = max(1, (Int(connectTimeout.components.seconds) + (connectTimeout.components.attoseconds > 0 ? 1 : 0)))
        return (port.map { ["-p", String($0)] } ?? []) + [
            "-o", "BatchMode=yes", "-o", "ConnectTimeout=\(seconds)", "-o", "ControlMaster=auto", "-o", "ControlPersist=60",
            "-o", "ControlPath=\(folder)/c", "-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3",
            "-o", "ForwardAgent=no", "-o", "ForwardX11=no", "-o", "LogLevel=ERROR",
        ]
    }

    private func program(_ arguments: [String], input: [UInt8]? = nil, outputLimit: Int = 1 << 20) -> HostCommand {
        HostCommand("ssh", arguments, environment: CallerEnvironment.kept, input: input, outputLimit: outputLimit)
    }

    private static func privateFolder() throws -> String {
        let runtime = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) } ?? ""
        // Sockets have short names: a long folder would leave no room for theirs.
        let isUsable = runtime.hasPrefix("/") && runtime.utf8.count < 40 && !runtime.contains("%") && access(runtime, W_OK) == 0
        var template = Array("\(isUsable ? runtime : "/tmp")/pbxctl-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp", isUsable ? runtime : "/tmp", code: errno) }
        return String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
