import Foundation
import Testing

/// A command of the grammar as it is given on FusionPBX, with the ways in which it can go wrong.
struct FusionPBXCommandLine: CustomTestStringConvertible, Sendable {
    /// What a command does when the event socket does not answer.
    enum Switch: Sendable { case needed, helpful, unused }

    var path: [String]
    /// Operands and options of something that the seeded office has.
    var words: [String] = []
    /// Operands of something that is not there; nil where the command names nothing.
    var missing: [String]?
    /// What no command of this kind can take; nil where it takes nothing but operands.
    var bad: [String]?
    /// Something that is there already; nil where the command adds nothing.
    var existing: [String]?
    var `switch` = Switch.unused
    var isWrite = false
    var hasDomain = true
    var input = ""

    var line: [String] { path + words }
    var testDescription: String { path.joined(separator: " ") }
}

/// Every command that FusionPBX offers and that asks the PBX anything.
enum FusionPBXCommandTable {
    static let reads: [FusionPBXCommandLine] = [
        .init(path: ["extension", "list"], bad: ["--fields", "nosuch"]),
        .init(path: ["extension", "show"], words: ["1020"], missing: ["9999"], bad: ["1020", "extra"]),
        .init(path: ["extension", "dump"], words: ["1020"], missing: ["9999"], bad: ["1020", "extra"], switch: .helpful),
        .init(path: ["extension", "export"], bad: ["extra"]),
        .init(path: ["did", "export"], bad: ["extra"]),
        .init(path: ["ringgroup", "export"], bad: ["extra"]),
        .init(path: ["did", "list"], bad: ["extra"]),
        .init(path: ["did", "show"], words: ["12085551212"], missing: ["19990000000"], bad: []),
        .init(path: ["cdr", "query"], words: ["-n", "3"], bad: ["--start", "2026-02-30"]),
        .init(path: ["cdr", "show"], words: [call], missing: ["77777777-7777-4777-8777-777777777777"], bad: []),
        .init(path: ["cdr", "stats"], words: ["--by", "hour"], bad: ["--by", "nosuch"]),
        .init(path: ["voicemail", "list"], words: ["1001"], missing: ["9999"], bad: []),
        .init(path: ["voicemail", "download"], words: ["1001", message, "-"], missing: ["1001", "nosuch", "-"], bad: ["1001"]),
        .init(path: ["voicemail", "box", "list"], bad: ["extra"]),
        .init(path: ["ringgroup", "list"], bad: ["extra"]),
        .init(path: ["ringgroup", "show"], words: ["600"], missing: ["9999"], bad: []),
        .init(path: ["followme", "list"], words: ["1002"], missing: ["9999"], bad: []),
        .init(path: ["followme", "status"], words: ["1002"], missing: ["9999"], bad: []),
        .init(path: ["followme", "has"], words: ["1002", "1005"], missing: ["9999", "1"], bad: ["1002"]),
        .init(path: ["forward", "list"], words: ["1016"], missing: ["9999"], bad: ["1016", "extra"]),
        .init(path: ["dnd", "status"], words: ["1020"], missing: ["9999"], bad: []),
        .init(path: ["blocklist", "list"], bad: ["extra"]),
        .init(path: ["blocklist", "show"], words: ["12085556666"], missing: ["19990000000"], bad: []),
        .init(path: ["queue", "list"], bad: ["extra"], switch: .helpful),
        .init(path: ["queue", "show"], words: ["800"], missing: ["9999"], bad: [], switch: .helpful),
        .init(path: ["ivr", "list"], bad: ["extra"]),
        .init(path: ["ivr", "show"], words: ["700"], missing: ["9999"], bad: []),
        .init(path: ["timecondition", "list"], bad: ["extra"]),
        .init(path: ["timecondition", "show"], words: ["720"], missing: ["9999"], bad: []),
        .init(path: ["callflow", "list"], bad: ["extra"]),
        .init(path: ["callflow", "show"], words: ["710"], missing: ["9999"], bad: []),
        .init(path: ["conference", "list"], bad: ["extra"], switch: .helpful),
        .init(path: ["conference", "show"], words: ["750"], missing: ["9999"], bad: [], switch: .helpful),
        .init(path: ["recording", "list"], bad: ["extra"]),
        .init(path: ["recording", "download"], words: ["Welcome", "-"], missing: ["nosuch", "-"], bad: []),
        .init(path: ["moh", "list"], bad: ["extra"]),
        .init(path: ["route", "list"], bad: ["extra"]),
        .init(path: ["route", "patterns"], bad: ["extra"]),
        .init(path: ["trunk", "list"], bad: ["--interval", "2"], switch: .helpful),
        .init(path: ["trunk", "show"], words: ["carrier"], missing: ["nosuch"], bad: [], switch: .helpful),
        .init(path: ["target", "list"], bad: ["extra"]),
        .init(path: ["target", "numbers"], bad: ["extra"]),
        .init(path: ["target", "uses"], words: ["extension:1001"], missing: ["extension:9999"], bad: ["nonsense"]),
        .init(path: ["target", "orphans"], bad: ["extra"]),
        .init(path: ["did", "trace"], words: ["12085551212"], missing: ["19990000000"], bad: ["12085551212", "--at", "2026-02-30"]),
        .init(path: ["route", "trace"], words: ["2085559999", "--from", "1001"], missing: ["2085559999", "--from", "9999"], bad: ["2085559999"]),
        .init(path: ["check"], words: ["duplicate-number"], bad: ["nosuch"]),
        .init(path: ["registration", "list"], bad: ["extra"], switch: .needed),
        .init(path: ["registration", "show"], words: ["1001"], missing: ["9999"], bad: [], switch: .needed),
        .init(path: ["state", "list"], bad: ["extra"], switch: .needed),
        .init(path: ["state", "show"], words: ["1001"], missing: ["9999"], bad: [], switch: .needed),
        .init(path: ["admin", "list"], bad: ["extra"]),
        .init(path: ["domain", "list"], bad: ["extra"], hasDomain: false),
        .init(path: ["domain", "show"], words: [FusionPBXOffice.domain], missing: ["nowhere.example.test"], bad: [], hasDomain: false),
        .init(path: ["system", "needreload"], bad: ["extra"], hasDomain: false),
        .init(path: ["call", "list"], bad: ["--interval", "2"], switch: .needed),
        .init(path: ["status"], bad: ["extra"], switch: .helpful),
        .init(path: ["test"], bad: ["--write", "nosuch"], switch: .needed, hasDomain: false),
    ]

    /// What is done to the switch alone.
    static let orders: [FusionPBXCommandLine] = [
        .init(path: ["call", "originate"], words: ["1001", "1002"], bad: ["1001", "1 2"], switch: .needed),
        .init(path: ["call", "hangup"], words: ["--all"], missing: ["9999"], bad: ["1001", "--all"], switch: .needed),
        .init(path: ["registration", "drop"], words: ["1001"], missing: ["9999"], bad: [], switch: .needed),
        .init(path: ["phone", "notify"], words: ["1001"], missing: ["9999"], bad: ["1001", "--event", "nosuch"], switch: .needed),
        .init(path: ["call", "show"], words: ["1001"], missing: ["9999"], bad: [], switch: .needed),
        .init(path: ["call", "transfer"], words: ["1001", "1002"], missing: ["9999", "1002"], bad: ["1001"], switch: .needed),
        .init(path: ["queue", "agent", "login"], words: ["800", "1001"], missing: ["9999", "1001"], bad: ["800"], switch: .needed),
        .init(path: ["queue", "agent", "logout"], words: ["800", "1001"], missing: ["800", "9999"], bad: ["800"], switch: .needed),
        .init(path: ["queue", "agent", "pause"], words: ["800", "1001"], missing: ["800", "9999"], bad: ["800"], switch: .needed),
        .init(path: ["queue", "agent", "unpause"], words: ["800", "1001"], missing: ["800", "9999"], bad: ["800"], switch: .needed),
        .init(path: ["cache", "reload", "extensions"], bad: ["extra"], switch: .needed),
        .init(path: ["cache", "flush"], bad: ["extra"], switch: .needed, hasDomain: false),
        .init(path: ["system", "reload"], bad: ["extra"], switch: .needed, hasDomain: false),
        .init(path: ["system", "reload", "core"], bad: ["extra"], switch: .needed, hasDomain: false),
    ]

    static let writes: [FusionPBXCommandLine] = [
        .init(
            path: ["extension", "add"], words: ["6298", "--voicemail"], bad: ["6298", "--name", "a\"b"], existing: ["1020"], switch: .needed,
            isWrite: true),
        .init(
            path: ["extension", "set"], words: ["1020", "--name", "Table"], missing: ["9999", "--name", "x"],
            bad: ["1020", "--outbound-caller-id-number", "abc"], switch: .needed, isWrite: true),
        .init(
            path: ["extension", "copy"], words: ["1020", "6298"], missing: ["9999", "6298"], bad: ["1020"], existing: ["1001", "1020"],
            switch: .needed, isWrite: true),
        .init(path: ["extension", "enable"], words: ["1020"], missing: ["9999"], bad: [], isWrite: true),
        .init(path: ["extension", "disable"], words: ["1020"], missing: ["9999"], bad: [], switch: .needed, isWrite: true),
        .init(
            path: ["extension", "rotate-secret"], words: ["1020"], missing: ["9999"], bad: ["1020", "--match", "1*"], switch: .needed, isWrite: true),
        .init(
            path: ["extension", "delete"], words: ["1020", "--yes", "--force"], missing: ["9999", "--yes"], bad: ["1020"], switch: .needed,
            isWrite: true),
        .init(
            path: ["did", "add"], words: ["19995559998", "--to", "extension:1001"], missing: ["19995559998", "--to", "extension:9999"],
            bad: ["1999 & 1"], existing: ["12085551212"], switch: .needed, isWrite: true),
        .init(
            path: ["did", "set"], words: ["12085551212", "--description", "Table"], missing: ["19990000000", "--description", "x"],
            bad: ["12085551212", "--to", "raw:system:id"], switch: .needed, isWrite: true),
        .init(
            path: ["extension", "import"], words: ["-"], bad: ["-", "--mode", "nosuch"], switch: .needed, isWrite: true,
            input: "extension,name\n1020,Changed\n"),
        .init(
            path: ["did", "import"], words: ["-"], bad: ["-", "--mode", "nosuch"], switch: .needed, isWrite: true,
            input: "did,description\n12085551212,Changed\n"),
        .init(
            path: ["ringgroup", "import"], words: ["-"], bad: ["-", "--mode", "nosuch"], switch: .needed, isWrite: true,
            input: "ringgroup,name\n600,Changed\n"),
        .init(path: ["did", "delete"], words: ["12085551212", "--yes", "--force"], missing: ["19990000000", "--yes"], bad: ["12085551212", "--force"], switch: .needed, isWrite: true),
        .init(
            path: ["voicemail", "delete"], words: ["1001", message, "--yes"], missing: ["1001", "nosuch", "--yes"], bad: ["1001", message],
            switch: .needed, isWrite: true),
        .init(
            path: ["voicemail", "move"], words: ["1001", message, "--to", "old"], missing: ["1001", "nosuch", "--to", "old"], bad: ["1001", message],
            switch: .needed, isWrite: true),
        .init(path: ["voicemail", "mark"], words: ["1001", message], missing: ["1001", "nosuch"], bad: ["1001"], switch: .needed, isWrite: true),
        .init(
            path: ["ringgroup", "add"], words: ["6299", "--name", "Table", "--member", "1001"], missing: ["6299", "--member", "1001", "--no-answer", "extension:9999"],
            bad: ["6299", "--member", "user/1"], existing: ["600", "--member", "1001"], switch: .needed, isWrite: true),
        .init(
            path: ["ringgroup", "set"], words: ["600", "--name", "Table"], missing: ["9999", "--name", "x"], bad: ["600", "--ring-seconds", "0"],
            switch: .needed, isWrite: true),
        .init(path: ["ringgroup", "delete"], words: ["600", "--yes", "--force"], missing: ["9999", "--yes"], bad: ["603"], switch: .needed, isWrite: true),
        .init(
            path: ["followme", "add"], words: ["1020", "12085559999"], missing: ["9999", "12085559999"], bad: ["1020", "user/1"],
            existing: ["1002", "1005"], switch: .needed, isWrite: true),
        .init(path: ["followme", "remove"], words: ["1002", "1005"], missing: ["9999", "1005"], bad: ["1002"], switch: .needed, isWrite: true),
        .init(path: ["followme", "enable"], words: ["1014"], missing: ["9999"], bad: [], existing: ["1020"], switch: .needed, isWrite: true),
        .init(path: ["followme", "disable"], words: ["1002"], missing: ["9999"], bad: [], switch: .needed, isWrite: true),
        .init(
            path: ["followme", "set"], words: ["1002", "--action", "disable"], missing: ["9999", "--action", "disable"], bad: ["1002", "--action", "nosuch"],
            switch: .needed, isWrite: true),
        .init(path: ["forward", "set"], words: ["1020", "12085559999"], missing: ["9999", "1001"], bad: ["1020", "user/1"], switch: .needed, isWrite: true),
        .init(path: ["forward", "clear"], words: ["1043"], missing: ["9999"], bad: ["1043", "--kind", "nosuch"], switch: .needed, isWrite: true),
        .init(path: ["dnd", "on"], words: ["1020"], missing: ["9999"], bad: [], switch: .needed, isWrite: true),
        .init(path: ["dnd", "off"], words: ["1044"], missing: ["9999"], bad: [], switch: .needed, isWrite: true),
        .init(
            path: ["blocklist", "add"], words: ["19995559997"], missing: ["19995559997", "--extension", "9999"], bad: ["nobody"],
            existing: ["12085556666"], switch: .needed, isWrite: true),
        .init(path: ["blocklist", "remove"], words: ["12085556666"], missing: ["19990000000"], bad: [], switch: .needed, isWrite: true),
        .init(
            path: ["blocklist", "import"], words: ["-"], bad: ["-", "--mode", "nosuch"], switch: .needed, isWrite: true,
            input: "number,description\n12085556666,Changed\n"),
        .init(path: ["trunk", "enable"], words: ["retired"], missing: ["nosuch"], bad: [], switch: .needed, isWrite: true),
        .init(path: ["trunk", "disable"], words: ["backup"], missing: ["nosuch"], bad: [], switch: .needed, isWrite: true),
        .init(path: ["callflow", "set"], words: ["710", "alternate"], missing: ["9999", "normal"], bad: ["710", "nosuch"], switch: .needed, isWrite: true),
        .init(
            path: ["admin", "add"], words: ["tableadmin", "--password-file", "-", "--email", "t@example.test", "--sections", "user"],
            bad: ["1table", "--password-file", "-", "--email", "t@example.test"], existing: ["alice", "--password-file", "-", "--email", "t@example.test", "--sections", "user"],
            isWrite: true, input: "Table-secret-1\n"),
        .init(
            path: ["admin", "set"], words: ["alice", "--email", "t@example.test"], missing: ["nosuch", "--email", "t@example.test"], bad: ["alice", "--email", "x"],
            isWrite: true),
        .init(path: ["admin", "delete"], words: ["oneil", "--yes"], missing: ["nosuch", "--yes"], bad: ["oneil"], isWrite: true),
    ]

    static let all = reads + orders + writes

    /// One write of each noun, else one read.
    static var firstOfEachNoun: [FusionPBXCommandLine] {
        var seen: Set<String> = []
        return (writes + orders + reads).filter { seen.insert($0.path[0]).inserted }
    }

    /// Commands that no PBX is asked for, or whose own tests say what they do when one does not answer.
    static let others: Set<[String]> = [
        ["coffee"], ["config", "show"], ["doctor"], ["completion", "bash"], ["completion", "zsh"], ["completion", "fish"],
        ["batch"], ["history"], ["history", "show"], ["plan", "apply"], ["plan", "show"], ["recover"], ["undo"],
        ["cdr", "follow"], ["snapshot", "save"], ["snapshot", "list"], ["snapshot", "diff"], ["snapshot", "apply"],
    ]

    /// A call of the seed, which is always there.
    private static let call = (try? Lab.postgres(
        "SELECT xml_cdr_uuid FROM v_xml_cdr WHERE domain_uuid = \(FusionPBX.identifier()) AND sip_call_id IS NOT NULL ORDER BY start_stamp LIMIT 1").first) ?? "none"

    /// Stands for a message of 1001 that the seed put there, the oldest.
    static let message = "MESSAGE"

    static func message(in office: FusionPBXOffice) throws -> String {
        try office.sql(
            """
            SELECT voicemail_message_uuid FROM v_voicemail_messages JOIN v_voicemails v USING (voicemail_uuid)
            WHERE voicemail_id = '1001' AND v.domain_uuid = \(FusionPBXOffice.identifier(FusionPBXOffice.domain))
              AND coalesce(message_status, '') = '' ORDER BY created_epoch DESC LIMIT 1
            """).first ?? "none"
    }
}
