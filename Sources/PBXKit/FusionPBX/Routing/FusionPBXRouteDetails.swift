/// The details of an inbound number's dialplan, which FusionPBX's Dialplan Manager shows and makes new XML from.
///
/// FusionPBX: `v_dialplan_details`; orders in steps of ten, the condition at 20, the first action at 40.
struct FusionPBXRouteDetails {
    let connection: FusionPBXConnection

    func creation(of route: FusionPBXRoute) throws -> [Step] {
        var steps = [
            try insertion(route, "condition", route.field, route.expression, inline: nil, order: 20),
        ]
        let actions = ([route.action] + route.furtherActions)
            .map { FusionPBXRoute.Setting(application: $0.application, data: $0.data, inline: nil) }
        for (index, setting) in (route.settings + actions).enumerated() {
            steps.append(try insertion(
                route, "action", setting.application, setting.data, inline: setting.inline, order: 40 + 10 * index))
        }
        return steps
    }

    /// The steps that keep the details in step with a change. A dialplan without details stays without.
    func change(from before: FusionPBXRoute, to after: FusionPBXRoute) throws -> [Step] {
        guard before != after else { return [] }
        let rows = try connection.rows("v_dialplan_details", where: "dialplan_uuid = \(before.uuid)")
        guard !rows.isEmpty else { return [] }
        func find(_ tag: String, _ type: String, _ data: String) -> Row? {
            rows.first {
                $0["dialplan_detail_tag"] == tag && $0["dialplan_detail_type"] == type
                    && ($0["dialplan_detail_data"] ?? "") == data
            }
        }
        var steps: [Step] = []
        if before.expression != after.expression, let row = find("condition", before.field, before.expression),
            let step = try connection.update("v_dialplan_details", row, [("dialplan_detail_data", after.expression)])
        {
            steps.append(step)
        }
        let action = find("action", before.action.application, before.action.data)
        let order = action?.filled("dialplan_detail_order").flatMap { Int($0) } ?? 990
        if before.action != after.action {
            let values = [
                (column: "dialplan_detail_type", value: after.action.application as String?),
                (column: "dialplan_detail_data", value: after.action.data),
            ]
            if let action {
                steps += try connection.update("v_dialplan_details", action, values).map { [$0] } ?? []
            } else {
                steps.append(try insertion(
                    after, "action", after.action.application, after.action.data, inline: nil, order: order))
            }
        }
        for old in before.settings where !after.settings.contains(old) {
            if let row = find("action", old.application, old.data) {
                steps.append(connection.deletion(from: "v_dialplan_details", row))
            }
        }
        for (index, new) in after.settings.filter({ !before.settings.contains($0) }).enumerated() {
            // Between the settings before it and the action itself.
            steps.append(try insertion(
                after, "action", new.application, new.data, inline: new.inline, order: order - 5 + index))
        }
        return steps
    }

    private func insertion(
        _ route: FusionPBXRoute, _ tag: String, _ type: String, _ data: String, inline: String?, order: Int
    ) throws -> Step {
        try connection.insertion(
            into: "v_dialplan_details", identity: ["dialplan_detail_uuid"],
            [
                ("domain_uuid", route.domain.uuid), ("dialplan_uuid", route.uuid),
                ("dialplan_detail_uuid", FusionPBXRandom.uuid()), ("dialplan_detail_tag", tag),
                ("dialplan_detail_type", type), ("dialplan_detail_data", data), ("dialplan_detail_inline", inline),
                ("dialplan_detail_group", "0"), ("dialplan_detail_order", String(order)),
                ("dialplan_detail_enabled", try connection.hasNativeBooleans() ? "true" : nil),
            ])
    }
}
