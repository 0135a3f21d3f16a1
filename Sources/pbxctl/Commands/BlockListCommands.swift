import PBXKit

/// `pbxctl blocklist …`
enum BlockListCommands {
    static let noun: Noun = .init(
        name: "blocklist", aliases: ["blacklist", "callblock"], summary: "Numbers whose calls are not put through.",
        commands: [
            ListingCommands.list(
                "blocklist", "List blocked numbers.", BlockedNumber.self,
                example: .init("What FusionPBX has blocked how often", "pbxctl blocklist list --fields number,blocked_calls")
            ) { $0.blockList?.listing },
            ListingCommands.show(
                "blocklist", "Show one blocked number.", BlockedNumber.self,
                example: .init("Is it blocked", "pbxctl blocklist show 15550009999 -q")
            ) { $0.blockList?.listing },
            add, remove, BulkCommands.importing(.blocklist, "blocked numbers"),
        ])

    static let description = Option.text("description", value: "TEXT", "A remark.")
    static let action = Option.text(
        "action", value: "ACTION", completion: .words(["reject", "busy", "hold", "extension:", "voicemail:", "ringgroup:", "ivr:"]),
        "FusionPBX: what a blocked call gets: reject, busy, hold, or a target such as voicemail:1001; else reject.")
    static let direction = Option<BlockedNumber.Direction>.choice(
        "direction", value: "DIRECTION", default: "inbound", "FusionPBX: which calls.")
    static let owner = Option.text(
        "extension", value: "NUMBER", completion: .live(.extensions), "FusionPBX: block it for this extension alone.")
    static let countryCode = Option.text(
        "country-code", value: "CODE", "FusionPBX: its country code, where callers are shown both with and without it.")
    static let name = Option.text("name", value: "TEXT", "FusionPBX: block it only where the caller's name is this one.")
    static let enabled = Option.flag("enabled", negatable: true, "FusionPBX: whether the entry is in force.")

    static let add: Command = .init(
        path: ["blocklist", "add"], summary: "Block a number.",
        discussion: [
            "Live at once. FreePBX compares the whole number as the trunk shows it; FusionPBX compares with and without +, and blocks every number that begins like it unless --name is given.",
            "Several numbers are added with `pbxctl blocklist import`.",
        ],
        operands: [Operand(name: "number", help: "The caller's number; with --direction outbound the number dialled.")],
        options: [description, action, direction, owner, countryCode, name, enabled, SharedOptions.ifNotExists] + SharedOptions.write,
        examples: [
            .init("A caller nobody wants", "pbxctl blocklist add 15550007777 --description 'Sells printers'"),
            .init("To FusionPBX's mailbox of the front desk", "pbxctl blocklist add 15550007777 --action voicemail:1001"),
        ],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered]
    ) { invocation, session in
        let number = try invocation.required(0)
        var change = BlockedNumberChange()
        change.description = Change(invocation[description])
        change.action = Change(invocation[action])
        change.direction = Change(invocation[direction])
        change.extension = Change(invocation[owner])
        change.countryCode = Change(invocation[countryCode])
        change.name = Change(invocation[name])
        change.isEnabled = Change(invocation[enabled])
        let writing = try Writing(invocation, session)
        let list = try session.offered(writing.system.blockList, "blocklist add")
        let plan: Plan
        do { plan = try list.planAdd(number, change) } catch {
            guard invocation[SharedOptions.ifNotExists] ?? false, PBXError(error).kind == .conflict else { throw error }
            return try writing.unchanged(.add, "blocklist", number, try? list.find(number, ReadOptions()).entries)
        }
        try writing.perform(plan, before: nil) { try list.written(by: plan).entries }
    }

    static let remove: Command = .init(
        path: ["blocklist", "remove"], summary: "Put a number's calls through again.",
        operands: [Operand(name: "number", help: "The blocked number; on FusionPBX also its uuid.", completion: .live(.blockedNumbers))],
        options: [SharedOptions.ifExists] + SharedOptions.write,
        examples: [.init("Live at once", "pbxctl blocklist remove 15550009999")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered]
    ) { invocation, session in
        let number = try invocation.required(0)
        let writing = try Writing(invocation, session)
        let list = try session.offered(writing.system.blockList, "blocklist remove")
        let read = { try list.find(number, ReadOptions()).entries }
        let found = invocation[SharedOptions.ifExists] ?? false ? try writing.ifFound(read) : try read()
        guard let before = found else { return try writing.unchanged(.delete, "blocklist", number, nil) }
        try writing.perform(list.planRemove(number), before: before, read: { nil })
    }
}
