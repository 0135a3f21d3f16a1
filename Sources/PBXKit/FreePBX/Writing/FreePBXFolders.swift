/// Folders that a plan deletes: moved aside while the plan can be taken back, then purged.
struct FreePBXFolders {
    let system: FreePBXSystem

    private static func trash(_ step: FolderStep) -> String { "\(step.path).deleted" }

    func moveAside(_ step: FolderStep) throws {
        guard let host = try system.host() else {
            throw PBXError(.unreachable, step.path, "is on the PBX, whose files cannot be reached from here", remedy: HostAddress.remedy)
        }
        // Gone already: nothing to do.
        guard try host.status(of: step.path) != nil || host.linkTarget(of: step.path) != nil else { return }
        try host.removeTree(Self.trash(step))
        try host.rename(step.path, to: Self.trash(step))
    }

    func putBack(_ step: FolderStep) throws { try system.host()?.rename(Self.trash(step), to: step.path) }

    /// Callers' messages are not to lie about once their mailbox is gone.
    func purge(_ step: FolderStep) throws { try system.host()?.removeTree(Self.trash(step)) }

    func standing(of step: FolderStep) throws -> Standing {
        guard let host = try system.host() else { return .either }
        let isThere = try host.status(of: step.path) != nil
        let isAside = try host.status(of: Self.trash(step)) != nil
        // Asterisk makes a new folder when a message comes in.
        if isThere && isAside { return .neither }
        return Standing(isBefore: !isAside, isAfter: !isThere)
    }
}
