import Glibc

/// What the programs that lead to another host need of the caller's environment.
enum CallerEnvironment {
    private static let names = [
        "HOME", "USER", "LOGNAME", "SSH_AUTH_SOCK", "KRB5CCNAME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DOCKER_HOST",
        "DOCKER_CONTEXT", "DOCKER_CONFIG", "CONTAINER_HOST", "KUBECONFIG",
    ]

    /// Their values, and the standard path after the caller's.
    static var kept: [String: String] {
        var variables = HostCommand.standardEnvironment
        for name in names {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        if let path = getenv("PATH") { variables["PATH"] = "\(String(cString: path)):\(variables["PATH"] ?? "")" }
        return variables
    }
}
