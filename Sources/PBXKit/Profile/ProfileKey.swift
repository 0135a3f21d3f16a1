/// The keys of a section of the profile file, besides those of `Profile.Path`.
public enum ProfileKey: String, Sendable, CaseIterable {
    case kind
    case host
    case database
    case databasePasswordFile = "database_password_file"
    case callRecordDatabase = "cdr_database"
    case callRecordDatabasePasswordFile = "cdr_database_password_file"
    case manager
    case managerPasswordFile = "manager_password_file"
    case domain
    case timeZone = "time_zone"
    case connectTimeout = "connect_timeout"
    case silenceTimeout = "silence_timeout"

    /// Every key that a section may have.
    public static let allNames = allCases.map(\.rawValue) + Profile.Path.allCases.map(\.rawValue)
}
