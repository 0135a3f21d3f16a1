/// What the switch keeps of the database.
struct FusionPBXSwitchCache: SwitchCache {
    let connection: FusionPBXConnection

    /// Every extension's directory entry, in both spellings and under its alias as well.
    func reloadExtensions() throws -> Int {
        var keys: [String] = []
        var count = 0
        for domain in try connection.scopedDomains() {
            let rows = try connection.database().rows(
                "SELECT extension, number_alias, user_context FROM v_extensions WHERE domain_uuid = \(domain.uuid)")
            count += rows.count
            keys += rows.flatMap { row in
                FusionPBXCacheKeys.directory(
                    number: row.values[0] ?? "", alias: row.values[1]?.nonEmpty, context: row.values[2]?.nonEmpty, in: domain)
            }
        }
        let known = FusionPBXCacheKeys.distinct(keys).filter(FusionPBXCommand.isWord)
        for node in try connection.connectedNodes() { try FusionPBXCache().delete(known, on: node) }
        return count
    }

    func flush() throws -> String {
        let nodes = try connection.connectedNodes()
        let control = FusionPBXControl(connection: connection)
        for node in nodes { try FusionPBXCache().flush(node, known: control.knownKeys) }
        return "emptied the switch cache of all domains on \(nodes.map(\.address).joined(separator: ", "))"
    }
}
