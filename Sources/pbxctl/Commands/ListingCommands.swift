import PBXKit

/// `list` and `show` of nouns that are only read: the same for all of them.
enum ListingCommands {
    static func list<Listed: Record>(
        _ noun: String, _ summary: String, _ type: Listed.Type, example: Command.Example, offeredBy: [PBXKind] = PBXKind.allCases,
        nearest: String? = nil, mirrors: [String] = [], isNarrowed: Bool = true,
        from listing: @escaping @Sendable (any PhoneSystem) -> (any Listing<Listed>)?
    ) -> Command {
        let hasSwitch = type.fieldNames.contains("enabled")
        let narrowing: [any AnyOption] = isNarrowed ? FilterOptions.names + (hasSwitch ? [FilterOptions.enabled] : []) : []
        return Command(
            path: [noun, "list"], summary: summary, options: narrowing + SharedOptions.listing, examples: [example],
            fields: type.fieldNames, failures: Command.pbxFailures + [.notOffered], offeredBy: offeredBy, nearest: nearest,
            mirrors: mirrors
        ) { invocation, session in
            let open = { try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false) }
            let options = try SharedOptions.listOptions(invocation, open)
            let found = try session.offered(listing(open()), "\(noun) list", nearest: nearest)
            try session.output.list(type, raw: options.raw) { try found.forEach(options, $0) }
        }
    }

    static func show<Listed: Record>(
        _ noun: String, _ summary: String, _ type: Listed.Type, example: Command.Example, offeredBy: [PBXKind] = PBXKind.allCases,
        nearest: String? = nil,
        from listing: @escaping @Sendable (any PhoneSystem) -> (any Listing<Listed>)?
    ) -> Command {
        Command(
            path: [noun, "show"], summary: summary,
            operands: [Operand(name: noun, help: "Its number or id, else its name.")], options: [SharedOptions.raw],
            examples: [example], fields: type.fieldNames, failures: Command.pbxFailures + [.notFound, .conflict, .notOffered],
            offeredBy: offeredBy, nearest: nearest
        ) { invocation, session in
            let found = try session.offered(listing(session.system()), "\(noun) show", nearest: nearest)
            let options = SharedOptions.readOptions(invocation)
            try session.output.show(found.find(invocation.required(0), options), raw: options.raw)
        }
    }
}
