/// Mailboxes that fill up because nobody listens.
struct UnreadMailboxRule: CheckRule {
    /// So many new messages are more than somebody who listens leaves.
    private static let many = 20

    let name = "unread-mailbox"
    let summary = "A mailbox has many new messages: nobody empties it."
    let severity = CheckSeverity.warning

    func withoutSwitch(on kind: PBXKind) -> CheckView { kind == .freepbx ? .nothing : .whole }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        var findings: [CheckFinding] = []
        try pbx.system.voicemail?.forEachBox(ReadOptions()) { box in
            guard let count = box.newCount, count >= Self.many else { return }
            findings.append(finding(
                CallNode(.voicemail, box.mailbox, name: box.name, domain: box.domain), "\(count) messages have not been heard",
                remedy: "pbxctl voicemail list \(box.mailbox)"))
        }
        return findings
    }
}
