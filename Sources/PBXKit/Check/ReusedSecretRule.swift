/// One password for several phones: who has one of them has all.
struct ReusedSecretRule: CheckRule {
    let name = "reused-secret"
    let summary = "Several phones have the same password, or many mailboxes the same PIN."
    let severity = CheckSeverity.error

    /// Two people may have hit on the same four digits.
    private static let manyMailboxes = 3

    /// PINs of a FreePBX are read from Asterisk.
    func withoutSwitch(on kind: PBXKind) -> CheckView { kind == .freepbx ? .part : .whole }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        let all = try pbx.extensions()
        var phones: [String: [Int]] = [:]
        var mailboxes: [String: [Int]] = [:]
        for (place, found) in all.enumerated() where found.isEnabled != false {
            if let secret = found.secret { phones[secret, default: []].append(place) }
            if let pin = found.voicemailPIN { mailboxes[pin, default: []].append(place) }
        }
        func others(_ group: [Int], than place: Int) -> String {
            let numbers = group.lazy.filter { $0 != place }.map { all[$0].number }.prefix(3)
            return numbers.joined(separator: ", ") + (group.count > 4 ? " and \(group.count - 4) more" : "")
        }
        func node(_ kind: CallNode.Kind, _ place: Int) -> CallNode {
            CallNode(kind, all[place].number, name: all[place].name, domain: all[place].domain)
        }
        var findings: [(place: Int, finding: CheckFinding)] = []
        for group in phones.values where group.count > 1 {
            for place in group {
                findings.append((place, finding(
                    node(.extension, place), "has the same SIP password as \(others(group, than: place))",
                    remedy: "pbxctl extension set \(all[place].number) --secret -")))
            }
        }
        for group in mailboxes.values where group.count >= Self.manyMailboxes {
            for place in group {
                findings.append((place, finding(
                    .info, node(.voicemail, place), "has the same PIN as \(others(group, than: place))",
                    remedy: "pbxctl extension set \(all[place].number) --voicemail-pin-file FILE")))
            }
        }
        // In the order of the numbers; a phone before its mailbox.
        return findings.sorted { ($0.place, $1.finding.severity) < ($1.place, $0.finding.severity) }.map(\.finding)
    }
}
