extension Profile {
    /// Which PBX the profile leads to, the same however its address is spelled: `freepbx 127.0.0.1:3306/asterisk`.
    var pbxIdentity: String {
        guard let address = database?.value else { return "\(kind.rawValue) \(name)" }
        return "\(kind.rawValue) \(address.identity)"
    }
}

extension DatabaseAddress {
    fileprivate var identity: String {
        switch location {
        case .network(let host, let port):
            let isLocal = host == "localhost" || host == "::1" || host.hasPrefix("127.")
            return "\(isLocal ? "127.0.0.1" : host.lowercased()):\(port)/\(database)"
        case .socket(let path, let port):
            return "\(path):\(port)/\(database)"
        }
    }
}
