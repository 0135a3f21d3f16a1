import Foundation

/// A mount namespace, in which a test sees system files of its own. Only root may have one.
enum Namespace {
    static let isAllowed = (try? Program.start("/usr/bin/unshare", ["-m", "true"], input: "", environment: ["PATH": "/usr/bin:/bin"], deadline: 5))?.status == 0

    /// Runs a shell script in a namespace, with the lab's variables.
    static func run(_ script: String, environment: [String: String] = [:]) throws -> Program.Outcome {
        var variables = Lab.environment.filter { $0.key.hasPrefix("LAB_") }
        variables["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
        for (name, value) in environment { variables[name] = value }
        return try Program.start("/usr/bin/unshare", ["-m", "/bin/bash", "-ec", script], input: "", environment: variables, deadline: 60)
    }

    /// Makes `/etc` one's own for the script that follows: what is written there is seen by nobody else and gone with it.
    static let ownEtc = """
        mount -t tmpfs tmpfs /mnt && cp -a /etc /mnt/etc && mount --bind /mnt/etc /etc

        """
}
