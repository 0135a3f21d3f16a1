/// What the emergency service is shown: it has to be able to call back, and to know where help is needed.
struct EmergencyCallerIDRule: CheckRule {
    let name = "emergency-caller-id"
    let summary = "An extension has no emergency caller id, or one that is no number of this PBX."
    let severity = CheckSeverity.warning

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        let graph = try pbx.graph()
        let own = OwnNumbers(graph.nodes.lazy.filter { $0.kind == .did && $0.exists && $0.isEnabled }.map { String($0.id.prefix { $0 != "/" }) })
        return try pbx.extensions().compactMap { found in
            guard found.isEnabled != false, found.driver != .virtual else { return nil }
            if let number = found.emergencyCallerIDNumber, own.contains(number) { return nil }
            let remedy = "pbxctl extension set \(found.number) --emergency-caller-id-number NUMBER"
            var node = CallNode(.extension, found.number, name: found.name, domain: found.domain)
            node.number = found.number
            guard let number = found.emergencyCallerIDNumber else {
                // The caller id of ordinary calls stands in for it.
                guard let outbound = found.outboundCallerIDNumber else { return finding(node, "has no emergency caller id, and no outbound one", remedy: remedy) }
                return own.contains(outbound)
                    ? finding(.info, node, "has no emergency caller id: calls show \(outbound)", remedy: remedy)
                    : finding(node, "has no emergency caller id, and its outbound one, \(outbound), is no inbound number of this PBX", remedy: remedy)
            }
            return finding(node, "shows \(number) to the emergency service, which is no inbound number of this PBX", remedy: remedy)
        }
    }
}

/// The numbers that callers reach a PBX under, to be asked for with their country code or without.
struct OwnNumbers {
    /// Nobody has two that end in the same seven digits.
    private static let enough = 7

    private var whole: Set<String> = []
    /// Longer ones by their end.
    private var byEnd: [Substring: [String]] = [:]
    private var patterns: [AsteriskPattern] = []

    init(_ numbers: some Sequence<String>) {
        for number in numbers {
            guard !number.hasPrefix("_") else {
                patterns.append(AsteriskPattern(number))
                continue
            }
            let bare = Self.bare(number)
            guard whole.insert(bare).inserted, bare.utf8.count >= Self.enough else { continue }
            byEnd[bare.suffix(Self.enough), default: []].append(bare)
        }
    }

    func contains(_ number: String) -> Bool {
        let bare = Self.bare(number)
        if whole.contains(bare) { return true }
        if bare.utf8.count >= Self.enough, let like = byEnd[bare.suffix(Self.enough)], like.contains(where: { $0.hasSuffix(bare) || bare.hasSuffix($0) }) {
            return true
        }
        return patterns.contains { $0.matches(bare) || $0.matches("+\(bare)") }
    }

    private static func bare(_ number: String) -> String { number.hasPrefix("+") ? String(number.dropFirst()) : number }
}
