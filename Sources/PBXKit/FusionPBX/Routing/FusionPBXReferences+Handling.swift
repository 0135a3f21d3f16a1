extension FusionPBXReferences {
    /// The steps that deal with references in the way that was asked for. Throws `.conflict` with a list where that is not
    /// possible.
    static func steps(
        _ handling: ReferenceHandling, _ references: [Reference], to what: String, _ plan: inout Plan
    ) throws -> [Step] {
        guard !references.isEmpty else { return [] }
        let titles = FusionPBXCacheKeys.distinct(references.map(\.title)).joined(separator: ", ")
        switch handling {
        case .leave:
            plan.warnings.append("these still lead to \(what.split(separator: " ").last ?? ""): \(titles)")
            return []
        case .refuse:
            throw PBXError(
                .conflict, what, "is still used by \(titles)",
                remedy: "take it out there, or say --cascade to have it taken out, --force to leave them as they are")
        case .cascade:
            let byHand = references.filter { $0.steps == nil }.map(\.title)
            guard byHand.isEmpty else {
                throw PBXError(
                    .conflict, what, "is used by what pbxctl does not change: \(byHand.joined(separator: ", "))",
                    remedy: "change these in FusionPBX first, or leave them as they are with --force")
            }
            return references.flatMap { $0.steps ?? [] }
        }
    }
}
