/// What the switch's call center says at this moment, over all nodes. Not every switch has one.
///
/// FreeSWITCH: mod_callcenter, `callcenter_config`: lines of fields with `|` between, a line of names first, `+OK` last.
struct FusionPBXCallCenter {
    /// An agent's live fields by the agent's uuid (by its name `NAME@DOMAIN` up to FusionPBX 4.4).
    private(set) var agents: [String: [String: String]] = [:]
    /// Callers that wait, by queue as `800@example.com`.
    private(set) var waiting: [String: Int] = [:]

    /// Tolerates a switch that is down or has no call center: then nothing is known of the moment.
    init(_ connection: FusionPBXConnection, queues: [String]) {
        for node in connection.nodes() {
            guard (try? node.connect()) != nil, let list = try? node.ask("callcenter_config agent list") else { continue }
            for agent in Self.table(list) {
                // Of several nodes the one that counts calls is the one that serves the queue.
                if let name = agent["name"], agents[name] == nil || agent["calls_answered"] != "0" { agents[name] = agent }
            }
            guard let known = try? node.ask("callcenter_config queue list") else { continue }
            let loaded = Set(Self.table(known).compactMap { $0["name"] })
            for queue in queues where loaded.contains(queue) && FusionPBXCommand.isWord(queue) {
                guard let answer = try? node.ask("callcenter_config queue count members \(queue)"),
                    let count = answer.split(separator: "\n").first.flatMap({ Int($0) })
                else { continue }
                waiting[queue, default: 0] += count
            }
        }
    }

    /// The rows of an answer by the names in its first line.
    static func table(_ text: String) -> [[String: String]] {
        let lines = text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("+OK") && $0.contains("|") }
        guard let names = lines.first?.split(separator: "|", omittingEmptySubsequences: false).map(String.init) else { return [] }
        return lines.dropFirst().map { line in
            let values = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            return Dictionary(zip(names, values), uniquingKeysWith: { first, _ in first })
        }
    }
}
