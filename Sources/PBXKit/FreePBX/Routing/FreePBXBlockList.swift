/// The block list of a FreePBX: keys of AstDB that the dialplan's `BLACKLIST()` looks up at every call from outside.
///
/// FreePBX: `Blacklist.class.php`. The key is the caller's number as the trunk shows it, the value a description, or `1`
/// where there is none. Asterisk: `funcs/func_blacklist.c` compares whole numbers, and names as well.
struct FreePBXBlockList: BlockList {
    private static let family = "blacklist"
    private static let module = "blacklist"
    /// The module's own settings, which stand among the numbers.
    private static let settings = ["dest", "blocked"]
    /// In bytes. Asterisk gives values of at most 255.
    private static let longestDescription = 200

    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (BlockedNumber) throws -> Void) throws {
        try system.requireModule(Self.module)
        try options.filter.requireNoSwitch()
        var entries: [(number: String, value: String)] = []
        var destination = ""
        try system.astDB().forEachKey(of: Self.family) { path, value in
            if path.key == "dest" { destination = value }
            if !Self.settings.contains(path.key) { entries.append((path.key, value)) }
        }
        let marks = try marksKinds()
        entries.sort { ($0.number.utf8.count, $0.number) < ($1.number.utf8.count, $1.number) }
        for (number, value) in entries {
            let entry = entry(number, value, marks, destination, options)
            if options.filter.admits([number, entry.description ?? ""]) { try body(entry) }
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> BlockedNumber {
        try system.requireModule(Self.module)
        let number = try Self.number(identifier)
        let values = try system.astDB().values(of: [path(number), AstDBPath(family: Self.family, key: "dest")])
        guard let value = values[0] else { throw Self.notFound(number) }
        return try entry(number, value, marksKinds(), values[1] ?? "", options)
    }

    func planAdd(_ number: String, _ change: BlockedNumberChange) throws -> Plan {
        try system.requireModule(Self.module)
        let number = try Self.number(number)
        guard try system.astDB().value(of: path(number)) == nil else {
            throw PBXError(
                .conflict, "number \(number)", "is blocked already", remedy: "see `pbxctl blocklist show \(number)`, or add --if-not-exists")
        }
        try checkOffered(change)
        var builder = FreePBXPlanBuilder(.add, number, noun: "blocklist")
        let mark = try marksKinds() ? "/Call" : ""
        builder.set(Self.family, number, to: try Self.stored(change.description.newValue) + mark)
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }

    func planSet(_ identifier: String, _ change: BlockedNumberChange) throws -> Plan {
        try system.requireModule(Self.module)
        let number = try Self.number(identifier)
        guard let value = try system.astDB().value(of: path(number)) else { throw Self.notFound(number) }
        try checkOffered(change)
        var builder = FreePBXPlanBuilder(.set, number, noun: "blocklist")
        if change.description != .keep {
            let mark = try marksKinds() ? Self.kind(of: value) : ""
            builder.set(Self.family, number, to: try Self.stored(change.description.newValue) + mark)
        }
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }

    func planRemove(_ identifier: String) throws -> Plan {
        try system.requireModule(Self.module)
        let number = try Self.number(identifier)
        guard try system.astDB().value(of: path(number)) != nil else { throw Self.notFound(number) }
        var builder = FreePBXPlanBuilder(.delete, number, noun: "blocklist")
        builder.set(Self.family, number, to: nil)
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }

    // MARK: - Values

    private func entry(
        _ number: String, _ value: String, _ marksKinds: Bool, _ destination: String, _ options: ReadOptions
    ) -> BlockedNumber {
        var entry = BlockedNumber(number: number)
        let text = marksKinds ? String(value.dropLast(Self.kind(of: value).count)) : value
        entry.description = text.isEmpty || text == "1" ? nil : FreePBXEntities.decoded(text)
        entry.action = Self.action(destination)
        if options.raw { entry.raw = .object(Cell.Object([Cell.Entry("astdb", .text(value))])) }
        return entry
    }

    private func path(_ number: String) -> AstDBPath { AstDBPath(family: Self.family, key: number) }

    /// Where module smsplus is there, each value ends with what is blocked: `/Call`, `/Sms` or `/Both`.
    private func marksKinds() throws -> Bool { try system.hasModule("smsplus") }

    private static func kind(of value: String) -> String { ["/Call", "/Sms", "/Both"].first(where: value.hasSuffix) ?? "" }

    /// One destination for all; without one the module's dialplan answers and plays the tones of a number out of service.
    private static func action(_ destination: String) -> String {
        FreePBXTargets.decode(destination.isEmpty ? "app-blackhole,zapateller,1" : destination).short
    }

    private static func stored(_ description: String?) throws -> String {
        let text = try FreePBXInput.text(description ?? "", option: "--description", width: nil)
        guard text != "1" else {
            throw PBXError(.usage, "--description", "1 is FreePBX's word for none", remedy: "leave it out, or say more")
        }
        let stored = text.isEmpty ? "1" : FreePBXEntities.encoded(text)
        guard stored.utf8.count <= longestDescription else {
            throw PBXError(
                .usage, "--description", "takes \(stored.utf8.count) bytes, FreePBX can read \(longestDescription)", remedy: "shorten it")
        }
        return stored
    }

    /// What a FreePBX says of all numbers together, or of none.
    private func checkOffered(_ change: BlockedNumberChange) throws {
        func refuse(_ what: String, _ nearest: String) -> PBXError { PBXError.notOffered(what, by: .freepbx, nearest: nearest) }
        if let action = change.action.newValue {
            let current = Self.action(try system.astDB().value(of: AstDBPath(family: Self.family, key: "dest")) ?? "")
            guard action == current else {
                throw refuse("an action of a single number", "blocked callers all go to \(current), which the page of module blacklist sets")
            }
        }
        if change.isEnabled.newValue == false { throw refuse("a blocked number that is off", "pbxctl blocklist remove") }
        if change.direction.newValue == .outbound { throw refuse("blocking of outbound calls", "an outbound route that leads nowhere") }
        if change.extension.newValue != nil { throw refuse("blocking for a single extension", "without --extension: for all of them") }
        if change.countryCode.newValue != nil { throw refuse("a country code", "the number as the trunk shows it, with its country code") }
        if change.name.newValue != nil { throw refuse("a caller's name beside the number", "the number alone") }
    }

    /// The number as a trunk shows it: a blank or dash in one is the typist's. A word without digits can be a caller, too.
    private static func number(_ text: String) throws -> String {
        let bare = text.filter { !" -.()".contains($0) }
        let digits = bare.hasPrefix("+") ? bare.dropFirst() : bare[...]
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { "0123456789*#".utf8.contains($0) }
        let number = isNumber ? bare : text
        guard !number.hasPrefix("_") else {
            throw PBXError(
                .usage, "number '\(FreePBXInput.shown(text))'", "is a pattern, and FreePBX compares whole numbers: it would block nobody",
                remedy: "name each number; for all that begin alike make an inbound route with that caller id pattern")
        }
        let isWord = number.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "+*#@._-".utf8.contains(byte)
        }
        guard (1...80).contains(number.utf8.count), isWord, !settings.contains(number) else {
            throw PBXError(
                .usage, "number '\(FreePBXInput.shown(text))'", "is not a number that a caller can have",
                remedy: "write it as calls from it are shown in `pbxctl cdr query`")
        }
        return number
    }

    private static func notFound(_ number: String) -> PBXError {
        PBXError(.notFound, "number \(number)", "is not blocked", remedy: "see `pbxctl blocklist list`")
    }
}
