/// The channels that Asterisk has up (AMI `CoreShowChannels`), and ending them (`Hangup`).
extension FreePBXCalls {
    func live(_ options: ReadOptions) throws -> [LiveCall] {
        let phones = try FreePBXPhone.all(in: system.database())
        let numbers = Dictionary(phones.map { ($0.device, $0.number) }, uniquingKeysWith: { first, _ in first })
        let events = try system.manager().list(ManagerAction("CoreShowChannels"))
        let (zone, now) = (try system.clockZone(), Timestamp.now().seconds)
        var byBridge: [String: [String]] = [:]
        for event in events {
            if let bridge = event.filled("BridgeId") { byBridge[bridge, default: []].append(event["Channel"] ?? "") }
        }
        let calls = events.compactMap { event -> LiveCall? in
            guard let id = event["Uniqueid"] else { return nil }
            var call = LiveCall(id: id, state: Self.state(event["ChannelState"]))
            call.callID = event.filled("Linkedid")
            call.channel = event.filled("Channel")
            (call.source, call.sourceName, call.destination) = Self.parties(event)
            // `PJSIP/1001-0000002a`
            call.extension = call.channel.flatMap { name in name.lastIndex(of: "-").flatMap { numbers[String(name[..<$0])] } }
            call.durationSeconds = event["Duration"].flatMap(Self.seconds)
            call.started = call.durationSeconds.map { Timestamp(seconds: now - Int64($0)).iso8601(in: zone) }
            call.application = event.filled("Application")
            call.bridgedTo = event.filled("BridgeId").flatMap { byBridge[$0] }?.first { $0 != call.channel }
            if options.raw {
                let headers = event.headers.filter { !["Event", "ActionID"].contains($0.name) }
                call.raw = .object(Cell.Object(headers.map { Cell.Entry($0.name, .text($0.value)) }))
            }
            return call
        }
        return LiveCall.sorted(LiveCall.parties(calls) { $0.channel?.hasPrefix("Local/") == true })
    }

    func end(_ calls: [LiveCall]) throws {
        // ITU-T Q.850: 16 is a normal clearing.
        let actions = try calls.map { try ManagerAction("Hangup", ["Channel": $0.channel ?? $0.id, "Cause": "16"]) }
        for (action, answer) in zip(actions, try system.manager().answers(to: actions)) where !answer.isSuccess {
            let error = ManagerError(action: action.name, message: answer.text ?? "no reason given")
            // It has ended by itself in between.
            guard !error.message.hasPrefix("No such channel") else { continue }
            throw error
        }
    }

    func transfer(_ call: LiveCall, to destination: String) throws {
        guard (1...40).contains(destination.utf8.count), destination.utf8.allSatisfy({ "0123456789*#+".utf8.contains($0) }) else {
            throw PBXError(.usage, "destination '\(FreePBXInput.shown(destination))'", "is not a number", remedy: "use digits, +, * and #")
        }
        let action = try ManagerAction("Redirect", [
            "Channel": call.channel ?? call.id, "Context": "from-internal", "Exten": destination, "Priority": "1",
        ])
        guard let answer = try system.manager().answers(to: [action]).first, !answer.isSuccess else { return }
        let text = answer.text ?? "no reason given"
        guard text.contains("not exist") || text.contains("o such channel") else { throw ManagerError(action: action.name, message: text) }
        throw PBXError(.notFound, "call \(call.id)", "has ended", remedy: "see those that are up with `pbxctl call list`")
    }

    /// Who calls whom. A channel that Asterisk itself has rung has its own number as its caller id and the caller as the
    /// line it is connected to.
    private static func parties(_ event: ManagerMessage) -> (source: String?, name: String?, destination: String?) {
        let own = (event.known("CallerIDNum"), event.known("CallerIDName"))
        let other = (event.known("ConnectedLineNum"), event.known("ConnectedLineName"))
        guard event["Uniqueid"] == event["Linkedid"] else { return (other.0, other.1, own.0) }
        // While it is on its way through the dialplan the extension can be a place there: `s`, `h`.
        let dialled = event.known("Exten").flatMap { FreePBXExtensions.isNumber($0) || $0.hasPrefix("*") ? $0 : nil }
        return (own.0, own.1, other.0 ?? dialled)
    }

    /// Asterisk: include/asterisk/channelstate.h, `enum ast_channel_state`.
    private static func state(_ number: String?) -> LiveCall.State {
        switch number {
        case "0", "1", "2", "3", "8": .dialing
        case "4", "5", "9", "10": .ringing
        case "6": .up
        case "7": .busy
        default: .unknown
        }
    }

    /// `01:02:03`
    static func seconds(_ duration: String) -> Int? {
        let parts = duration.split(separator: ":").map { Int($0) }
        guard parts.count == 3, let hours = parts[0], let minutes = parts[1], let seconds = parts[2] else { return nil }
        return (hours * 60 + minutes) * 60 + seconds
    }
}

extension ManagerMessage {
    /// The value, or nil where it is empty.
    fileprivate func filled(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The value, or nil where Asterisk says that it does not know it.
    fileprivate func known(_ name: String) -> String? { filled(name).flatMap { $0 == "<unknown>" ? nil : $0 } }
}
