/// Presence events: what makes a lamp on other phones light up when something is switched.
///
/// FreeSWITCH: `sendevent PRESENCE_IN`; `answer-state: confirmed` lights a lamp, `terminated` puts it out.
enum FusionPBXPresence {
    /// Do-not-disturb of an extension, as FusionPBX's `app/call_forward/call_forward_edit.php` tells it. Off is not told
    /// while a call lights the lamp.
    static func doNotDisturb(_ number: String, in domain: Domain, on: Bool) -> Step {
        let account = "\(number)@\(domain.name)"
        return step("sip", account, FusionPBXRandom.uuid(), isLit: on, unlessInCall: on ? nil : account)
    }

    /// A call flow, lit while calls go the other way, for phones that watch `*710` and those that watch `flow+*710`.
    ///
    /// FusionPBX: `scripts/call_flow.lua` and `blf_subscribe.lua`, which phones see when they switch it themselves and when
    /// they subscribe. The web interface's page puts `flow+` before the number and so reaches no phone.
    static func callFlow(_ uuid: String, _ code: String, in domain: Domain, isNormal: Bool) -> [Step] {
        let number = code.hasPrefix("flow+") ? String(code.dropFirst(5)) : code
        let kinds = code.hasPrefix("flow+") ? ["flow"] : ["sip", "flow"]
        return kinds.map { step($0, "\(number)@\(domain.name)", uuid, isLit: !isNormal, unlessInCall: nil) }
    }

    private static func step(_ kind: String, _ account: String, _ uuid: String, isLit: Bool, unlessInCall: String?) -> Step {
        .notification(.switchEvent(SwitchEvent(
            name: "PRESENCE_IN",
            headers: [
                .init("proto", kind), .init("login", account), .init("from", account), .init("status", "Active (1 waiting)"),
                .init("rpid", "unknown"), .init("event_type", "presence"), .init("alt_event_type", "dialog"),
                .init("event_count", "1"), .init("unique-id", uuid), .init("Presence-Call-Direction", "outbound"),
                .init("answer-state", isLit ? "confirmed" : "terminated"),
            ], unlessInCall: unlessInCall)))
    }

    /// Whether a call of the account is up. The answer is JSON in which the account stands as it is.
    static func isInCall(_ account: String, on node: FusionPBXNode) throws -> Bool {
        let calls = try node.ask("show calls as json")
        return calls.contains("presence_id\":\"\(account)\"") || calls.contains("presence_id\": \"\(account)\"")
    }
}
