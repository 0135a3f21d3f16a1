/// FreePBX has no cache of extensions: Asterisk reads AstDB at every call, and its files at a reload.
struct FreePBXSwitchCache: SwitchCache {
    let system: FreePBXSystem

    /// Reads the extensions anew, which is all there is to do.
    func reloadExtensions() throws -> Int {
        try system.database().value("SELECT COUNT(*) FROM users").flatMap { Int($0) } ?? 0
    }

    func flush() throws -> String {
        throw PBXError.notOffered("cache flush", by: .freepbx, nearest: "FreePBX has no cache; `pbxctl system reload` applies changes")
    }
}
