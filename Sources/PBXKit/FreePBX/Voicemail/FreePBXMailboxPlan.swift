/// Mailboxes of extensions in plans: the line of `voicemail.conf`, the mapping the next reload makes the alias from, and
/// what `users` and AstDB say about it. FreePBX: `Voicemail.class.php`.
struct FreePBXMailboxPlan {
    static let context = "default"
    static let mappings = "kvstore_FreePBX_modules_Voicemail"
    /// A manager line may have 1024 bytes; the rest is for its name.
    private static let longestLine = 900

    let system: FreePBXSystem
    let number: String

    /// A new mailbox. Returns the PIN where it was made up.
    func create(name: String, email: String, pin: Secret?, in builder: inout FreePBXPlanBuilder) throws -> Secret? {
        let file = try system.voicemailFile()
        let pinLength = max(6, min(12, file.value("general", "minpassword").flatMap { Int($0) } ?? 0))
        let generated = pin == nil ? FreePBXGenerated.pin(length: pinLength, unlike: number) : nil
        let mailbox = (pin ?? Secret(generated ?? "")).reveal { FreePBXMailbox(pin: $0, name: name, email: email) }
        try write(mailbox, context: Self.context, in: &builder)
        if file.value(Self.context, number) != nil {
            builder.warn("mailbox \(number) was in voicemail.conf already: its messages are kept")
        }
        try mapping(isWanted: true, in: &builder)
        builder.setUser(number, ["voicemail": Self.context, "novmpw": "yes", "novmstar": "yes"])
        return generated.map { Secret($0) }
    }

    /// The line, before and after.
    func write(_ mailbox: FreePBXMailbox, context: String, in builder: inout FreePBXPlanBuilder) throws {
        guard mailbox.line.utf8.count <= Self.longestLine else {
            throw PBXError(
                .usage, "mailbox \(number)", "name and e-mail addresses are too long together",
                remedy: "use fewer or shorter addresses")
        }
        try checkIncludes(section: context)
        let before = try system.voicemailFile().value(context, number)
        builder.line(FreePBXVoicemailFile.name, context, number, from: before, to: mailbox.line, isSecret: true)
        builder.notify(.reloadModule("app_voicemail.so"))
    }

    /// Takes the mailbox's line, alias and mapping out; its messages stay. `isExpected`: the database says there is one.
    func remove(context: String, isExpected: Bool, in builder: inout FreePBXPlanBuilder) throws {
        let file = try isExpected ? system.voicemailFile(expecting: number, in: context) : system.voicemailFile()
        try checkIncludes(section: context)
        let alias = FreePBXVoicemailFile.alias(number)
        builder.line(FreePBXVoicemailFile.name, context, number, from: file.value(context, number), to: nil, isSecret: true)
        builder.line(
            FreePBXVoicemailFile.name, FreePBXVoicemailFile.aliasSection, alias,
            from: file.value(FreePBXVoicemailFile.aliasSection, alias), to: nil, isSecret: false)
        try mapping(isWanted: false, in: &builder)
        builder.notify(.reloadModule("app_voicemail.so"))
    }

    private func mapping(isWanted: Bool, in builder: inout FreePBXPlanBuilder) throws {
        guard try system.catalogue().has(Self.mappings) else { return }
        let row = try system.rows(Self.mappings, where: "key", is: number, and: "id", is: "vmmapping").first
        // PHP's own spelling of a JSON array: FreePBX compares texts.
        let value = "[\"\(number)@device\",\"\(number)@\(Self.context)\"]"
        let key = [RowStep.Column("key", .text(number)), RowStep.Column("id", .text("vmmapping"))]
        let wanted = [RowStep.Column("val", .text(value)), RowStep.Column("type", .text("json-arr"))]
        switch (row, isWanted) {
        case (nil, true): builder.insert(into: Self.mappings, key: key, key + wanted)
        case (let row?, true): builder.update(Self.mappings, key: key, row: row, to: wanted)
        case (let row?, false): builder.delete(row, from: Self.mappings, by: ["key", "id"])
        case (nil, false): break
        }
    }

    /// Asterisk's configuration editor can put a line into the wrong file where another one with the same section is
    /// included. Where the PBX's files cannot be read this stays unchecked.
    private func checkIncludes(section: String) throws {
        guard let host = try system.host(), system.snapshot?.hasToCheckIncludes(of: section) ?? true else { return }
        let folder = try system.etcDirectory()
        guard let text = try? host.readIfPresent("\(folder)/\(FreePBXVoicemailFile.name)")?.text else { return }
        for name in Self.includes(in: text) {
            let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
            guard let included = try? host.readIfPresent(path)?.text, Self.hasSection(section, in: included) else { continue }
            throw PBXError(
                .failed, "mailbox \(number)", "voicemail.conf includes \(name), which has a section [\(section)] too",
                remedy: "move its mailboxes into voicemail.conf, then try again")
        }
    }

    /// The files that a configuration file includes, as it names them.
    static func includes(in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let line = FreePBXInput.trimmed(String(line))
            guard let directive = ["#include", "#tryinclude"].first(where: { line.lowercased().hasPrefix($0) }) else { return nil }
            let name = FreePBXInput.trimmed(String(line.dropFirst(directive.count))).filter { !"\"<>".contains($0) }
            return name.isEmpty ? nil : name
        }
    }

    static func hasSection(_ section: String, in text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { FreePBXInput.trimmed(String($0)).hasPrefix("[\(section)]") }
    }
}
