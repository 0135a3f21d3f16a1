/// One FreeSWITCH of a FusionPBX: a system may have several on one database, each with a cache and registrations of its
/// own.
final class FusionPBXNode {
    private let manager: ManagerAddress
    private let profile: Profile
    private let trace: (@Sendable (String) -> Void)?
    private var socket: EventSocket?
    private var knownHostName: String?

    init(_ manager: ManagerAddress, profile: Profile, trace: (@Sendable (String) -> Void)?) {
        self.manager = manager
        self.profile = profile
        self.trace = trace
    }

    var address: String { manager.description }

    /// Makes sure that the switch answers: some let a client in and say nothing more.
    func connect() throws { _ = try hostName() }

    func eventSocket() throws -> EventSocket {
        if let socket { return socket }
        let opened = try profile.open(manager, profile.reachable(manager)) { address in
            try EventSocket(
                address: address, connectTimeout: profile.connectTimeout, silenceTimeout: profile.silenceTimeout, trace: trace)
        }
        socket = opened
        return opened
    }

    /// What the switch answers to a command, without the line break at its end.
    func ask(_ command: String) throws -> String { try eventSocket().api(command).trimmingBlanks }

    /// The switch's own word for its host, which some versions put before cache keys.
    func hostName() throws -> String {
        if let knownHostName { return knownHostName }
        let name = try eventSocket().api("hostname", silence: profile.connectTimeout).trimmingBlanks
        knownHostName = name
        return name
    }

    func close() {
        socket?.exit()
        socket = nil
    }
}
