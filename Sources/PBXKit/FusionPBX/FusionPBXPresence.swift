/// Presence events: what makes a lamp on other phones light up when something is switched.
///
/// FusionPBX: `app/call_forward/call_forward_edit.php`, `app/call_flows/call_flow_edit.php`: `sendevent PRESENCE_IN`.
enum FusionPBXPresence {
    /// Do-not-disturb of an extension. Off is not told while a call lights the lamp.
    static func doNotDisturb(_ number: String, in domain: Domain, on: Bool) -> Step {
        let account = "\(number)@\(domain.name)"
        return step("sip", account, isConfirmed: on, unlessInCall: on ? nil : account)
    }

    /// A call flow, just as the web interface tells it: `confirmed` while calls go the normal way.
    static func callFlow(_ uuid: String, _ code: String, in domain: Domain, isNormal: Bool) -> Step {
        let account = "flow+\(code)@\(domain.name)"
        return .notification(.switchEvent(SwitchEvent(
            name: "PRESENCE_IN",
            headers: [
                .init("proto", "flow"), .init("event_type", "presence"), .init("alt_event_type", "dialog"),
                .init("Presence-Call-Direction", "outbound"), .init("state", "Active (1 waiting)"), .init("from", account),
                .init("login", account), .init("unique-id", uuid), .init("answer-state", isNormal ? "confirmed" : "terminated"),
            ])))
    }

    private static func step(_ kind: String, _ account: String, isConfirmed: Bool, unlessInCall: String?) -> Step {
        .notification(.switchEvent(SwitchEvent(
            name: "PRESENCE_IN",
            headers: [
                .init("proto", kind), .init("login", account), .init("from", account), .init("status", "Active (1 waiting)"),
                .init("rpid", "unknown"), .init("event_type", "presence"), .init("alt_event_type", "dialog"),
                .init("event_count", "1"), .init("unique-id", FusionPBXRandom.uuid()),
                .init("Presence-Call-Direction", "outbound"), .init("answer-state", isConfirmed ? "confirmed" : "terminated"),
            ], unlessInCall: unlessInCall)))
    }

    /// Whether a call of the account is up. The answer is JSON in which the account stands as it is.
    static func isInCall(_ account: String, on node: FusionPBXNode) throws -> Bool {
        let calls = try node.ask("show calls as json")
        return calls.contains("presence_id\":\"\(account)\"") || calls.contains("presence_id\": \"\(account)\"")
    }
}
