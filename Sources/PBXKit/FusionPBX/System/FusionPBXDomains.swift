/// The tenants of a FusionPBX.
struct FusionPBXDomains: Domains {
    let connection: FusionPBXConnection

    func all(_ options: ReadOptions) throws -> [Domain] {
        try connection.rows("v_domains", where: "TRUE ORDER BY domain_name").map { domain($0, options) }
    }

    func find(_ nameOrUUID: String, _ options: ReadOptions) throws -> Domain {
        let domains = try all(options)
        let wanted = nameOrUUID.lowercased()
        // FusionPBX stores names in lower case; older ones may still have capitals.
        if let domain = domains.first(where: { $0.name.lowercased() == wanted || $0.uuid == wanted }) { return domain }
        throw PBXError(
            .notFound, "domain \(FusionPBXValues.shown(nameOrUUID))", "does not exist", remedy: Self.list(domains))
    }

    /// The domain of a name or uuid, or the only one there is.
    func chosen(_ nameOrUUID: String?) throws -> Domain {
        if let nameOrUUID { return try find(nameOrUUID, ReadOptions()) }
        let domains = try all(ReadOptions())
        guard domains.count == 1, let domain = domains.first else {
            throw PBXError(
                .usage, "the domain", domains.isEmpty ? "this FusionPBX has none" : "is not given, and there are several",
                remedy: "name one with --domain; \(Self.list(domains))")
        }
        return domain
    }

    private static func list(_ domains: [Domain]) -> String {
        let shown = domains.prefix(20).map(\.name).joined(separator: ", ")
        return "domains: \(shown)\(domains.count > 20 ? " and \(domains.count - 20) more" : "")"
    }

    private func domain(_ row: Row, _ options: ReadOptions) -> Domain {
        var domain = Domain(name: row["domain_name"] ?? "", uuid: row["domain_uuid"] ?? "")
        domain.parentUUID = row.filled("domain_parent_uuid")
        domain.isEnabled = row.isTrue("domain_enabled")
        domain.description = row.filled("domain_description")
        if options.raw { domain.raw = .object(Cell.Object([Cell.Entry("v_domains", row.cell(reveal: options.reveal))])) }
        return domain
    }
}

extension Row {
    /// The row as an object of its own columns, secrets hidden unless asked for.
    func cell(reveal: Bool) -> Cell {
        .object(Cell.Object(zip(columns.names, values).map { name, value in
            let isHidden = !reveal && value != nil && FusionPBXSecretColumn.contains(name)
            return Cell.Entry(name, isHidden ? .text(Step.hidden) : Cell(value))
        }))
    }
}
