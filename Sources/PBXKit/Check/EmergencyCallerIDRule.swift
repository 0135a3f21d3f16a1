/// What the emergency service is shown: it has to be able to call back, and to know where help is needed.
struct EmergencyCallerIDRule: CheckRule {
    let name = "emergency-caller-id"
    let summary = "An extension has no emergency caller id, or one that is no number of this PBX."
    let severity = CheckSeverity.warning

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        let graph = try pbx.graph()
        let own = graph.nodes.filter { $0.kind == .did && $0.exists && $0.isEnabled }.map { String($0.id.prefix { $0 != "/" }) }
        return try pbx.extensions().filter { $0.isEnabled != false && $0.driver != .virtual }.compactMap { found in
            let remedy = "pbxctl extension set \(found.number) --emergency-caller-id-number NUMBER"
            var node = CallNode(.extension, found.number, name: found.name, domain: found.domain)
            node.number = found.number
            guard let number = found.emergencyCallerIDNumber else {
                // The caller id of ordinary calls stands in for it.
                guard let outbound = found.outboundCallerIDNumber else { return finding(node, "has no emergency caller id, and no outbound one", remedy: remedy) }
                return Self.isOne(of: own, outbound)
                    ? finding(.info, node, "has no emergency caller id: calls show \(outbound)", remedy: remedy)
                    : finding(node, "has no emergency caller id, and its outbound one, \(outbound), is no inbound number of this PBX", remedy: remedy)
            }
            guard !Self.isOne(of: own, number) else { return nil }
            return finding(node, "shows \(number) to the emergency service, which is no inbound number of this PBX", remedy: remedy)
        }
    }

    /// Whether a number is one of these, with its country code or without: nobody has two that end in the same seven digits.
    private static func isOne(of numbers: [String], _ number: String) -> Bool {
        let bare = number.hasPrefix("+") ? String(number.dropFirst()) : number
        return numbers.contains { did in
            if did.hasPrefix("_") { return AsteriskPattern(did).matches(bare) || AsteriskPattern(did).matches("+\(bare)") }
            let own = did.hasPrefix("+") ? String(did.dropFirst()) : did
            return own == bare || (min(own.utf8.count, bare.utf8.count) >= 7 && (own.hasSuffix(bare) || bare.hasSuffix(own)))
        }
    }
}
