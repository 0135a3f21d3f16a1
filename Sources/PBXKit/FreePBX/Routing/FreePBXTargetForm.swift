/// How FreePBX writes one kind of target, and which table its objects are in.
struct FreePBXTargetForm: Sendable {
    var kind: Target.Kind
    /// What stands before and after the id in the destination string.
    var prefix: String
    var suffix: String
    /// nil: there is no table to look the object up in.
    var source: Source?

    struct Source: Sendable {
        var table: String
        var id: String
        var name: String
        /// Which rows of the table count.
        var condition: SQL = "1 = 1"
    }

    /// All forms; where several have one kind, the first is the one written.
    static let all: [FreePBXTargetForm] = people + applications

    private static let mailboxes = Source(table: "users", id: "extension", name: "name", condition: "voicemail <> 'novm'")
    private static let users = Source(table: "users", id: "extension", name: "name")

    private static let people: [FreePBXTargetForm] = [
        Self(kind: .extension, prefix: "from-did-direct,", suffix: ",1", source: users),
        // Unavailable, busy, no and instructions-only greeting: four spellings of one mailbox.
        Self(kind: .voicemail, prefix: "ext-local,vmu", suffix: ",1", source: mailboxes),
        Self(kind: .voicemail, prefix: "ext-local,vmb", suffix: ",1", source: mailboxes),
        Self(kind: .voicemail, prefix: "ext-local,vms", suffix: ",1", source: mailboxes),
        Self(kind: .voicemail, prefix: "ext-local,vmi", suffix: ",1", source: mailboxes),
        Self(
            kind: .followme, prefix: "ext-findmefollow,FM", suffix: ",1",
            source: Source(table: "findmefollow", id: "grpnum", name: "grpnum")),
    ]

    private static let applications: [FreePBXTargetForm] = [
        Self(
            kind: .ringgroup, prefix: "ext-group,", suffix: ",1",
            source: Source(table: "ringgroups", id: "grpnum", name: "description")),
        Self(
            kind: .queue, prefix: "ext-queues,", suffix: ",1",
            source: Source(table: "queues_config", id: "extension", name: "descr")),
        Self(kind: .ivr, prefix: "ivr-", suffix: ",s,1", source: Source(table: "ivr_details", id: "id", name: "name")),
        Self(
            kind: .conference, prefix: "ext-meetme,", suffix: ",1",
            source: Source(table: "meetme", id: "exten", name: "description")),
        Self(
            kind: .timecondition, prefix: "timeconditions,", suffix: ",1",
            source: Source(table: "timeconditions", id: "timeconditions_id", name: "displayname")),
        Self(
            kind: .callflow, prefix: "app-daynight,", suffix: ",1",
            source: Source(table: "daynight", id: "ext", name: "dest", condition: "dmode = 'fc_description'")),
        Self(
            kind: .announcement, prefix: "app-announcement-", suffix: ",s,1",
            source: Source(table: "announcement", id: "announcement_id", name: "description")),
        Self(
            kind: .recording, prefix: "play-system-recording,", suffix: ",1",
            source: Source(table: "recordings", id: "id", name: "displayname")),
        Self(
            kind: .misc, prefix: "ext-miscdests,", suffix: ",1",
            source: Source(table: "miscdests", id: "id", name: "description")),
        Self(kind: .custom, prefix: "customdests,dest-", suffix: ",1", source: nil),
    ]

    /// The id inside a destination string of this form; nil where it has another form.
    func id(in raw: String) -> String? {
        guard raw.hasPrefix(prefix), raw.hasSuffix(suffix), raw.utf8.count > prefix.utf8.count + suffix.utf8.count else {
            return nil
        }
        let bytes = raw.utf8
        let id = raw[bytes.index(bytes.startIndex, offsetBy: prefix.utf8.count)..<bytes.index(bytes.endIndex, offsetBy: -suffix.utf8.count)]
        return id.utf8.allSatisfy { (0x30...0x39).contains($0) } ? String(id) : nil
    }

    func raw(_ id: String) -> String { prefix + id + suffix }
}
