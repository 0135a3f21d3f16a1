/// Administrators of a FreePBX's web interface: rows of `ampusers`. FreePBX: Core's `addAMPUser`.
struct FreePBXAdministrators: Administrators {
    private static let table = "ampusers"
    /// The section that stands for all.
    private static let everything = "*"

    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (Administrator) throws -> Void) throws {
        for row in try system.database().rows("SELECT * FROM ampusers WHERE \(try options.filter.freePBX("username", "COALESCE(email, '')")) ORDER BY username") {
            var administrator = Administrator(username: row["username"] ?? "")
            administrator.sections = Self.sections(row)
            administrator.hasFullAccess = administrator.sections.contains(Self.everything)
            administrator.email = row.filled("email")
            administrator.extension = row.filled("extension")
            administrator.extensionLow = row.filled("extension_low")
            administrator.extensionHigh = row.filled("extension_high")
            if options.raw { administrator.raw = FreePBXRaw.object(row, hiding: options.reveal ? [] : ["password_sha1"]) }
            try body(administrator)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> Administrator {
        try FreePBXFinder<Administrator>(title: "administrator", command: "admin", id: \.username, name: { _ in nil })
            .find(identifier) { try forEach(options, $0) }
    }

    func planAdd(_ username: String, _ change: AdministratorChange) throws -> Plan {
        let catalogue = try system.catalogue()
        try Self.check(username, width: catalogue.width(Self.table, "username"))
        guard let password = change.password.newValue else {
            throw PBXError(.usage, "--password", "an administrator cannot be without one", remedy: "give one")
        }
        guard let sections = change.sections.newValue, !sections.isEmpty else {
            throw PBXError(.usage, "--sections", "names no section", remedy: "name some, or say --all-sections")
        }
        // The column does not tell upper and lower case apart.
        if let there = try system.database().value("SELECT username FROM ampusers WHERE username = \(username)") {
            throw PBXError(.conflict, "administrator \(there)", "already exists", remedy: "use `pbxctl admin set` to change it")
        }
        let row: [RowStep.Column] = [
            .init("username", .text(username)), try Self.password(password), .init("extension_low", .text("")),
            .init("extension_high", .text("")), .init("deptname", .text("")), .init("sections", .text(try Self.stored(sections))),
            .init("email", .text(try email(change.email) ?? "")), .init("extension", .text("")),
        ]
        var builder = FreePBXPlanBuilder(.add, username, noun: "admin")
        builder.insert(into: Self.table, key: [.init("username", .text(username))], catalogue.existing(row, in: Self.table))
        try warn(in: &builder)
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }

    func planSet(_ username: String, _ change: AdministratorChange) throws -> Plan {
        let row = try row(username)
        var builder = FreePBXPlanBuilder(.set, username, noun: "admin")
        var columns: [RowStep.Column] = []
        switch change.password {
        case .keep: break
        case .clear: throw PBXError(.usage, "--password", "an administrator cannot be without one", remedy: "give a new one")
        case .set(let password): columns.append(try Self.password(password))
        }
        if !change.sections.isKeep {
            let sections = change.sections.newValue ?? []
            if !sections.contains(Self.everything) { try keepAnother(row, in: &builder) }
            // Order and empty elements say nothing: the form's own spelling stays where nothing else changes.
            if Set(sections) != Set(Self.sections(row)) { columns.append(.init("sections", .text(try Self.stored(sections)))) }
        }
        if let email = try email(change.email) { columns.append(.init("email", .text(email))) }
        builder.update(Self.table, key: [.init("username", .text(username))], row: row, to: columns)
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }

    func planDelete(_ username: String) throws -> Plan {
        let row = try row(username)
        var builder = FreePBXPlanBuilder(.delete, username, noun: "admin")
        try keepAnother(row, in: &builder)
        builder.delete(row, from: Self.table, by: ["username"], hiding: ["password_sha1"])
        try warn(in: &builder)
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }

    private func row(_ username: String) throws -> Row {
        guard let row = try system.database().firstRow("SELECT * FROM ampusers WHERE username = \(username)"),
            row["username"] == username
        else {
            throw PBXError(
                .notFound, "administrator \(FreePBXInput.shown(username))", "does not exist", remedy: "see `pbxctl admin list`")
        }
        return row
    }

    /// Without anybody who may do everything the web interface could not be put right again. Another one who may has to
    /// be there still when the plan is carried out.
    private func keepAnother(_ row: Row, in builder: inout FreePBXPlanBuilder) throws {
        guard Self.sections(row).contains(Self.everything) else { return }
        let other = try system.database().rows("SELECT username, sections FROM ampusers ORDER BY username").first {
            $0["username"] != row["username"] && Self.sections($0).contains(Self.everything)
        }
        guard let other else {
            throw PBXError(
                .conflict, "administrator \(row["username"] ?? "")", "is the last one with full access",
                remedy: "give another one full access first: --all-sections")
        }
        let sections = [RowStep.Column("sections", .init(other["sections"]))]
        builder.plan.steps.append(.row(RowStep(
            table: Self.table, key: [.init("username", .init(other["username"]))], before: sections, after: sections)))
    }

    private func warn(in builder: inout FreePBXPlanBuilder) throws {
        if try system.hasModule("pbxmfa") {
            builder.warn("the module pbxmfa learns of it when FreePBX's own page of administrators is opened")
        }
    }

    // MARK: - Values

    /// FreePBX's own form leaves an empty element in front.
    private static func sections(_ row: Row) -> [String] { (row["sections"] ?? "").split(separator: ";").map(String.init) }

    static func stored(_ sections: [String]) throws -> String {
        guard !sections.contains(everything) else { return everything }
        for section in sections {
            guard !section.isEmpty, section.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "_-".utf8.contains(byte)
            }) else {
                throw PBXError(
                    .usage, "--sections", "'\(FreePBXInput.shown(section))' is no section", remedy: "use names such as cdr, did, extensions, 99")
            }
        }
        return sections.joined(separator: ";")
    }

    /// A password that looks like a digest is digested like any other: FreePBX's own form would take it for one.
    private static func password(_ password: Secret) throws -> RowStep.Column {
        try password.reveal { text in
            guard !text.isEmpty, !FreePBXInput.hasControlCharacter(text) else {
                throw PBXError(.usage, "--password", "is empty or contains a control character", remedy: "give another one")
            }
            return RowStep.Column("password_sha1", .text(SHA1.hexadecimal(text)), isSecret: true)
        }
    }

    private func email(_ change: Change<String>) throws -> String? {
        guard !change.isKeep else { return nil }
        let catalogue = try system.catalogue()
        guard catalogue.has(Self.table, "email") else {
            throw PBXError.notOffered("--email of an administrator", by: .freepbx, nearest: "this release has no such field: leave it out")
        }
        let address = try FreePBXInput.email(change.newValue ?? "")
        try FreePBXInput.checkLength(address, option: "--email", width: catalogue.width(Self.table, "email"))
        return address
    }

    private static func check(_ username: String, width: Int?) throws {
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
        guard let first = username.utf8.first, isLetter(first),
            username.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) })
        else {
            throw PBXError(
                .usage, "username '\(FreePBXInput.shown(username))'", "is not acceptable", remedy: "use letters and digits, a letter first")
        }
        try FreePBXInput.checkLength(username, option: "username", width: width)
    }
}
