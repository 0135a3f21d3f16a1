/// Passwords of phones and PINs of mailboxes that are guessed in a moment. What they are is never said.
struct WeakSecretRule: CheckRule {
    /// Shorter passwords of phones are found by trying.
    static let leastLength = 8

    let name = "weak-secret"
    let summary = "A phone's password or a mailbox's PIN is easily guessed."
    let severity = CheckSeverity.error

    /// PINs of a FreePBX are read from Asterisk.
    func withoutSwitch(on kind: PBXKind) -> CheckView { kind == .freepbx ? .part : .whole }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        try pbx.extensions().filter { $0.isEnabled != false }.flatMap { found -> [CheckFinding] in
            var findings: [CheckFinding] = []
            if let secret = found.secret, let why = Self.weakness(of: secret, number: found.number, name: found.name) {
                findings.append(finding(
                    CallNode(.extension, found.number, name: found.name, domain: found.domain), "its SIP password \(why)",
                    remedy: "pbxctl extension set \(found.number) --secret -"))
            }
            if let pin = found.voicemailPIN, let why = Self.weakness(ofPIN: pin, number: found.number) {
                findings.append(finding(
                    .warning, CallNode(.voicemail, found.number, name: found.name, domain: found.domain), "its PIN \(why)",
                    remedy: "pbxctl extension set \(found.number) --voicemail-pin-file FILE"))
            }
            return findings
        }
    }

    static func weakness(of secret: String, number: String, name: String?) -> String? {
        let lower = secret.lowercased()
        if lower == number || lower == number + number { return "is its number" }
        if secret.count < leastLength { return "has fewer than \(leastLength) characters" }
        if Set(secret).count <= 2 || isRow(secret) { return "is a row of like or successive characters" }
        if secret.allSatisfy(\.isNumber), secret.count < 12 { return "has digits only" }
        if let name, !name.isEmpty, lower == name.lowercased().filter({ $0 != " " }) { return "is its name" }
        let common = ["password", "asterisk", "freepbx", "fusionpbx", "freeswitch", "changeme", "secret"]
        if common.contains(where: { lower.hasPrefix($0) && lower.count <= $0.count + 4 }) { return "is one that everybody tries" }
        return nil
    }

    static func weakness(ofPIN pin: String, number: String) -> String? {
        if pin == number { return "is its number" }
        if pin.count < 4 { return "has fewer than 4 digits" }
        if Set(pin).count == 1 || isRow(pin) { return "is a row of like or successive digits" }
        return nil
    }

    /// `12345678`, `abcdefgh`, `87654321`.
    private static func isRow(_ text: String) -> Bool {
        let bytes = text.utf8.map(Int.init)
        guard bytes.count > 2 else { return false }
        let steps = Set(zip(bytes, bytes.dropFirst()).map { $1 - $0 })
        return steps == [1] || steps == [-1] || steps == [0]
    }
}
