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
        let all = try pbx.extensions().filter { $0.isEnabled != false }
        let secrets = Dictionary(grouping: all.filter { $0.secret != nil }) { $0.secret ?? "" }.values.filter { $0.count > 1 }
        let pins = Dictionary(grouping: all.filter { $0.voicemailPIN != nil }) { $0.voicemailPIN ?? "" }.values.filter { $0.count >= Self.manyMailboxes }
        func others(_ group: [Extension], than found: Extension) -> String {
            let numbers = group.lazy.filter { $0.number != found.number || $0.domain != found.domain }.map(\.number).prefix(3)
            return numbers.joined(separator: ", ") + (group.count > 4 ? " and \(group.count - 4) more" : "")
        }
        let phones = secrets.flatMap { group in
            group.map { found in
                finding(
                    CallNode(.extension, found.number, name: found.name, domain: found.domain),
                    "has the same SIP password as \(others(group, than: found))", remedy: "pbxctl extension set \(found.number) --secret -")
            }
        }
        let mailboxes = pins.flatMap { group in
            group.map { found in
                finding(
                    .info, CallNode(.voicemail, found.number, name: found.name, domain: found.domain),
                    "has the same PIN as \(others(group, than: found))", remedy: "pbxctl extension set \(found.number) --voicemail-pin-file FILE")
            }
        }
        return (phones + mailboxes).sorted { ($0.object.utf8.count, $0.object) < ($1.object.utf8.count, $1.object) }
    }
}
