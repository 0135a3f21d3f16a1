extension Profile {
    /// The profile that a command line and an environment lead to; see `ProfileSearch`.
    public static func load(
        config: String? = nil, profile: String? = nil, environment: [String: String], connectTimeout: Duration? = nil,
        host: any Host = LocalHost(), root: String = "/"
    ) throws -> Profile {
        var search = ProfileSearch(
            configPath: config, profileName: profile, environment: environment, host: host, root: root)
        search.connectTimeout = connectTimeout
        return try search.load()
    }

    /// Takes from another profile what this one does not say.
    mutating func fillGaps(from other: Profile) {
        if database == nil {
            database = other.database
            origins["database_password"] = other.origins["database_password"]
        }
        if managers.isEmpty {
            managers = other.managers
            origins["manager_password"] = other.origins["manager_password"]
        }
        timeZone = timeZone ?? other.timeZone
        paths.merge(other.paths) { own, _ in own }
        configuration.merge(other.configuration) { own, _ in own }
    }
}
