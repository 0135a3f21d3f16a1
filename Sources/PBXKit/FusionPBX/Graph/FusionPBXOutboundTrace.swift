/// Which outbound route takes a number, and over which gateways.
///
/// FreeSWITCH: the dialplans of the context in their order; the first of which every condition holds takes the call.
struct FusionPBXOutboundTrace {
    let connection: FusionPBXConnection

    func steps(_ number: String, from `extension`: String) throws -> [OutboundStep] {
        let caller = try FusionPBXExtensions(connection: connection).row(of: `extension`)
        let domain = try connection.domain()
        let rows = try connection.database().rows(
            """
            SELECT dialplan_uuid::text, dialplan_name, dialplan_xml FROM v_dialplans
            WHERE (domain_uuid = \(domain.uuid) OR domain_uuid IS NULL) AND dialplan_enabled::text = 'true'
              AND app_uuid = \(FusionPBXApplication.outboundRoute.rawValue) AND dialplan_name IS DISTINCT FROM 'call_direction-outbound'
            ORDER BY dialplan_order, dialplan_name
            """)
        for row in rows {
            let text = FusionPBXDialplanText(row["dialplan_xml"] ?? "")
            guard let captured = Self.captures(text, number, caller), let pattern = text.expressions.last else { continue }
            let steps = try self.steps(text, captured).map { step in
                var step = step
                step.route = row["dialplan_uuid"] ?? ""
                step.name = row.filled("dialplan_name")
                step.pattern = pattern
                step.callerID = caller.filled("outbound_caller_id_number")
                return step
            }
            // One that dials nothing only prepares the call.
            if !steps.isEmpty { return steps }
        }
        return []
    }

    /// What the number's expression caught; nil where a condition does not hold.
    private static func captures(_ text: FusionPBXDialplanText, _ number: String, _ caller: Row) -> [String]? {
        var captured: [String]?
        for condition in text.conditions {
            let value: String
            switch condition.field {
            case "destination_number": value = number
            case "${user_exists}": value = "false"
            case "${toll_allow}": value = caller["toll_allow"] ?? ""
            case "${call_direction}": value = "outbound"
            default: continue
            }
            // A field is empty until a dialplan before this one has set it.
            if condition.field == "${call_direction}", condition.expression == "^$" { continue }
            guard let found = DialplanExpression(condition.expression)?.captures(in: value) else { return nil }
            if condition.field == "destination_number" { captured = found }
        }
        return captured
    }

    private func steps(_ text: FusionPBXDialplanText, _ captured: [String]) throws -> [OutboundStep] {
        let gateways = try connection.rows("v_gateways", where: "TRUE")
        return text.actions.filter { $0.application == "bridge" }.flatMap { action in
            action.data.split(separator: "|").map { part -> OutboundStep in
                let address = part.split(separator: "}").last.map(String.init) ?? String(part)
                let words = address.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
                var step = OutboundStep(route: "", pattern: "", number: Self.expanded(words.last ?? "", captured))
                guard words.count > 3, words[1] == "gateway" else {
                    step.trunk = address
                    return step
                }
                let gateway = gateways.first { $0["gateway_uuid"] == words[2].lowercased() }
                step.trunk = gateway?.filled("gateway") ?? words[2]
                step.isTrunkEnabled = gateway.map { $0.isTrue("enabled") } ?? false
                return step
            }
        }
    }

    /// `1$1` with what the groups caught.
    private static func expanded(_ text: String, _ captured: [String]) -> String {
        var result = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "$", let digit = rest.first?.wholeNumberValue, captured.indices.contains(digit) else {
                result.append(character)
                continue
            }
            rest.removeFirst()
            result += captured[digit]
        }
        return result
    }
}
