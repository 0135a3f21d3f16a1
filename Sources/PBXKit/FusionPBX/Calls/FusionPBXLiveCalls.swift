/// The channels that the switches have up (`show channels as json`), and ending them (`uuid_kill`).
extension FusionPBXCalls {
    func live(_ options: ReadOptions) throws -> [LiveCall] {
        let scope = try connection.scopedDomains()
        let domains = connection.scope.allDomains ? scope : try FusionPBXDomains(connection: connection).all(ReadOptions())
        let clock = try FusionPBXClock(connection: connection, domain: connection.scope.allDomains ? nil : scope.first)
        let now = Timestamp.now().seconds
        let calls = try connection.connectedNodes().flatMap { node in
            let channels = try FusionPBXChannels.channels(of: node).filter { $0.callstate != "HANGUP" }
            return Self.calls(channels, names: domains.map(\.name), now: now).map { channel, call in
                var call = call
                call.node = node.address
                call.started = clock.text(epoch: channel.created_epoch)
                if options.raw { call.raw = channel.raw }
                return call
            }
        }
        let wanted = Set(scope.map(\.name))
        let inScope = calls.filter { connection.scope.allDomains || $0.domain.map(wanted.contains) == true }
        return LiveCall.sorted(LiveCall.parties(inScope) { $0.channel?.hasPrefix("loopback/") == true })
    }

    func end(_ calls: [LiveCall]) throws {
        for node in try connection.connectedNodes() {
            for call in calls where call.node == node.address {
                let answer = try node.ask("uuid_kill \(FusionPBXCommand.word(call.id, "call"))")
                // `No such channel`: it has ended by itself in between.
                guard answer.hasPrefix("+OK") || answer.contains("No such channel") else {
                    throw PBXError(.failed, "call \(call.id)", "the switch does not end it: \(FusionPBXValues.shown(answer))")
                }
            }
        }
    }

    func transfer(_ call: LiveCall, to destination: String) throws {
        let number = try dialNumber(destination, "destination")
        let context = try call.domain ?? connection.domain().name
        for node in try connection.connectedNodes() where node.address == call.node {
            let command = try "uuid_transfer \(FusionPBXCommand.word(call.id, "call")) \(FusionPBXCommand.word(number, "destination")) XML \(FusionPBXCommand.word(context, "context"))"
            let answer = try node.ask(command)
            guard !answer.contains("No such channel") else {
                throw PBXError(.notFound, "call \(call.id)", "has ended", remedy: "see those that are up with `pbxctl call list`")
            }
            guard answer.hasPrefix("+OK") else {
                throw PBXError(.failed, "call \(call.id)", "the switch does not transfer it: \(FusionPBXValues.shown(answer))")
            }
        }
    }

    private static func calls(
        _ channels: [FusionPBXChannels.Channel], names: [String], now: Int64
    ) -> [(FusionPBXChannels.Channel, LiveCall)] {
        // One leg says whose the call is where another, to a gateway or on its way in, does not.
        var domainOfCall: [String: String] = [:]
        for channel in channels {
            if let call = channel.call_uuid ?? channel.uuid, let domain = domain(channel, names) { domainOfCall[call] = domain }
        }
        let legs = Dictionary(grouping: channels) { $0.call_uuid ?? "" }
        return channels.compactMap { channel in
            guard let uuid = channel.uuid else { return nil }
            let callID = channel.call_uuid?.nonEmpty ?? uuid
            var call = LiveCall(id: uuid, state: state(channel.callstate))
            call.callID = callID
            call.channel = channel.name?.nonEmpty
            call.source = channel.cid_num?.nonEmpty
            call.sourceName = channel.cid_name?.nonEmpty
            call.destination = channel.dest?.nonEmpty
            call.domain = domain(channel, names) ?? domainOfCall[callID]
            call.extension = channel.presence_id?.nonEmpty.map { String($0.prefix { $0 != "@" }) }
            call.durationSeconds = channel.created_epoch.flatMap { Int64($0) }.map { Int(max(0, now - $0)) }
            call.application = channel.application?.nonEmpty
            if call.state == .up {
                let others = (legs[callID] ?? []).filter { $0.uuid != uuid && state($0.callstate) == .up }
                call.bridgedTo = others.first?.name?.nonEmpty
            }
            return (channel, call)
        }
    }

    private static func domain(_ channel: FusionPBXChannels.Channel, _ names: [String]) -> String? {
        let account = channel.presence_id?.split(separator: "@", maxSplits: 1).dropFirst().first.map(String.init)
        let said = [account, channel.context, channel.initial_context, channel.accountcode].compactMap { $0?.lowercased() }
        return said.lazy.compactMap { word in names.first { $0.lowercased() == word } }.first
    }

    /// FreeSWITCH: src/switch_channel.c, `callstate_chart`.
    private static func state(_ word: String?) -> LiveCall.State {
        switch word {
        case "DOWN", "DIALING": .dialing
        case "RINGING", "EARLY", "RING_WAIT": .ringing
        case "ACTIVE", "UNHELD": .up
        case "HELD": .held
        case "HANGUP": .ended
        default: .unknown
        }
    }
}

extension FusionPBXChannels.Channel {
    fileprivate var raw: Cell {
        let values: [(String, String?)] = [
            ("uuid", uuid), ("call_uuid", call_uuid), ("created_epoch", created_epoch), ("name", name), ("cid_name", cid_name),
            ("cid_num", cid_num), ("dest", dest), ("application", application), ("context", context),
            ("initial_context", initial_context), ("accountcode", accountcode), ("presence_id", presence_id), ("callstate", callstate),
        ]
        return .object(Cell.Object(values.map { Cell.Entry($0.0, Cell($0.1)) }))
    }
}
