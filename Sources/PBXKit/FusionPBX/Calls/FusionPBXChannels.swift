import FoundationEssentials

/// The calls that the switches have up, by the account that takes part in them.
///
/// FreeSWITCH: `show channels as json`; with no call up there is no member `rows`.
struct FusionPBXChannels {
    /// One channel; FreeSWITCH sends every value as text.
    struct Channel: Decodable {
        var uuid: String?
        var call_uuid: String?
        var created_epoch: String?
        var name: String?
        var cid_name: String?
        var cid_num: String?
        var dest: String?
        var application: String?
        var context: String?
        var initial_context: String?
        var accountcode: String?
        var presence_id: String?
        var callstate: String?
    }

    private struct Reply: Decodable {
        var rows: [Channel]?
    }

    /// The states of each account's calls: `ACTIVE`, `RINGING`, `HELD`, …
    private(set) var states: [String: [String]] = [:]

    init(nodes: [FusionPBXNode]) throws {
        for channel in try nodes.flatMap(Self.channels) {
            guard let account = channel.presence_id?.nonEmpty else { continue }
            states[account.lowercased(), default: []].append(channel.callstate ?? "")
        }
    }

    /// What one switch has up.
    static func channels(of node: FusionPBXNode) throws -> [Channel] {
        let text = try node.ask("show channels as json")
        guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(text.utf8)) else {
            throw PBXError(.failed, "switch \(node.address)", "did not list its channels: \(FusionPBXValues.shown(text))")
        }
        return reply.rows ?? []
    }

    /// What an account does, and in how many calls; nil where it has none.
    func state(of accounts: [String]) -> (state: ExtensionState.State, calls: Int)? {
        let all = accounts.flatMap { states[$0.lowercased()] ?? [] }.filter { $0 != "HANGUP" }
        return all.isEmpty ? nil : (Self.state(all), all.count)
    }

    static func state(_ states: [String]) -> ExtensionState.State {
        if states.contains(where: { ["ACTIVE", "UNHELD"].contains($0) }) { return .in_use }
        if states.contains("HELD") { return .on_hold }
        if states.contains(where: { ["RINGING", "EARLY", "RING_WAIT", "DIALING", "DOWN"].contains($0) }) { return .ringing }
        return .unknown
    }
}
