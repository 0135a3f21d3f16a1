/// A noun that is one table with a row for each object: what its listing and its look-up have in common.
protocol FusionPBXObjects: Listing {
    var connection: FusionPBXConnection { get }
    /// Where the objects are.
    var place: FusionPBXPlace { get }

    /// The objects of rows, in their order, with what belongs to them read in bulk.
    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [Listed]
}

/// A table, which of its rows are meant, and the columns that identify one.
struct FusionPBXPlace {
    /// What an object is called in messages.
    var title: String
    var table: String
    var uuid: String
    /// The number, or whatever else is asked for first; nil where there is none.
    var number: String?
    var name: String?
    /// Whether an object is switched on; nil where that is not stored.
    var enabled: String?
    /// What they are listed by where that is not the number.
    var order: String?
    var condition: SQL = "TRUE"
    /// Rows without a domain are every domain's.
    var includesGlobal = false
}

/// The names of domains by uuid.
struct FusionPBXDomainNames {
    let all: [Domain]
    private let byIdentifier: [String: Domain]

    init(_ domains: [Domain]) {
        all = domains
        byIdentifier = Dictionary(domains.map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(identifier: String?) -> Domain? { identifier.flatMap { byIdentifier[$0] } }
}

extension FusionPBXObjects {
    func forEach(_ options: ReadOptions, _ body: (Listed) throws -> Void) throws {
        let domains = FusionPBXDomainNames(try connection.scopedDomains())
        for value in try values(of: rows(condition(options.filter)), domains, options) { try body(value) }
    }

    /// What a listing's filter asks of the table.
    func condition(_ filter: ListingFilter) throws -> SQL {
        let remarks = try connection.database().columns(of: place.table).map(\.name).filter { $0.hasSuffix("description") }
        let names = [place.number, place.name].compactMap { $0 } + remarks
        let columns = names.map { "COALESCE(\(identifier: place.table).\(identifier: $0)::text, '')" as SQL }
        var conditions = [filter.condition(columns, .postgreSQL)].compactMap { $0 }
        if let isEnabled = filter.isEnabled {
            guard let enabled = place.enabled else { throw PBXError.notOffered("--enabled of a \(place.title)", by: .fusionpbx) }
            conditions.append("(COALESCE(\(identifier: place.table).\(identifier: enabled)::text, '') IN ('true', 't', '1')) = \(FusionPBXBoolean.text(isEnabled))::boolean")
        }
        return conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND ")
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> Listed {
        let row = try row(of: identifier)
        let domains = FusionPBXDomainNames(try connection.scopedDomains())
        guard let value = try values(of: [row], domains, options).first else { throw try notFound(identifier) }
        return value
    }

    /// The row of an object: by its number, else its uuid, else its name. Throws `.notFound`, and `.conflict` with a list
    /// where several are meant.
    func row(of identifier: String) throws -> Row {
        let columns = [place.number, place.uuid, place.name].compactMap { $0 }
        for column in columns {
            let wanted = column == place.uuid ? identifier.lowercased() : identifier
            let found = try rows("\(identifier: column)::text = \(wanted)")
            guard found.count < 2 else {
                throw PBXError(
                    .conflict, "\(place.title) \(FusionPBXValues.shown(identifier))", "is what \(found.count) are called",
                    remedy: "name one by its uuid: \(found.compactMap { $0[place.uuid] }.joined(separator: ", "))")
            }
            if let row = found.first { return row }
        }
        throw try notFound(identifier)
    }

    func notFound(_ identifier: String) throws -> PBXError {
        let scope = connection.scope.allDomains ? "any domain" : try connection.domain().name
        return PBXError(
            .notFound, "\(place.title) \(FusionPBXValues.shown(identifier))", "does not exist in \(scope)",
            remedy: "list them with `list`")
    }

    /// The rows in scope, those of one domain together, in the natural order of their numbers.
    func rows(_ condition: SQL) throws -> [Row] {
        guard try !connection.database().columns(of: place.table).isEmpty else { return [] }
        let domains: SQL = connection.scope.allDomains ? "TRUE" : "domain_uuid = \(try connection.domain().uuid)"
        let scope: SQL = place.includesGlobal ? "(\(domains) OR domain_uuid IS NULL)" : domains
        let column = place.order ?? place.number ?? place.name ?? place.uuid
        let order: SQL = """
            (SELECT m.domain_name FROM v_domains m WHERE m.domain_uuid = \(identifier: place.table).domain_uuid),
            CASE WHEN \(identifier: place.table).\(identifier: column)::text ~ '^[0-9]{1,30}$'
                 THEN \(identifier: place.table).\(identifier: column)::text::numeric END,
            \(identifier: place.table).\(identifier: column)::text, \(identifier: place.table).\(identifier: place.uuid)::text
            """
        return try connection.rows(place.table, where: "\(scope) AND \(place.condition) AND \(condition) ORDER BY \(order)")
    }
}

extension FusionPBXConnection {
    /// The domains that the command is about.
    func scopedDomains() throws -> [Domain] {
        try scope.allDomains ? FusionPBXDomains(connection: self).all(ReadOptions()) : [domain()]
    }

    /// Rows of a dependent table that belong to any of `parents`, by the parents' key; one statement however many.
    func children(_ table: String, _ key: String, of parents: [Row], order: SQL) throws -> [String: [Row]] {
        let identifiers = parents.compactMap { $0[key] }
        guard !identifiers.isEmpty, try has(key, in: table) else { return [:] }
        let list = "{\(identifiers.joined(separator: ","))}"
        let found = try rows(table, where: "\(identifier: key) = ANY(\(list)::uuid[]) ORDER BY \(order)")
        return Dictionary(grouping: found) { $0[key] ?? "" }
    }
}

extension Row {
    /// Tables and rows as `--raw` shows them.
    static func raw(_ tables: [(name: String, rows: [Row])], reveal: Bool) -> Cell {
        .object(Cell.Object(tables.map { table in
            Cell.Entry(table.name, .list(table.rows.map { $0.cell(reveal: reveal) }))
        }))
    }

    func raw(_ table: String, _ options: ReadOptions) -> Cell? {
        options.raw ? .object(Cell.Object([Cell.Entry(table, cell(reveal: options.reveal))])) : nil
    }
}
