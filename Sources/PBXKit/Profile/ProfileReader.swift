import Glibc

/// Makes a profile of the entries of a section.
struct ProfileReader {
    var name: String
    /// By key; several only for `manager`.
    var entries: [String: [ProfileFile.Entry]]
    /// For `~/` in paths of password files.
    var home: String?
    /// Off for `config show`, which has to work for those who may not read the passwords.
    var readsSecrets: Bool

    /// The host and how long to wait for it, without which nothing can be discovered there.
    func place() throws -> Profile {
        var profile = Profile(name: name, kind: .freepbx)
        profile.host = try host()
        if let time = try seconds(.connectTimeout, &profile) { profile.connectTimeout = time }
        return profile
    }

    private func host() throws -> Setting<HostAddress>? {
        guard let entry = entry(.host) else { return nil }
        let address: HostAddress
        do { address = try HostAddress(entry.value) } catch {
            throw entry.error(error.why, remedy: "write it as ssh:root@pbx or exec:docker exec -i freepbx")
        }
        if case .exec = address { try Self.checkOwn(entry) }
        return Setting(address, from: entry.origin)
    }

    /// A program that a file names is run only where nobody else can have named it.
    private static func checkOwn(_ entry: ProfileFile.Entry) throws {
        guard let status = try LocalHost().status(of: entry.path) else { return }
        guard status.mode & 0o022 != 0 || ![0, geteuid()].contains(status.owner) else { return }
        throw PBXError(
            .notPermitted, "\(entry.path):\(entry.line)", "names a program to run, and others may write the file",
            remedy: "chmod go-w \(entry.path), owned by root or you")
    }

    func profile() throws -> Profile {
        guard let kindEntry = entry(.kind) else {
            let any = entries.values.joined().min { $0.line < $1.line }
            throw PBXError(
                .usage, any.map(\.origin) ?? "profile \(name)", "does not say the kind of PBX",
                remedy: "add kind = freepbx or kind = fusionpbx")
        }
        guard let kind = PBXKind(rawValue: kindEntry.value) else {
            throw kindEntry.error("not a kind of PBX", remedy: "kinds: freepbx, fusionpbx")
        }
        var profile = Profile(name: name, kind: kind)
        profile.origins["kind"] = kindEntry.origin
        profile.host = try host()
        profile.database = try database(.database, .databasePasswordFile, &profile)
        profile.callRecordDatabase = try callRecordDatabase(&profile)
        try readManagers(&profile)
        profile.domain = entry(.domain).map { Setting($0.value, from: $0.origin) }
        profile.timeZone = try entry(.timeZone).map { entry in
            do { _ = try TimeZoneRules.named(entry.value) } catch {
                let reason = PBXError(error)
                throw entry.error(reason.why, remedy: reason.remedy)
            }
            return Setting(entry.value, from: entry.origin)
        }
        if let time = try seconds(.connectTimeout, &profile) { profile.connectTimeout = time }
        if let time = try seconds(.silenceTimeout, &profile) { profile.silenceTimeout = time }
        for path in Profile.Path.allCases {
            guard let entry = entries[path.rawValue]?.first else { continue }
            guard entry.value.hasPrefix("/") else { throw entry.error("not an absolute path", remedy: "begin it with /") }
            profile.paths[path] = Setting(entry.value, from: entry.origin)
        }
        return profile
    }

    private func entry(_ key: ProfileKey) -> ProfileFile.Entry? { entries[key.rawValue]?.first }

    private func callRecordDatabase(_ profile: inout Profile) throws -> Setting<DatabaseAddress>? {
        let own = try database(.callRecordDatabase, .callRecordDatabasePasswordFile, &profile)
        guard var address = own, address.value.password == nil, let main = profile.database?.value,
            address.value.engine == main.engine, address.value.location == main.location, address.value.user == main.user
        else { return own }
        // The same user of the same server has the same password.
        address.value.password = main.password
        profile.origins["cdr_database_password"] = profile.origins["database_password"]
        return address
    }

    private func database(
        _ key: ProfileKey, _ passwordKey: ProfileKey, _ profile: inout Profile
    ) throws -> Setting<DatabaseAddress>? {
        guard let entry = entry(key) else { return nil }
        do {
            var address = try DatabaseAddress(url: entry.value)
            address.password = try password(
                address.password, in: entry, or: passwordKey, name: "\(key.rawValue)_password", &profile)
            return Setting(address, from: entry.origin)
        } catch let failure as AddressURL.Failure {
            throw entry.error(failure.why, remedy: "write it as mysql://user@host:3306/name or postgresql://user@host:5432/name")
        }
    }

    private func readManagers(_ profile: inout Profile) throws {
        for entry in entries[ProfileKey.manager.rawValue] ?? [] {
            do {
                var address = try ManagerAddress(url: entry.value)
                let isRight = (address.interface == .ami) == (profile.kind == .freepbx)
                guard isRight else {
                    throw AddressURL.Failure(why: "\(profile.kind.title) has no manager of \(address.interface.rawValue)://")
                }
                address.password = try password(
                    address.password, in: entry, or: .managerPasswordFile, name: "manager_password", &profile)
                profile.managers.append(Setting(address, from: entry.origin))
            } catch let failure as AddressURL.Failure {
                throw entry.error(failure.why, remedy: "write it as ami://user@host:5038 or esl://host:8021")
            }
        }
    }

    private func password(
        _ inAddress: Secret?, in entry: ProfileFile.Entry, or key: ProfileKey, name: String, _ profile: inout Profile
    ) throws -> Secret? {
        if let inAddress {
            guard entry.isPrivate else {
                throw SecretFile.openToOthers(entry.path, "line \(entry.line) holds a password")
            }
            profile.origins[name] = entry.origin
            return inAddress
        }
        guard let fileEntry = self.entry(key) else { return nil }
        let path = absolute(fileEntry)
        profile.origins[name] = path
        guard readsSecrets else { return nil }
        do { return try SecretFile.read(path) } catch {
            var shown = PBXError(error)
            shown.remedy = shown.remedy ?? "\(fileEntry.origin) names it: write the password into it, mode 0600, readable by this user"
            throw shown
        }
    }

    /// `~/` is the caller's home; a relative path begins at the profile file's folder.
    private func absolute(_ entry: ProfileFile.Entry) -> String {
        if entry.value.hasPrefix("~/"), let home { return home + entry.value.dropFirst() }
        if entry.value.hasPrefix("/") { return entry.value }
        let folder = entry.path.lastIndex(of: "/").map { entry.path[..<$0] } ?? "."
        return "\(folder)/\(entry.value)"
    }

    private func seconds(_ key: ProfileKey, _ profile: inout Profile) throws -> Duration? {
        guard let entry = entry(key) else { return nil }
        guard let number = Double(entry.value), number >= 0.001, number <= 86_400 else {
            throw entry.error("not a number of seconds", remedy: "give seconds from 0.001 to 86400")
        }
        profile.origins[key.rawValue] = entry.origin
        return .milliseconds(Int((number * 1000).rounded()))
    }
}
