import PBXKit

/// `pbxctl ringgroup …`
enum RingGroupCommands {
    static let noun: Noun = .init(
        name: "ringgroup", aliases: ["ringgroups", "ring-group"], summary: "Ring groups: numbers that ring several.",
        commands: [
            ListingCommands.list(
                "ringgroup", "List ring groups.", RingGroup.self,
                example: .init("Groups and members", "pbxctl ringgroup list --fields ringgroup,name,members"), mirrors: ["R43"]
            ) { $0.ringGroups?.listing },
            ListingCommands.show(
                "ringgroup", "Show one ring group.", RingGroup.self,
                example: .init("Its members", "pbxctl ringgroup show 600 -o json | jq .members")
            ) { $0.ringGroups?.listing },
            add, set, delete, BulkCommands.importing(.ringgroup, "ring groups"),
            BulkCommands.exporting(.ringgroup, "ring groups", RingGroup.self) { system in
                system.ringGroups.map { each in { try each.forEach($0, $1) } }
            },
        ])

    private static let number = Operand(name: "ringgroup", help: "Number of the ring group; on FusionPBX also its uuid.")

    static let add: Command = .init(
        path: ["ringgroup", "add"], summary: "Add a ring group.", discussion: RingGroupOptions.discussion,
        operands: [Operand(name: "extension", help: "The number that rings the group.")],
        options: RingGroupOptions.all + [SharedOptions.ifNotExists] + SharedOptions.write, exclusive: [["destinations", "member"]],
        examples: [
            .init("Three phones at once", "pbxctl ringgroup add 650 --name Sales --member 1001 --member 1002 --member 1003 --strategy simultaneous"),
            .init("As the API has it", "pbxctl ringgroup add 650 --name Sales --destinations '[{\"number\": \"1001\"}]' --strategy sequence"),
        ],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered], mirrors: ["F7"]
    ) { invocation, session in
        let number = try invocation.required(0)
        let change = try RingGroupOptions.change(invocation)
        guard change.members.newValue?.isEmpty == false else {
            throw PBXError(.usage, "ringgroup add", "names no member", remedy: "add --member NUMBER or --destinations JSON")
        }
        let writing = try Writing(invocation, session)
        let groups = try session.offered(writing.system.ringGroups, "ringgroup add")
        let read = { try groups.find(number, ReadOptions()).entries }
        if invocation[SharedOptions.ifNotExists] ?? false, let there = try writing.ifFound(read) {
            return try writing.unchanged(.add, "ringgroup", number, there)
        }
        try writing.perform(groups.planAdd(number, change), before: nil, read: read)
    }

    static let set: Command = .init(
        path: ["ringgroup", "set"], aliases: [["ringgroup", "edit"]], summary: "Change a ring group.",
        discussion: ["Exactly what is named is changed. --member and --destinations give the whole new list."],
        operands: [number], options: RingGroupOptions.all + SharedOptions.write, exclusive: [["destinations", "member"]],
        examples: [.init("Another strategy", "pbxctl ringgroup set 600 --strategy sequence")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered]
    ) { invocation, session in
        let number = try invocation.required(0)
        let change = try RingGroupOptions.change(invocation)
        guard change != RingGroupChange() else {
            throw PBXError(.usage, "ringgroup set", "nothing to change is named", remedy: "see: pbxctl ringgroup set --help")
        }
        let writing = try Writing(invocation, session)
        let groups = try session.offered(writing.system.ringGroups, "ringgroup set")
        let read = { try groups.find(number, ReadOptions()).entries }
        let before = try read()
        try writing.perform(groups.planSet(number, change), before: before, read: read)
    }

    static let delete: Command = .init(
        path: ["ringgroup", "delete"], aliases: [["ringgroup", "remove"]], summary: "Delete a ring group.",
        discussion: [
            "Asks on a terminal; elsewhere --yes is needed. Refused with a list while DIDs, IVR options, queues or other objects lead to it, unless --cascade or --force is given."
        ],
        operands: [number],
        options: [ExtensionCommands.cascade, ExtensionCommands.force, SharedOptions.ifExists] + SharedOptions.write,
        exclusive: [["cascade", "force"]],
        examples: [.init("Delete without asking", "pbxctl ringgroup delete 650 --yes")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict]
    ) { invocation, session in
        let number = try invocation.required(0)
        let writing = try Writing(invocation, session)
        let groups = try session.offered(writing.system.ringGroups, "ringgroup delete")
        let read = { try groups.find(number, ReadOptions()).entries }
        let found = invocation[SharedOptions.ifExists] ?? false ? try writing.ifFound(read) : try read()
        guard let before = found else { return try writing.unchanged(.delete, "ringgroup", number, nil) }
        let plan = try groups.planDelete(number, references: ExtensionCommands.referenceHandling(invocation))
        if !writing.isDryRun { try session.confirm("Delete ring group \(number) on \(writing.system.profile.name)") }
        try writing.perform(plan, before: before, read: { nil })
    }
}
