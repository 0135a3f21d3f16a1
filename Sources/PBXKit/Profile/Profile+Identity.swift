extension Profile {
    /// Which PBX the profile leads to, the same however its address is spelled: `freepbx 127.0.0.1:3306/asterisk`.
    var pbxIdentity: String {
        guard let address = database?.value else { return "\(kind.rawValue) \(name)" }
        // What is at a loopback address or a socket depends on the machine whose it is.
        if let host, case .ssh = host.value, address.isOfItsMachine { return "\(kind.rawValue) \(host.value) \(address.identity)" }
        return "\(kind.rawValue) \(address.identity)"
    }
}

extension DatabaseAddress {
    fileprivate var isOfItsMachine: Bool {
        switch location {
        case .network(let host, _): Profile.isLoopback(host)
        case .socket: true
        }
    }

    fileprivate var identity: String {
        switch location {
        case .network(let host, let port):
            return "\(Profile.isLoopback(host) ? "127.0.0.1" : host.lowercased()):\(port)/\(database)"
        case .socket(let path, let port):
            return "\(path):\(port)/\(database)"
        }
    }
}
