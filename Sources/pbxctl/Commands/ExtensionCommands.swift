import PBXKit

/// `pbxctl extension …`
enum ExtensionCommands {
    static let noun: Noun = .init(
        name: "extension", aliases: ["extensions"], summary: "Extensions: phones, their mailboxes and settings.",
        commands: [
            list, show, dump, add, ExtensionCopyCommand.copy, set, ExtensionSwitchCommands.enable, ExtensionSwitchCommands.disable,
            ExtensionSecretCommands.rotate, delete, BulkCommands.importing(.extension, "extensions"),
            BulkCommands.exporting(.extension, "extensions", Extension.self) { system in system.extensions.map { each in { try each.forEach($0, $1) } } },
        ])

    static let number = Operand(
        name: "extension", help: "Number of the extension; on FusionPBX also its uuid.",
        completion: .live(.extensions))

    static let list: Command = .init(
        path: ["extension", "list"], summary: "List extensions.",
        discussion: [
            "Without calls means that neither `cdr query --src` nor `--dest` finds one: calls of its number, and of its phone as a member of a group. Call records that have been deleted cannot be seen; where they begin later than TIME, a note says so."
        ],
        options: FilterOptions.names + [FilterOptions.enabled, FilterOptions.unregistered, FilterOptions.unusedSince]
            + SharedOptions.listing + [SharedOptions.reveal],
        examples: [
            .init("Phones that are off, and nobody has missed", "pbxctl extension list --unregistered --unused-since 90d"),
            .init("Everybody of a department", "pbxctl extension list --match '12*' --search sales"),
            .init("Numbers and names as JSON", "pbxctl extension list -o json --fields extension,name"),
            .init("One number a line, for a loop", "pbxctl extension list -o name"),
        ],
        fields: Extension.fieldNames, mirrors: ["F6", "R23"]
    ) { invocation, session in
        let open = {
            try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false, silence: FilterOptions.silence(invocation))
        }
        let options = try SharedOptions.listOptions(invocation, open)
        let extensions = try session.offered(open().extensions, "extension list")
        try session.output.list(Extension.self, raw: options.raw) { try extensions.forEach(options, $0) }
    }

    static let show: Command = .init(
        path: ["extension", "show"], summary: "Show one extension.",
        operands: [number], options: [SharedOptions.reveal, SharedOptions.raw],
        examples: [.init("The name of 1001", "pbxctl extension show 1001 -o json | jq -r .name")],
        fields: Extension.fieldNames, failures: Command.pbxFailures + [.notFound], mirrors: ["F5", "R24"]
    ) { invocation, session in
        let extensions = try session.offered(session.system().extensions, "extension show")
        let options = SharedOptions.readOptions(invocation)
        let found = try extensions.find(invocation.required(0), options)
        try session.output.show(found, raw: options.raw)
    }

    static let dump: Command = .init(
        path: ["extension", "dump"], aliases: [["extdump"]],
        summary: "Dump everything the PBX stores about extensions.",
        discussion: [
            "With a number, live keys (AstDB, registrations) are included. Without one, all extensions are dumped without them."
        ],
        operands: [Operand(name: "extension", help: number.help, isOptional: true, completion: .live(.extensions))],
        options: [SharedOptions.reveal],
        examples: [.init("All that is known about 1001", "pbxctl extension dump 1001 -o json")],
        failures: Command.pbxFailures + [.notFound], mirrors: ["R19", "R20"]
    ) { invocation, session in
        let extensions = try session.offered(session.system().extensions, "extension dump")
        try DumpOutput.print(isSingle: invocation.operand(0) != nil, to: session.output) { emit in
            try extensions.dump(invocation.operand(0), reveal: invocation[SharedOptions.reveal] ?? false, emit)
        }
    }

    static let add: Command = .init(
        path: ["extension", "add"], summary: "Add an extension.",
        discussion: ExtensionOptions.discussion,
        operands: [Operand(name: "extension", help: "Number of the new extension.")],
        options: ExtensionOptions.forAdding + [SharedOptions.ifNotExists] + SharedOptions.write,
        examples: [
            .init(
                "A phone with voicemail; the generated secret is printed once",
                "pbxctl extension add 1050 --name 'Front desk' --voicemail --email desk@example.com"),
            .init("See what would be written", "pbxctl extension add 1050 --name 'Front desk' --dry-run"),
        ],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.conflict, .notOffered], mirrors: ["F4", "R21"]
    ) { invocation, session in
        let number = try invocation.required(0)
        let change = try ExtensionOptions.change(invocation)
        let writing = try Writing(invocation, session)
        let extensions = try session.offered(writing.system.extensions, "extension add")
        let read = { try extensions.find(number, ReadOptions()).entries }
        if invocation[SharedOptions.ifNotExists] ?? false, let there = try writing.ifFound(read) {
            return try writing.unchanged(.add, "extension", number, there)
        }
        let plan = try extensions.planAdd(
            number, type: invocation[ExtensionOptions.type] ?? .sip, driver: invocation[ExtensionOptions.driver], change)
        try writing.perform(plan, before: nil, read: read)
    }

    static let set: Command = .init(
        path: ["extension", "set"], aliases: [["extension", "edit"]], summary: "Change an extension.",
        discussion: [
            "Exactly what is named is changed. An empty value (--email '') clears a field. A second run of the same command reports \"unchanged\"."
        ],
        operands: [number], options: ExtensionOptions.forChanging + SharedOptions.write,
        examples: [
            .init("Another name, nothing else", "pbxctl extension set 1001 --name 'Reception'"),
            .init("A new secret from a file", "pbxctl extension set 1001 --secret-file /root/1001.secret"),
        ],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered]
    ) { invocation, session in
        let number = try invocation.required(0)
        let change = try ExtensionOptions.change(invocation)
        guard change != ExtensionChange() else {
            throw PBXError(.usage, "extension set", "nothing to change is named", remedy: "see: pbxctl extension set --help")
        }
        let writing = try Writing(invocation, session)
        let extensions = try session.offered(writing.system.extensions, "extension set")
        let read = { try extensions.find(number, ReadOptions()).entries }
        let before = try read()
        try writing.perform(extensions.planSet(number, change), before: before, read: read)
    }

    static let mailbox = Option<MailboxFate>.choice(
        "mailbox", value: "FATE", default: "delete", "What becomes of the mailbox and its messages.")
    static let cascade = Option.flag("cascade", "Take the number out of whatever still refers to it.")
    static let force = Option.flag("force", "Leave references to the number dangling.")

    static func referenceHandling(_ invocation: Invocation) -> ReferenceHandling {
        invocation[cascade] ?? false ? .cascade : invocation[force] ?? false ? .leave : .refuse
    }

    static let delete: Command = .init(
        path: ["extension", "delete"], aliases: [["extension", "remove"]], summary: "Delete an extension.",
        discussion: [
            "Asks on a terminal; elsewhere --yes is needed. Refused with a list while DIDs, ring groups, queues or other objects lead to the number, unless --cascade or --force is given."
        ],
        operands: [number],
        options: [mailbox, cascade, force, SharedOptions.ifExists] + SharedOptions.write,
        exclusive: [["cascade", "force"]],
        examples: [
            .init("Delete without asking, keep the messages", "pbxctl extension delete 1050 --yes --mailbox keep")
        ],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered], mirrors: ["R22"]
    ) { invocation, session in
        let number = try invocation.required(0)
        let writing = try Writing(invocation, session)
        let extensions = try session.offered(writing.system.extensions, "extension delete")
        let references = referenceHandling(invocation)
        // nil where only parts of it are left, which the plan takes away.
        let before = try writing.ifFound { try extensions.find(number, ReadOptions()).entries }
        let makePlan = {
            try extensions.planDelete(number, mailbox: invocation[mailbox] ?? .delete, references: references)
        }
        let plan: Plan
        if invocation[SharedOptions.ifExists] ?? false {
            guard let found = try writing.ifFound(makePlan) else {
                return try writing.unchanged(.delete, "extension", number, nil)
            }
            plan = found
        } else {
            plan = try makePlan()
        }
        if !writing.isDryRun {
            try session.confirm("Delete extension \(number) on \(writing.system.profile.name)")
        }
        try writing.perform(plan, before: before, read: { nil })
    }
}
