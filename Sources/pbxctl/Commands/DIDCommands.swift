import PBXKit

/// `pbxctl did …`
enum DIDCommands {
    static let noun: Noun = .init(
        name: "did", aliases: ["dids", "destination", "destinations"],
        summary: "Inbound numbers (DIDs) and where their calls go.", commands: [
            list, show, trace, add, set, delete, BulkCommands.importing(.did, "inbound numbers"),
            BulkCommands.exporting(.did, "inbound numbers", InboundNumber.self) { system in
                system.inboundNumbers.map { each in { try each.forEach($0, $1) } }
            },
        ])

    static let number = Operand(
        name: "did", help: "The inbound number, exactly as the PBX has it.", completion: .live(.inboundNumbers))
    static let callerID = Option.text(
        "cidnum", aliases: ["caller-id"], value: "NUMBER", "FreePBX: the route for calls from this caller alone.")
    static let target = Option.text(
        "to", aliases: ["destination"], value: "TARGET", completion: .live(.targets),
        "Where calls go: extension:1001, ringgroup:600, voicemail:1001, hangup, raw:STRING.")
    static let toExtension = Option.text(
        "extension", value: "EXT", completion: .live(.extensions), "Short for --to extension:EXT.")
    static let description = Option.text("description", value: "TEXT", "A remark. A new number's default is the number.")
    static let musicOnHold = Option.text(
        "mohclass", aliases: ["moh-class"], value: "CLASS", default: "default", "Music on hold for its calls.")
    static let prefix = Option.text(
        "caller-id-prefix", value: "TEXT", "What is put before the caller's name.")
    static let countryCode = Option.text(
        "country-code", value: "CODE", "FusionPBX: country code kept apart from the number, digits only.")
    static let enabled = Option.flag("enabled", negatable: true, "FusionPBX: whether the number is routed at all.")

    static let list: Command = .init(
        path: ["did", "list"], summary: "List inbound numbers.",
        discussion: [
            "A number counts as called where a call record says that a call came in on it, in any spelling of the carrier. FreePBX: a call counts for the one route it took, so that routes by pattern and by caller are told apart. Where call records begin later than TIME, a note says so."
        ],
        options: FilterOptions.names + [FilterOptions.enabled, FilterOptions.neverCalledSince] + SharedOptions.listing,
        examples: [
            .init("Numbers that are paid for and not used", "pbxctl did list --never-called-since 90d"),.init("Numbers and targets", "pbxctl did list --fields did,target")],
        fields: InboundNumber.fieldNames, mirrors: ["R17"]
    ) { invocation, session in
        let open = {
            try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false, silence: FilterOptions.silence(invocation))
        }
        let options = try SharedOptions.listOptions(invocation, open)
        let numbers = try session.offered(open().inboundNumbers, "did list")
        try session.output.list(InboundNumber.self, raw: options.raw) { try numbers.forEach(options, $0) }
    }

    static let show: Command = .init(
        path: ["did", "show"], summary: "Show one inbound number.",
        operands: [number], options: [callerID] + SharedOptions.listing,
        examples: [.init("Where a number leads", "pbxctl did show 15551230000 -o json | jq -r .target.raw")],
        fields: InboundNumber.fieldNames, failures: Command.pbxFailures + [.notFound, .conflict], mirrors: ["F2", "R18"]
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let numbers = try session.offered(system.inboundNumbers, "did show")
        let options = SharedOptions.readOptions(invocation)
        let found = try one(of: numbers.find(invocation.required(0), options), callerID: invocation[callerID], session)
        try session.output.show(found, raw: options.raw)
    }

    static let add: Command = .init(
        path: ["did", "add"], summary: "Add an inbound number.",
        discussion: [
            "Without a target, calls are hung up. Targets are checked: what they lead to has to exist.",
            "FusionPBX: without --country-code the number is also routed when the carrier sends it with a leading + or 1.",
        ],
        operands: [Operand(name: "did", help: "The new inbound number.")],
        options: [target, toExtension, description, musicOnHold, prefix, countryCode, callerID, enabled]
            + [SharedOptions.ifNotExists] + SharedOptions.write,
        exclusive: [["to", "extension"]],
        examples: [
            .init("Calls go to an extension", "pbxctl did add 15551230000 --to extension:1001"),
            .init("The same, shorter", "pbxctl did add 15551230000 --extension 1001"),
        ],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered],
        mirrors: ["F1", "R15"]
    ) { invocation, session in
        let did = try invocation.required(0)
        let change = try change(invocation)
        let writing = try Writing(invocation, session)
        let numbers = try session.offered(writing.system.inboundNumbers, "did add")
        let read = { try route(did, invocation, numbers, session).entries }
        if invocation[SharedOptions.ifNotExists] ?? false, let there = try writing.ifFound(read) {
            return try writing.unchanged(.add, "did", did, there)
        }
        try writing.perform(numbers.planAdd(did, callerID: invocation[callerID], change), before: nil, read: read)
    }

    static let set: Command = .init(
        path: ["did", "set"], aliases: [["did", "edit"]], summary: "Change an inbound number.",
        discussion: ["Exactly what is named is changed. An empty value clears a field."],
        operands: [number],
        options: [target, toExtension, description, musicOnHold, prefix, countryCode, callerID, enabled]
            + SharedOptions.write,
        exclusive: [["to", "extension"]],
        examples: [.init("To a ring group from now on", "pbxctl did set 15551230000 --to ringgroup:600")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered]
    ) { invocation, session in
        let did = try invocation.required(0)
        let change = try change(invocation)
        guard change != InboundNumberChange() else {
            throw PBXError(.usage, "did set", "nothing to change is named", remedy: "see: pbxctl did set --help")
        }
        let writing = try Writing(invocation, session)
        let numbers = try session.offered(writing.system.inboundNumbers, "did set")
        let read = { try route(did, invocation, numbers, session).entries }
        let before = try read()
        try writing.perform(numbers.planSet(did, callerID: invocation[callerID], change), before: before, read: read)
    }

    static let delete: Command = .init(
        path: ["did", "delete"], aliases: [["did", "remove"]], summary: "Delete an inbound number.",
        discussion: [
            "The number has to match exactly: ten and eleven digits are two numbers. Asks on a terminal; elsewhere --yes is needed.",
            "Refused with a list while something still has the number (lists of ring groups and follow-me, misc destinations, outbound and emergency caller ids), unless --cascade or --force is given.",
        ],
        operands: [number],
        options: [callerID, ExtensionCommands.cascade, ExtensionCommands.force, SharedOptions.ifExists] + SharedOptions.write,
        exclusive: [["cascade", "force"]],
        examples: [.init("Delete without asking", "pbxctl did delete 15551230000 --yes")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict], mirrors: ["R16"]
    ) { invocation, session in
        let did = try invocation.required(0)
        let writing = try Writing(invocation, session)
        let numbers = try session.offered(writing.system.inboundNumbers, "did delete")
        let read = { try route(did, invocation, numbers, session).entries }
        let found = invocation[SharedOptions.ifExists] ?? false ? try writing.ifFound(read) : try read()
        guard let before = found else { return try writing.unchanged(.delete, "did", did, nil) }
        let plan = try numbers.planDelete(
            did, callerID: invocation[callerID], references: ExtensionCommands.referenceHandling(invocation))
        if !writing.isDryRun { try session.confirm("Delete DID \(did) on \(writing.system.profile.name)") }
        try writing.perform(plan, before: before, read: { nil })
    }

    private static func change(_ invocation: Invocation) throws -> InboundNumberChange {
        var change = InboundNumberChange()
        if let number = invocation[toExtension] { change.target = .set(.to(.extension, id: number)) }
        if let text = invocation[target] { change.target = .set(try TargetRequest(text)) }
        change.description = Change(invocation[description])
        change.musicOnHoldClass = Change(invocation[musicOnHold])
        change.callerIDPrefix = Change(invocation[prefix])
        change.countryCode = Change(invocation[countryCode])
        change.isEnabled = Change(invocation[enabled])
        return change
    }

    private static func route(
        _ did: String, _ invocation: Invocation, _ numbers: any InboundNumbers, _ session: Session
    ) throws -> InboundNumber {
        try one(of: numbers.find(did, ReadOptions()), callerID: invocation[callerID] ?? "", session)
    }

    /// The one route that is meant: the one for the caller that was named, else the one for every caller.
    private static func one(of routes: [InboundNumber], callerID: String?, _ session: Session) throws -> InboundNumber {
        let wanted = callerID ?? ""
        let matching = routes.filter { ($0.callerID ?? "") == wanted }
        let candidates = matching.isEmpty && callerID == nil ? routes : matching
        guard let first = candidates.first else {
            throw PBXError(
                .notFound, "inbound number \(routes.first?.did ?? "")",
                wanted.isEmpty ? "has no route for every caller" : "has no route for calls from \(wanted)",
                remedy: "see its routes with `pbxctl did show`")
        }
        // FreePBX's table has no key: a route can be doubled, and is changed and deleted in all its rows.
        let isDoubled = candidates.count > 1 && candidates.allSatisfy { $0.domain == nil && $0.callerID == first.callerID }
        if isDoubled { session.output.note("this route is there \(candidates.count) times") }
        guard candidates.count == 1 || isDoubled else {
            let places = candidates.map { $0.domain ?? $0.callerID ?? "" }.joined(separator: ", ")
            throw PBXError(
                .conflict, "inbound number \(first.did)", "exists \(candidates.count) times: \(places)",
                remedy: "say which with --domain or --cidnum")
        }
        if routes.count > candidates.count { session.output.note("there are \(routes.count) routes of this number: see --cidnum") }
        return first
    }
}
