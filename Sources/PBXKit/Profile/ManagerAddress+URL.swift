extension ManagerAddress {
    /// Reads `ami://user@host:port` or `esl://host:port`; the port may be left out.
    init(url text: String) throws(AddressURL.Failure) {
        let url = try AddressURL(text)
        guard let interface = Interface(rawValue: url.scheme) else {
            throw AddressURL.Failure(why: "a manager is addressed by ami:// or esl://")
        }
        guard url.path.isEmpty, url.query.isEmpty else {
            throw AddressURL.Failure(why: "nothing may follow a manager's host and port")
        }
        guard interface == .esl || url.user != nil else {
            throw AddressURL.Failure(why: "it names no user: write it as ami://user@host:port")
        }
        self.init(
            interface: interface, host: url.host.isEmpty ? "127.0.0.1" : url.host,
            port: url.port ?? interface.standardPort, user: url.user, password: url.password)
    }

    /// The address as a profile file has it, without the password.
    public var url: String {
        "\(interface.rawValue)://\(user.map { "\($0)@" } ?? "")\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}

extension ManagerAddress.Interface {
    /// Where the server listens unless it was told otherwise.
    public var standardPort: Int { self == .ami ? 5038 : 8021 }
}
