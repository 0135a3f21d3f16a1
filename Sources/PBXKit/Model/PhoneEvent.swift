/// What a phone can be told to do.
public enum PhoneEvent: String, Sendable, CaseIterable {
    case check_sync = "check-sync"
    case reboot

    /// The `Event` of a SIP NOTIFY that says it to a phone with this user agent.
    ///
    /// FusionPBX: `scripts/app/event_notify/index.lua`, which has a word for each maker; without a known maker, the one that
    /// most of them understand.
    public func header(for userAgent: String?) -> String {
        let agent = (userAgent ?? "").lowercased()
        func isOne(of makers: String...) -> Bool { makers.contains { agent.contains($0) } }
        if isOne(of: "linksys", "cisco/spa", "cisco-spa", "sipura") { return "reboot=true" }
        switch self {
        case .reboot:
            return isOne(of: "cisco", "digium", "polycom", "polyedge", "poly/") ? "check-sync" : "check-sync;reboot=true"
        case .check_sync:
            if isOne(of: "aastra", "panasonic") { return "check-sync;reboot=true" }
            if isOne(of: "grandstream", "htek", "sangoma") { return "resync" }
            return isOne(of: "snom", "yealink", "avaya", "bittel") ? "check-sync;reboot=false" : "check-sync"
        }
    }
}
