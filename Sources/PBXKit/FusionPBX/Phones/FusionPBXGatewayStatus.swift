/// What every node's switch says about its gateways at this moment.
///
/// FreeSWITCH: `sofia xmlstatus gateway`: `state` is about registering (`REGED`, `NOREG`, `FAIL_WAIT`, …), `status` about
/// the answers to pings (`UP`, `DOWN`), without which it is always `UP`.
struct FusionPBXGatewayStatus {
    private struct Gateway {
        var node: String
        var state: String
        var isUp: Bool
        var isPinged: Bool
        var latency: Int?
    }

    private var gateways: [String: [Gateway]] = [:]
    private var isKnown = false

    /// Tolerates switches that do not answer: of them nothing is known, and that is said.
    init(_ connection: FusionPBXConnection) {
        for node in connection.nodes() {
            do {
                try node.connect()
                take(try node.ask("sofia xmlstatus gateway"), from: node.address)
                isKnown = true
            } catch {
                let error = PBXError(error)
                connection.scope.note?("\(error.what): \(error.why): how its trunks are is not known")
            }
        }
    }

    /// Of one switch's answer.
    init(_ answer: String) {
        isKnown = true
        take(answer, from: "")
    }

    private mutating func take(_ answer: String, from node: String) {
        for entry in Self.entries(answer) {
            guard let name = entry["name"]?.lowercased() else { continue }
            let isPinged = ["pingfreq", "ping"].contains { (entry[$0].flatMap { Double($0) } ?? 0) > 0 }
            let latency = isPinged ? entry["pingtime"].flatMap { Double($0) }.flatMap { $0 > 0 ? Int($0.rounded()) : nil } : nil
            gateways[name, default: []].append(Gateway(
                node: node, state: entry["state"] ?? "", isUp: entry["status"] != "DOWN", isPinged: isPinged, latency: latency))
        }
    }

    /// The worst that any node says; nil where none answers.
    func status(_ uuid: String, registers: Bool, isEnabled: Bool) -> (status: Trunk.Status?, detail: String?, latency: Int?) {
        guard isEnabled else { return (.disabled, nil, nil) }
        guard isKnown else { return (nil, nil, nil) }
        guard let own = gateways[uuid.lowercased()] else { return (.down, "not loaded", nil) }
        let order: [Trunk.Status] = [.down, .unknown, .up]
        let said = own.map { gateway -> (status: Trunk.Status, gateway: Gateway) in
            guard gateway.isUp else { return (.down, gateway) }
            if registers { return (gateway.state == "REGED" ? .up : .down, gateway) }
            return (gateway.isPinged ? .up : .unknown, gateway)
        }
        guard let worst = said.min(by: { (order.firstIndex(of: $0.status) ?? 0) < (order.firstIndex(of: $1.status) ?? 0) }) else { return (nil, nil, nil) }
        let words = worst.gateway.isUp ? worst.gateway.state : "\(worst.gateway.state), DOWN"
        return (worst.status, own.count > 1 ? "\(words) (\(worst.gateway.node))" : words, worst.gateway.latency)
    }

    /// Each gateway's texts by tag: one tag a line.
    private static func entries(_ answer: String) -> [[String: String]] {
        var entries: [[String: String]] = []
        for line in answer.split(separator: "\n") {
            let line = String(line).trimmingBlanks
            if line == "<gateway>" { entries.append([:]) }
            guard !entries.isEmpty, line.hasPrefix("<"), let close = line.firstIndex(of: ">"), let end = line.lastIndex(of: "<"), close < end else { continue }
            let tag = String(line[line.index(after: line.startIndex)..<close])
            entries[entries.count - 1][tag] = String(line[line.index(after: close)..<end])
        }
        return entries
    }
}
