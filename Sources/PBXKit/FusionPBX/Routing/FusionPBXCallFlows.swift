/// Call flows: `v_call_flows`. The status is text in every version; empty counts as `true`, the normal way.
struct FusionPBXCallFlows: FusionPBXObjects, CallFlows {
    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "call flow", table: "v_call_flows", uuid: "call_flow_uuid", number: "call_flow_extension",
            name: "call_flow_name")
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [CallFlow] {
        func normal(_ row: Row) -> FusionPBXAction? { FusionPBXAction(row, "call_flow_app", "call_flow_data") }
        func alternate(_ row: Row) -> FusionPBXAction? {
            FusionPBXAction(row, "call_flow_alternate_app", "call_flow_alternate_data")
        }
        let owners = try FusionPBXNumberOwners(
            of: rows.flatMap { [($0["domain_uuid"], normal($0)), ($0["domain_uuid"], alternate($0))] }, connection: connection)
        return rows.map { row in
            let domain = domains[row["domain_uuid"]]
            var flow = CallFlow(id: row.filled("call_flow_extension") ?? row["call_flow_uuid"] ?? "")
            flow.name = row.filled("call_flow_name")
            flow.domain = domain?.name
            flow.uuid = row["call_flow_uuid"]
            flow.featureCode = row.filled("call_flow_feature_code")
            flow.state = Self.isNormal(row) ? .normal : .alternate
            flow.normalTarget = owners.target(normal(row), in: domain)
            flow.alternateTarget = owners.target(alternate(row), in: domain)
            flow.raw = row.raw(place.table, options)
            return flow
        }
    }

    func planSet(_ id: String, to state: CallFlow.State) throws -> Plan {
        let row = try row(of: id)
        let domain = try connection.domain()
        var plan = Plan(.set, "callflow", row.filled("call_flow_extension") ?? id)
        let isNormal = state == .normal
        guard Self.isNormal(row) != isNormal,
            let step = try connection.update(place.table, row, [("call_flow_status", FusionPBXBoolean.text(isNormal))])
        else { return plan }
        plan.steps.append(step)
        plan.steps.append(.cacheKey("dialplan:\(row.filled("call_flow_context") ?? domain.name)"))
        if let code = row.filled("call_flow_feature_code"), FusionPBXCommand.isWord(code) {
            plan.steps += FusionPBXPresence.callFlow(row["call_flow_uuid"] ?? "", code, in: domain, isNormal: isNormal)
        }
        return plan
    }

    private static func isNormal(_ row: Row) -> Bool { row.filled("call_flow_status") != "false" }
}
