/// Classes of music on hold of a FreePBX: the table `music` and the folders beside each other.
/// FreePBX: `Music.class.php` getAllMusic.
struct FreePBXMusicOnHold: Listing {
    private static let notClasses: Set<String> = [".", "..", "CVS", ".svn", ".git", ".nomusic_reserved", "none", "default"]

    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (MusicOnHoldClass) throws -> Void) throws {
        try system.requireTables("music", of: "music")
        let folder = try system.musicDirectory()
        var classes: [String: MusicOnHoldClass] = [:]
        for row in try system.database().rows("SELECT * FROM music") {
            guard let name = row.filled("category"), name != "none" else { continue }
            var music = MusicOnHoldClass(name: name)
            music.type = row.filled("type") ?? "files"
            if music.type == "files" { music.path = name == "default" ? folder : "\(folder)/\(name)" }
            if options.raw { music.raw = FreePBXRaw.object(row) }
            classes[name] = music
        }
        for name in try folders(folder) where classes[name] == nil {
            var music = MusicOnHoldClass(name: name)
            music.type = "files"
            music.path = "\(folder)/\(name)"
            classes[name] = music
        }
        var standard = classes.removeValue(forKey: "default") ?? MusicOnHoldClass(name: "default")
        standard.type = standard.type ?? "files"
        standard.path = standard.path ?? (standard.type == "files" ? folder : nil)
        standard.isDefault = true
        var silence = MusicOnHoldClass(name: "none")
        silence.type = "files"
        silence.path = "\(folder)/.nomusic_reserved"
        for music in [standard] + classes.values.sorted(by: { $0.name < $1.name }) + [silence] {
            var music = music
            music.isDefault = music.name == "default"
            try body(music)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> MusicOnHoldClass {
        try FreePBXFinder<MusicOnHoldClass>(title: "music class", command: "moh", id: \.name, name: { _ in nil })
            .find(identifier) { try forEach(options, $0) }
    }

    /// Whether there is a class of that name. `default` and `none` are Asterisk's and FreePBX's own.
    func has(_ name: String) throws -> Bool {
        try name == "default" || name == "none" || names().contains(name)
    }

    /// Whether nothing can be missing from the listing: classes may be folders that only the PBX's host shows.
    func isComplete() throws -> Bool { try system.host() != nil }

    func notFound(_ name: String) throws -> PBXError {
        PBXError(
            .notFound, "music on hold class \(FreePBXInput.shown(name))", "does not exist",
            remedy: "classes: \(try names().joined(separator: ", "))")
    }

    private func names() throws -> [String] {
        var names: [String] = []
        try forEach(ReadOptions()) { names.append($0.name) }
        return names
    }

    /// Folders of the PBX that FreePBX shows as classes; none where its files cannot be reached.
    private func folders(_ path: String) throws -> [String] {
        guard let host = try system.host(), try host.status(of: path) != nil else { return [] }
        return try host.list(path).filter { $0.status.kind == .directory && !Self.notClasses.contains($0.name) }.map(\.name)
    }
}
