/// What numbers of domains are, read in one statement for all that a listing mentions.
struct FusionPBXNumberOwners {
    private var owners: [String: FusionPBXTargets.Owner] = [:]

    init() {}

    /// Looks up numbers, each with the uuid of its domain. A module's number wins over an extension's, as in the dialplan.
    init(_ wanted: [(domain: String, number: String)], connection: FusionPBXConnection) throws {
        let numbers = FusionPBXCacheKeys.distinct(wanted.map(\.number))
        guard !numbers.isEmpty else { return }
        let applications = FusionPBXApplication.allCases.filter { $0.targetKind != nil }
            .map { "\($0.rawValue)" as SQL }.joined(separator: ", ")
        for start in stride(from: 0, to: numbers.count, by: 5000) {
            let list = numbers[start..<min(start + 5000, numbers.count)].map { "\($0)" as SQL }.joined(separator: ", ")
            try connection.database().forEachRow(
                """
                SELECT domain_uuid::text, dialplan_number, app_uuid::text, dialplan_name, 1 AS rank
                FROM v_dialplans WHERE app_uuid IN (\(applications)) AND dialplan_number IN (\(list))
                UNION ALL
                SELECT domain_uuid::text, extension, 'extension', effective_caller_id_name, 2
                FROM v_extensions WHERE extension IN (\(list))
                UNION ALL
                SELECT domain_uuid::text, number_alias, 'extension', effective_caller_id_name, 3
                FROM v_extensions WHERE number_alias IN (\(list))
                ORDER BY rank
                """
            ) { row in
                let kind = row.text(2) == "extension"
                    ? Target.Kind.extension : row.text(2).flatMap { FusionPBXApplication(rawValue: $0)?.targetKind }
                guard let kind, let domain = row.text(0), let number = row.text(1) else { return }
                let key = Self.key(domain, number)
                if owners[key] == nil { owners[key] = FusionPBXTargets.Owner(kind: kind, name: row.text(3)?.nonEmpty) }
            }
        }
    }

    /// As above, for the numbers that actions transfer to.
    init(
        of actions: [(domain: String?, action: FusionPBXAction?)], connection: FusionPBXConnection
    ) throws {
        try self.init(
            actions.compactMap { place in
                guard let domain = place.domain, let action = place.action, action.application == "transfer",
                    let number = action.data.split(separator: " ").first
                else { return nil }
                return (domain, String(number))
            }, connection: connection)
    }

    subscript(domain: String?, number: String) -> FusionPBXTargets.Owner? {
        domain.flatMap { owners[Self.key($0, number)] }
    }

    /// The target of an action stored in a row of the domain; nil where there is none.
    func target(_ action: FusionPBXAction?, in domain: Domain?) -> Target? {
        guard let action else { return nil }
        return FusionPBXTargets.decode(action, in: domain?.name ?? "") { self[domain?.uuid, $0] }
    }

    private static func key(_ domain: String, _ number: String) -> String { "\(domain)/\(number)" }
}

extension FusionPBXAction {
    /// An action kept in two columns; nil where none is set.
    init?(_ row: Row, _ application: String, _ data: String) {
        guard let name = row.filled(application) else { return nil }
        self.init(application: name, data: row[data] ?? "")
    }

    /// An action kept in one text: `transfer:1001 XML example.com`.
    init?(stored text: String?, separator: Character = ":") {
        guard let text = text?.nonEmpty else { return nil }
        let parts = text.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        self.init(application: parts[0], data: parts.count > 1 ? parts[1] : "")
    }
}
