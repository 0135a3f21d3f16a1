/// Finds the files of sounds by their names: `custom/welcome` is `<language>/custom/welcome.<format>`.
final class FreePBXSoundFiles {
    /// In the order of preference.
    private static let formats = ["wav", "WAV", "wav16", "sln48", "sln16", "sln", "ulaw", "alaw", "g722", "gsm", "g729", "mp3", "ogg"]

    let root: String
    private let host: (any Host)?
    /// The PBX's language, English, then all others.
    private let languages: [String]
    /// Sizes by name of the folders looked at so far: each is listed once.
    private var folders: [String: [String: Int]] = [:]

    init(system: FreePBXSystem) throws {
        root = try system.soundsDirectory()
        host = try system.host()
        var present: [String] = []
        if let host, try host.status(of: root) != nil {
            present = try host.list(root).filter { $0.status.kind == .directory }.map(\.name).sorted()
        }
        var preferred = ["en"]
        if try system.catalogue().has("soundlang_settings"),
            let language = try system.database().value("SELECT value FROM soundlang_settings WHERE keyword = 'language'")
        {
            preferred.insert(language, at: 0)
        }
        languages = preferred.filter(present.contains) + present.filter { !preferred.contains($0) }
    }

    /// The first file there is, relative to the folder of sounds.
    func file(of name: String, language: String?) throws -> (path: String, size: Int)? {
        guard Self.isSafe(name) else { return nil }
        let own = language.map { wanted in languages.filter { $0 == wanted } } ?? []
        let parts = name.split(separator: "/").map(String.init)
        guard let stem = parts.last else { return nil }
        for language in own + languages {
            let folder = ([language] + parts.dropLast()).joined(separator: "/")
            let files = try files(in: folder)
            for format in Self.formats {
                if let size = files["\(stem).\(format)"] { return ("\(folder)/\(stem).\(format)", size) }
            }
        }
        return nil
    }

    /// A stored name that leads nowhere but into the folder.
    static func isSafe(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("/") && !FreePBXInput.hasControlCharacter(name)
            && !name.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == ".." || $0 == "." || $0.isEmpty }
    }

    private func files(in folder: String) throws -> [String: Int] {
        if let known = folders[folder] { return known }
        var files: [String: Int] = [:]
        if let host, try host.status(of: "\(root)/\(folder)") != nil {
            for entry in try host.list("\(root)/\(folder)") where entry.status.kind == .file { files[entry.name] = Int(entry.status.size) }
        }
        folders[folder] = files
        return files
    }
}
