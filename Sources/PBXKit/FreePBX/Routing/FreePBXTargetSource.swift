/// Where one kind of target is listed from: a module's table, and how the module writes its objects' destinations.
///
/// FreePBX: the `*_destinations` functions of core and of each module, `getModuleDestinations` of newer ones.
struct FreePBXTargetSource: Sendable {
    /// The module that offers it; it has to be switched on.
    var module: String
    var category: String
    var table: String
    var id: SQL
    /// An expression for the name.
    var name: SQL
    var prefix: String
    var suffix = ",1"
    var condition: SQL = "1 = 1"
    /// Further tables that it reads.
    var tables: [String] = []
    /// Columns that not every release has: without them it is left out.
    var columns: [String] = []
    /// Whether its id is a number that can be dialled.
    var isDialled = false
    /// FreePBX lists these by name.
    var order: SQL?

    static let all = people + groups + applications + rest

    private static let people = [
        Self(module: "core", category: "Extensions", table: "users", id: "extension", name: "name", prefix: "from-did-direct,", isDialled: true),
        mailbox("vmb", "Busy Message"), mailbox("vmu", "Unavailable Message"), mailbox("vms", "No Message"),
        mailbox("vmi", "Instructions Only"),
        Self(
            module: "findmefollow", category: "Follow Me", table: "findmefollow", id: "grpnum", name: "'Force Follow Me'",
            prefix: "ext-findmefollow,FM"),
        Self(
            module: "core", category: "Trunks", table: "trunks", id: "trunkid",
            name: "CONCAT(COALESCE(NULLIF(name, ''), CONCAT(UPPER(tech), '/', channelid)), ' (', tech, ')')", prefix: "ext-trunk,",
            condition: "tech <> 'enum' AND routedisplay = 'on'",
            columns: ["routedisplay"]),
        Self(
            module: "core", category: "Inbound Routes", table: "incoming", id: "extension", name: "description", prefix: "from-trunk,",
            condition: "extension <> ''"),
    ]

    private static func mailbox(_ letters: String, _ greeting: String) -> Self {
        Self(
            module: "voicemail", category: "Voicemail", table: "users", id: "extension", name: "CONCAT(name, \(" (\(greeting))"))",
            prefix: "ext-local,\(letters)", condition: "voicemail <> 'novm' AND voicemail <> ''")
    }

    private static let groups = [
        Self(module: "ringgroups", category: "Ring Groups", table: "ringgroups", id: "grpnum", name: "description", prefix: "ext-group,", isDialled: true),
        Self(module: "queues", category: "Queues", table: "queues_config", id: "extension", name: "descr", prefix: "ext-queues,", isDialled: true),
        Self(module: "conferences", category: "Conferences", table: "meetme", id: "exten", name: "description", prefix: "ext-meetme,", isDialled: true),
        Self(module: "paging", category: "Paging", table: "paging_config", id: "page_group", name: "description", prefix: "app-pagegroups,", isDialled: true),
        Self(module: "vmblast", category: "Voicemail Blasting", table: "vmblast", id: "grpnum", name: "description", prefix: "vmblast-grp,", isDialled: true),
    ]

    private static let applications = [
        Self(
            module: "ivr", category: "IVR", table: "ivr_details", id: "id", name: "COALESCE(NULLIF(name, ''), CONCAT('IVR ', id))",
            prefix: "ivr-", suffix: ",s,1", order: "name, id"),
        Self(module: "announcement", category: "Announcements", table: "announcement", id: "announcement_id", name: "description", prefix: "app-announcement-", suffix: ",s,1"),
        Self(module: "timeconditions", category: "Time Conditions", table: "timeconditions", id: "timeconditions_id", name: "displayname", prefix: "timeconditions,"),
        // It needs both of its targets.
        Self(
            module: "daynight", category: "Call Flow Control", table: "daynight", id: "ext",
            name: "COALESCE(MAX(CASE WHEN dmode = 'fc_description' THEN NULLIF(dest, '') END), 'Call Flow Toggle')", prefix: "app-daynight,",
            condition: "1 = 1 GROUP BY ext HAVING SUM(dmode = 'day') > 0 AND SUM(dmode = 'night') > 0"),
        Self(
            module: "recordings", category: "Play Recording", table: "recordings", id: "id", name: "displayname",
            prefix: "play-system-recording,", condition: "COALESCE(displayname, '') <> '__invalid'"),
        Self(module: "miscdests", category: "Misc Destinations", table: "miscdests", id: "id", name: "description", prefix: "ext-miscdests,"),
        Self(module: "callrecording", category: "Call Recording", table: "callrecording", id: "callrecording_id", name: "description", prefix: "ext-callrecording,"),
        Self(module: "setcid", category: "Set CallerID", table: "setcid", id: "cid_id", name: "description", prefix: "app-setcid,"),
        Self(
            module: "directory", category: "Directory", table: "directory_details", id: "id",
            name: "COALESCE(NULLIF(dirname, ''), CONCAT('Directory ', id))", prefix: "directory,"),
        Self(module: "disa", category: "DISA", table: "disa", id: "disa_id", name: "displayname", prefix: "disa,"),
    ]

    private static let rest = [
        Self(
            module: "fax", category: "Fax Recipient", table: "fax_users", id: "user",
            name: "(SELECT u.username FROM userman_users AS u WHERE u.id = fax_users.user)", prefix: "ext-fax,",
            condition: "faxenabled = 'true'", tables: ["userman_users"]),
        Self(
            module: "queueprio", category: "Queue Priorities", table: "queueprio", id: "queueprio_id", name: "description", prefix: "app-queueprio,",
            columns: ["queueprio_id", "description"]),
        Self(
            module: "languages", category: "Languages", table: "languages", id: "language_id", name: "description", prefix: "app-languages,",
            columns: ["language_id", "description"]),
        Self(
            module: "callback", category: "Callback", table: "callback", id: "callback_id", name: "description", prefix: "callback,",
            columns: ["callback_id", "description"]),
        Self(
            module: "tts", category: "Text to Speech", table: "tts", id: "id", name: "name", prefix: "ext-tts,",
            columns: ["id", "name"]),
        // Not in FreePBX's own drop-down, but a destination it accepts.
        Self(
            module: "featurecodeadmin", category: "Feature Codes", table: "featurecodes",
            id: "COALESCE(NULLIF(customcode, ''), defaultcode)", name: "description", prefix: "ext-featurecodes,",
            condition: "providedest = 1 AND enabled = 1"),
    ]

    /// Where FreePBX sends calls that go nowhere. FreePBX: `core_destinations`.
    static let endings: [(stored: String, name: String)] = [
        ("app-blackhole,hangup,1", "Hangup"), ("app-blackhole,congestion,1", "Congestion"), ("app-blackhole,busy,1", "Busy"),
        ("app-blackhole,zapateller,1", "Play SIT Tone (Zapateller)"), ("app-blackhole,musiconhold,1", "Put caller on hold forever"),
        ("app-blackhole,ring,1", "Play ringtones to caller until they hangup"), ("app-blackhole,no-service,1", "Play no service message"),
    ]
}
