import Foundation

/// A network of its own with one link to this machine. Making one takes root and CAP_SYS_ADMIN and CAP_NET_ADMIN.
final class NetworkNamespace {
    let name: String
    /// This machine's end of the link.
    let address: String

    init() throws {
        let number = Int.random(in: 0..<16_384)
        name = "pbxctl\(number)"
        // RFC 2544: 198.18.0.0/15 is for tests of networks. Four addresses for each link.
        func end(_ offset: Int) -> String { "198.18.\(number / 64).\(number % 64 * 4 + offset)" }
        address = end(1)
        let script = """
            ip netns add "$1"
            ip link add "$1" type veth peer name "$1" netns "$1" 2>/dev/null || {
                ip link add "$1" type veth peer name "${1}p"
                ip link set "${1}p" netns "$1" name "$1"
            }
            ip address add "$2/30" dev "$1"
            ip link set "$1" up
            ip -n "$1" link set lo up
            ip -n "$1" address add "$3/30" dev "$1"
            ip -n "$1" link set "$1" up
            """
        let made = try Self.run(script, [name, end(1), end(2)])
        guard made.status == 0 else {
            remove()
            throw Program.Problem(
                "no network namespace (root with CAP_SYS_ADMIN and CAP_NET_ADMIN and Debian's iproute2 are needed; in a "
                    + "container: --privileged): \(made.errors)")
        }
    }

    func remove() {
        _ = try? Self.run("ip link delete \"$1\" 2>/dev/null; ip netns delete \"$1\"", [name])
    }

    private static func run(_ script: String, _ arguments: [String]) throws -> Program.Outcome {
        try Program.start(
            "/bin/bash", ["-ec", script, "bash"] + arguments, input: "", environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
            deadline: 20)
    }
}
