/// Finds the profile that a command works with: in the profile files, else on the PBX's own host.
///
/// Files: `--config`, else `PBXCTL_CONFIG`, and then that one alone; else the user's and the system's, merged by
/// section, the user's keys first. Profile: `--profile`, else `PBXCTL_PROFILE`, else `default =`, else the only one.
public struct ProfileSearch: Sendable {
    /// `--config`.
    public var configPath: String?
    /// `--profile`.
    public var profileName: String?
    public var environment: [String: String]
    /// `--connect-timeout`, before the profile's.
    public var connectTimeout: Duration?
    /// The PBX's host, for discovery.
    public var host: any Host
    /// What stands before the system's paths, for tests.
    public var root: String

    public init(
        configPath: String? = nil, profileName: String? = nil, environment: [String: String],
        host: any Host = LocalHost(), root: String = "/"
    ) {
        self.configPath = configPath
        self.profileName = profileName
        self.environment = environment
        self.host = host
        self.root = root
    }

    /// The profile, with its passwords unless they are not wanted.
    ///
    /// Throws `.notFound` for a profile or a file that was named and is not there, `.usage` for files that are not
    /// understood and where nothing is named and nothing found.
    public func load(readingSecrets: Bool = true) throws -> Profile {
        guard let reader = try reader(readingSecrets: readingSecrets) else { return try discovery.profile(kind: nil) }
        return try load(reader)
    }

    /// Whether the host that the profile names can be worked on; nil where it names none.
    public func examineHost() throws -> Finding? {
        guard let place = try reader(readingSecrets: false).map(place), place.host != nil else { return nil }
        do { return try place.shell().map { try RemoteHost(shell: $0).examine() } } catch { return Finding("host", PBXError(error)) }
    }

    private func place(_ reader: ProfileReader) throws -> Profile {
        var place = try reader.place()
        if let connectTimeout { place.connectTimeout = connectTimeout }
        return place
    }

    /// The entries of the chosen profile; none for a PBX that is found on this host. nil where nothing chooses.
    private func reader(readingSecrets: Bool) throws -> ProfileReader? {
        let files = try files()
        let sections = merged(files)
        guard let name = try chosenName(files, sections) else { return nil }
        if let entries = sections.first(where: { $0.name == name })?.entries {
            return ProfileReader(name: name, entries: entries, home: variable("HOME"), readsSecrets: readingSecrets)
        }
        // A PBX on this host has its kind for a name.
        guard let kind = PBXKind(rawValue: name), try discovery.profileIfPresent(kind) != nil else {
            throw unknown(name, sections.map(\.name), files)
        }
        return ProfileReader(name: name, entries: [:], home: nil, readsSecrets: readingSecrets)
    }

    private func load(_ reader: ProfileReader) throws -> Profile {
        var reader = reader
        let (name, entries) = (reader.name, reader.entries)
        if entries.isEmpty, let kind = PBXKind(rawValue: name), let found = try discovery.profileIfPresent(kind) { return found }
        let place = try place(reader)
        var discovery = discovery
        if let remote = try place.remoteHost() {
            discovery.host = remote
            // What this machine's environment says is not about that one.
            discovery.environment = [:]
            if entries[ProfileKey.database.rawValue] == nil || entries[ProfileKey.kind.rawValue] == nil { try discovery.readAhead() }
        }
        let known = try discoveredKind(place, entries, discovery)
        if let known { reader.entries[ProfileKey.kind.rawValue] = [known] }
        var profile = try reader.profile()
        if let connectTimeout { profile.connectTimeout = connectTimeout }
        if profile.database == nil {
            guard let found = try discovery.profileIfPresent(profile.kind) else {
                throw PBXError(
                    .usage, "profile \(name)", "names no database, and there is no \(profile.kind.title) on \(discovery.host.name)",
                    remedy: "add database = … to [\(name)]")
            }
            profile.fillGaps(from: found)
        }
        return profile
    }

    /// A profile that names a host need not say what kind of PBX is there.
    private func discoveredKind(
        _ place: Profile, _ entries: [String: [ProfileFile.Entry]], _ discovery: Discovery
    ) throws -> ProfileFile.Entry? {
        guard place.host != nil, entries[ProfileKey.kind.rawValue] == nil,
            var entry = entries[ProfileKey.host.rawValue]?.first
        else { return nil }
        let kinds = try PBXKind.allCases.filter { try discovery.profileIfPresent($0) != nil }
        guard let kind = kinds.first, kinds.count == 1 else {
            throw PBXError(
                .usage, "profile \(place.name)",
                kinds.isEmpty ? "no PBX found on \(discovery.host.name)" : "both FreePBX and FusionPBX are on \(discovery.host.name)",
                remedy: kinds.isEmpty
                    ? "correct host, or add kind = … and database = … to [\(place.name)]"
                    : "add kind = freepbx or kind = fusionpbx to [\(place.name)]")
        }
        entry.value = kind.rawValue
        return entry
    }

    /// The names of all profiles in the files, for messages and completion.
    public func names() throws -> [String] { merged(try files()).map(\.name) }

    private var discovery: Discovery { Discovery(host: host, environment: environment, root: root) }

    private func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// Where the files are that there are.
    func filePaths() throws -> [String] { try files().map(\.path) }

    /// The files that there are, the most important first.
    private func files() throws -> [ProfileFile] {
        if let path = configPath ?? variable("PBXCTL_CONFIG") {
            do { return [try ProfileFile(LocalHost().read(path), path: path)] } catch let error as SystemError {
                var shown = error.pbxError
                shown.remedy = shown.remedy ?? "\(configPath == nil ? "PBXCTL_CONFIG" : "--config") names it"
                throw shown
            }
        }
        var files: [ProfileFile] = []
        let folder = variable("XDG_CONFIG_HOME") ?? variable("HOME").map { "\($0)/.config" }
        if let folder, let file = try readIfPresent("\(folder)/pbxctl/config") { files.append(file) }
        do {
            if let file = try readIfPresent(root.joined("/etc/pbxctl.conf")) { files.append(file) }
        } catch let error as SystemError where error.pbxError.kind == .notPermitted && !files.isEmpty {
            // The system's file is root's alone; the user's own is enough.
        }
        return files
    }

    private func readIfPresent(_ path: String) throws -> ProfileFile? {
        try LocalHost().readIfPresent(path).map { try ProfileFile($0, path: path) }
    }

    private func merged(_ files: [ProfileFile]) -> [ProfileFile.Section] {
        var sections: [ProfileFile.Section] = []
        for section in files.lazy.flatMap(\.sections) {
            if let index = sections.firstIndex(where: { $0.name == section.name }) {
                sections[index].entries.merge(section.entries) { user, _ in user }
            } else {
                sections.append(section)
            }
        }
        return sections
    }

    private func chosenName(_ files: [ProfileFile], _ sections: [ProfileFile.Section]) throws -> String? {
        if let name = profileName ?? variable("PBXCTL_PROFILE") {
            guard !name.isEmpty else {
                throw PBXError(.usage, "--profile", "is empty", remedy: "name a profile, or leave it out")
            }
            return name
        }
        if let entry = files.lazy.compactMap(\.defaultName).first { return entry.value }
        guard sections.count > 1 else { return sections.first?.name }
        throw PBXError(
            .usage, "profile", "there are several and none is the default",
            remedy: "name one with --profile: \(sections.map(\.name).joined(separator: ", "))")
    }

    private func unknown(_ name: String, _ names: [String], _ files: [ProfileFile]) -> PBXError {
        let why = files.isEmpty ? "there is no profile file" : "not in \(files.map(\.path).joined(separator: " or "))"
        let nearest = SpellingSuggestions.nearest(to: name, among: names).first
        let list = names.isEmpty ? nil : "profiles: \(names.joined(separator: ", "))"
        return PBXError(
            .notFound, "profile \(name)", why,
            remedy: [nearest.map { "did you mean \($0)?" }, list].compactMap { $0 }.joined(separator: " "))
    }
}
