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
        var findings: [CheckFinding] = []
        for found in try pbx.extensions() where found.isEnabled != false {
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
        }
        return findings
    }

    static func weakness(of secret: String, number: String, name: String?) -> String? {
        let lower = secret.lowercased()
        if lower == number || lower == number + number { return "is its number" }
        if secret.utf8.count < leastLength { return "has fewer than \(leastLength) characters" }
        if isMonotonous(secret) || isRow(secret) { return "is a row of like or successive characters" }
        if secret.utf8.count < 12, secret.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return "has digits only" }
        if let name, lower.utf8.count <= name.utf8.count, !name.isEmpty, lower == name.lowercased().filter({ $0 != " " }) { return "is its name" }
        if common.contains(where: { lower.utf8.count <= $0.utf8.count + 4 && lower.hasPrefix($0) }) { return "is one that everybody tries" }
        return nil
    }

    private static let common = ["password", "asterisk", "freepbx", "fusionpbx", "freeswitch", "changeme", "secret"]

    static func weakness(ofPIN pin: String, number: String) -> String? {
        if pin == number { return "is its number" }
        if pin.utf8.count < 4 { return "has fewer than 4 digits" }
        if isRow(pin) { return "is a row of like or successive digits" }
        return nil
    }

    /// No more than two different characters.
    private static func isMonotonous(_ text: String) -> Bool {
        var bytes = text.utf8.makeIterator()
        guard let first = bytes.next() else { return true }
        var second: UInt8?
        while let byte = bytes.next() {
            if byte == first || byte == second { continue }
            guard second == nil else { return false }
            second = byte
        }
        return true
    }

    /// `12345678`, `abcdefgh`, `87654321`, `77777777`.
    private static func isRow(_ text: String) -> Bool {
        var bytes = text.utf8.makeIterator()
        guard text.utf8.count > 2, var last = bytes.next().map(Int.init), let second = bytes.next().map(Int.init) else { return false }
        let step = second - last
        guard (-1...1).contains(step) else { return false }
        last = second
        while let byte = bytes.next().map(Int.init) {
            guard byte - last == step else { return false }
            last = byte
        }
        return true
    }
}
