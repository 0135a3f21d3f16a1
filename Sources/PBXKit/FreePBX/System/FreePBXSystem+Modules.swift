/// Modules of FreePBX that may be missing, and what they look after.
extension FreePBXSystem {
    /// Throws `.notOffered` where a module's table is not there: nobody is shown an SQL error for it.
    func requireTables(_ tables: String..., of module: String) throws {
        let catalogue = try catalogue()
        guard tables.allSatisfy(catalogue.has) else { throw Self.notInstalled(module) }
    }

    /// Throws `.notOffered` where a module that has no table of its own is not installed or switched off.
    func requireModule(_ module: String) throws {
        guard try hasModule(module) else { throw Self.notInstalled(module) }
    }

    static func notInstalled(_ module: String) -> PBXError {
        PBXError(
            .notOffered, "this FreePBX", "module \(module) is not installed", remedy: "fwconsole ma downloadinstall \(module)")
    }

    // MARK: - Folders of sounds

    func soundsDirectory() throws -> String {
        if let path = profile.paths[.asteriskSounds]?.value { return path }
        return try profile.paths[.asteriskVarLib].map { "\($0.value)/sounds" } ?? settings().soundsDirectory
    }

    /// Music on hold of class `default`; the other classes are folders in it. FreePBX: `ASTVARLIBDIR/MOHDIR`.
    func musicDirectory() throws -> String {
        let settings = try settings()
        guard let path = profile.paths[.asteriskVarLib]?.value else { return settings.musicDirectory }
        return "\(path)/\(settings.textIfAny("MOHDIR") ?? "moh")"
    }
}
