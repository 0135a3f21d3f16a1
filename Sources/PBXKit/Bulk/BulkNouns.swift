/// The nouns that can be imported.
public enum BulkNoun: String, Sendable, CaseIterable {
    case `extension`, did, ringgroup, blocklist
}

extension PhoneSystem {
    /// Plans the import of a file: every row is checked, nothing is written.
    ///
    /// Throws `ImportRefusal` with all rows that cannot be imported, and `.notOffered` where the PBX has no such noun.
    public func planImport(of noun: BulkNoun, _ request: ImportRequest, progress: ((Progress) -> Void)? = nil) throws -> ImportPlan {
        guard let file = BulkHandlerFile(request.table, of: noun) else { return try importing(noun).plan(request, progress: progress) }
        var request = request
        let (table, left) = file.translated()
        request.table = table
        var imported = try importing(noun).plan(request, progress: progress)
        if !left.isEmpty {
            imported.plan.warnings.append("columns of the Bulk Handler that are not imported: \(left.joined(separator: ", "))")
        }
        return imported
    }

    /// The objects with one of these ids, as the PBX has them now.
    public func objects(of noun: BulkNoun, _ ids: Set<String>) throws -> [[Cell.Entry]] {
        ids.isEmpty ? [] : try importing(noun).objects(ids)
    }

    private func importing(_ noun: BulkNoun) throws -> any Importing {
        let importing: (any Importing)? =
            switch noun {
            case .extension: extensions.map { ExtensionImport(system: self, extensions: $0) }
            case .did: inboundNumbers.map { InboundNumberImport(system: self, numbers: $0) }
            case .ringgroup: ringGroups.map { RingGroupImport(system: self, groups: $0) }
            case .blocklist: blockList.map { BlockListImport(system: self, list: $0) }
            }
        guard let importing else { throw PBXError.notOffered("\(noun.rawValue) import", by: kind) }
        return importing
    }
}
