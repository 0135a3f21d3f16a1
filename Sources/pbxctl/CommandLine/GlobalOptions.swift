/// The options that every command takes, before or after its name.
enum GlobalOptions {
    static let profile = Option.text(
        "profile", value: "NAME", completion: .profiles,
        "Profile to use. Else $PBXCTL_PROFILE, else the file's default. Several, with commas between, are read side by side.")
    static let allProfiles = Option.flag("all-profiles", "Read from every profile of the profile files, side by side.")
    static let config = Option.text(
        "config", value: "FILE", completion: .file, "Profile file to read instead of the usual ones.")
    static let domain = Option.text(
        "domain", aliases: ["domain-uuid", "domain-name"], value: "DOMAIN", completion: .live(.domains),
        "FusionPBX domain to work on, by name or uuid.")
    static let output = Option<OutputFormat>.choice(
        "output", short: "o", value: "FORMAT", "How to print. A table on a terminal, else TSV, unless given.")
    static let fields = Option.text(
        "fields", value: "LIST", completion: .fields, "Fields to print, in this order, with commas between.")
    static let header = Option.flag(
        "header", onByDefault: true, "Leave the header line out of tables, CSV and TSV.")
    static let csvSafe = Option.flag(
        "csv-safe", "With -o csv: put ' before text that a spreadsheet would take for a formula.")
    static let timeZone = Option.text(
        "time-zone", value: "ZONE", "Zone to show times in and to read times without offset in, by its IANA name.")
    static let connectTimeout = Option.number(
        "connect-timeout", value: "SECONDS", in: 1...600, default: "5", "Longest wait for a connection.")
    static let lockTimeout = Option.number(
        "lock-timeout", value: "SECONDS", in: 0...3600, default: "10", "Longest wait for another write to end.")
    static let yes = Option.flag("yes", short: "y", "Do not ask before deleting.")
    static let input = Option.flag("input", onByDefault: true, "Never ask anything: fail instead.")
    static let quiet = Option.flag("quiet", short: "q", "Print nothing but errors; the exit status says it all.")
    static let verbose = Option.flag("verbose", short: "v", "Say more about what is done, on stderr.")
    static let trace = Option.flag("trace", "Show each statement and manager action on stderr. Never secrets.")
    static let color = Option.flag("color", onByDefault: true, "No colour, even on a terminal.")
    static let help = Option.flag("help", short: "h", "Show help; -h the short form.")
    static let version = Option.flag("version", "Show the version.")

    static let all: [any AnyOption] = [
        profile, allProfiles, config, domain, output, fields, header, csvSafe, timeZone, connectTimeout, lockTimeout, yes, input, quiet,
        verbose, trace, color, help, version,
    ]
}
