import Synchronization

/// The other hosts that this process has a way to: one connection each.
public enum RemoteHosts {
    private static let shells = Mutex<[HostAddress: any RemoteShell]>([:])

    static func shell(_ address: HostAddress, connectTimeout: Duration) throws -> any RemoteShell {
        try shells.withLock { known in
            if let shell = known[address] { return shell }
            SignalledChild.watchSignals()
            let shell: any RemoteShell =
                switch address {
                case .ssh(let destination, let port):
                    try SSHShell(destination: destination, port: port, connectTimeout: connectTimeout)
                case .exec(let prefix): ExecShell(prefix: prefix, connectTimeout: connectTimeout)
                }
            known[address] = shell
            // What does not come about is known soon, and later work has its own time.
            _ = try shell.run(":", [], deadline: Deadline(after: connectTimeout + .seconds(5)))
            return shell
        }
    }

    /// Ends the connections, when the command is done.
    public static func close() {
        let all = shells.withLock { known in
            defer { known = [:] }
            return Array(known.values)
        }
        for case let shell as SSHShell in all { shell.close() }
    }
}
