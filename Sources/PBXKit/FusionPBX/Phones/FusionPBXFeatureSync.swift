/// Telling phones that keep their own do-not-disturb and forwards what these are now.
///
/// FusionPBX: `app/call_forward/resources/classes/feature_event_notify.php`, with the setting device/feature_sync.
struct FusionPBXFeatureSync {
    let connection: FusionPBXConnection

    /// The event about an extension's row with some of its columns changed; none where the setting is off or this version's
    /// table has not all of it.
    func steps(_ row: Row, _ changed: FusionPBXConnection.Values, in domain: Domain) throws -> [Step] {
        guard try connection.settings(of: domain).flag("device", "feature_sync") ?? false, let extensionNumber = row.filled("extension")
        else { return [] }
        func value(_ column: String) -> String? { changed.last { $0.column == column }.map(\.value) ?? row.filled(column) }
        func flag(_ column: String) -> String { FusionPBXBoolean.text(FusionPBXBoolean.isTrue(value(column))) }
        // FreeSWITCH sends nothing to the phone where a number is empty.
        func number(_ column: String) -> String { value(column)?.nonEmpty ?? "0" }
        let seconds = value("call_timeout").flatMap { Int($0) } ?? 30
        return [
            .notification(.switchEvent(SwitchEvent(
                name: "SWITCH_EVENT_PHONE_FEATURE",
                headers: [
                    .init("user", extensionNumber), .init("host", domain.name), .init("device", ""), .init("Feature-Event", "init"),
                    .init("forward_immediate_enabled", flag("forward_all_enabled")),
                    .init("forward_immediate", number("forward_all_destination")),
                    .init("forward_busy_enabled", flag("forward_busy_enabled")),
                    .init("forward_busy", number("forward_busy_destination")),
                    .init("forward_no_answer_enabled", flag("forward_no_answer_enabled")),
                    .init("forward_no_answer", number("forward_no_answer_destination")),
                    .init("doNotDisturbOn", flag("do_not_disturb")), .init("ringCount", String((seconds + 5) / 6)),
                ], toProfilesOf: "\(extensionNumber)@\(domain.name)")))
        ]
    }

    /// The SIP profiles that an account is registered on, `internal` where it is on none.
    ///
    /// FreeSWITCH: `sofia_contact` answers dial strings such as `sofia/internal/sip:1001@192.0.2.1:5060` with commas between.
    static func profiles(of account: String, on node: FusionPBXNode) throws -> [String] {
        let contacts = try node.ask("sofia_contact */\(try FusionPBXCommand.word(account, "account"))")
        let names = contacts.split(separator: ",").compactMap { contact -> String? in
            let parts = contact.split(separator: "/", maxSplits: 2).map(String.init)
            // `[variables]` may come before it.
            guard parts.count == 3, parts[0].hasSuffix("sofia"), FusionPBXCommand.isWord(parts[1]) else { return nil }
            return parts[1]
        }
        return names.isEmpty ? ["internal"] : FusionPBXCacheKeys.distinct(names)
    }
}
