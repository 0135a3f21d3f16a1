import Foundation
import Testing

@Suite("FreePBX: what cannot be done", .serialized)
struct FreePBXRefusalTests {
    private static let notFound = [
        "extension show 6298", "extension dump 6298", "extension set 6298 --name x", "extension delete 6298 --yes", "did show 19995556298",
        "did set 19995556298 --to hangup", "did delete 19995556298 --yes", "did show 15551230000 --cidnum 4711",
        "did add 19995556298 --to extension:6298", "did add 19995556298 --to ringgroup:6298", "did add 19995556298 --mohclass nosuch",
        "did set 15551230000 --mohclass nosuch", "call originate 6298 1002", "voicemail list 6298",
        "voicemail download 6298 INBOX/msg0000 -", "voicemail download 1001 INBOX/msg0999 -", "voicemail delete 6298 --all --yes",
        "voicemail delete 1001 4711-0000 --yes", "voicemail move 6298 --all --to Old", "voicemail move 1001 INBOX/msg0999 --to Old",
        "voicemail mark 6298 --all", "voicemail mark 1001 INBOX/msg0999", "ringgroup show 6298", "ringgroup set 6298 --name x",
        "ringgroup delete 6298 --yes", "followme list 6298", "followme status 6298", "followme has 6298 1001", "followme add 6298 1001",
        "followme remove 6298 1001", "followme remove 1006 4711", "followme enable 6298", "followme disable 6298",
        "followme set 6298 --action enable", "forward list 6298", "forward set 6298 1001", "forward clear 6298", "dnd on 6298",
        "dnd off 6298", "dnd status 6298", "queue show 6298", "ivr show 6298", "timecondition show 6298", "callflow show 6298",
        "callflow set 6298 day", "conference show 6298", "announcement show 6298", "recording download 6298 -", "registration show 6298",
        "state show 6298", "registration drop 6298", "phone notify 6298", "phone notify 1001", "extension copy 6298 6299", "extension rotate-secret 6298",
        "extension rotate-secret --match 62*", "blocklist show 19995556298", "blocklist import /nonexistent", "blocklist remove 19995556298", "timecondition set 6298 open",
        "trunk show nosuch", "trunk enable nosuch", "trunk disable 99", "queue agent login 6298 1001", "queue agent login 700 6298",
        "queue agent pause 700 1005", "queue agent unpause 700 x", "call show 6298", "call transfer 6298 1002", "call hangup 6298", "admin set nobody --all-sections", "admin delete nobody --yes",
    ]

    private static let taken = [
        "extension add 1001", "extension add 600", "did add 15551230600", "ringgroup add 600 --member 1001",
        "ringgroup add 1001 --member 1002", "admin add admin --password - --all-sections", "followme add 1006 1006",
        "extension copy 1001 1002", "extension copy 1001 600", "extension rotate-secret 1009", "blocklist add 15550009999",
        "queue agent logout 700 1001", "admin delete admin --yes", "ringgroup delete 600 --yes", "extension delete 1001 --yes",
    ]

    private static let badInput = [
        "extension add 12a", "extension add 6298 --rec-priority 21", "extension set 1001", "extension set 1001 --email nobody",
        "extension delete 1005", "did add 12a", "did add 19995556298 --to nowhere:1", "did set 15551230000", "did delete 15551230600",
        "cdr query --limit 0", "cdr query --start never", "cdr query --start 2026-01-03 --end 2026-01-01",
        "cdr query --start 2026-01-01T10:00 --end 2026-01-01T09:59", "call originate 1001 1002;id", "call originate 1001",
        "voicemail delete 1001", "voicemail delete 1001 --all", "voicemail move 1001 --all --to Nowhere",
        "voicemail delete 1001 --older-than soon --yes", "voicemail mark 1001", "ringgroup add 6298", "ringgroup add 6298 --member one",
        "ringgroup add 6298 --destinations nojson", "ringgroup add 6298 --member 1001 --strategy magic", "ringgroup set 600",
        "ringgroup delete 0602", "followme add 1006 one", "followme remove 1006 one", "followme set 1006",
        "followme set 1006 --action addExternal", "followme set 1006 --action explode", "forward set 1001 one",
        "forward set 1001 1002 --kind sometimes", "callflow set 0 noon", "timecondition set 1 ajar", "timecondition set 1", "timecondition set 1 auto --until change",
        "extension copy 1001", "extension copy 1001 12a", "extension rotate-secret", "extension rotate-secret 1001 --match 1*", "phone notify 1001 --event explode",
        "blocklist add a|b", "blocklist add dest", "blocklist add 1/2", "blocklist add _1555XXXXXXX", "queue agent pause 700", "queue agent nap 700 1001",
        "queue agent pause 700 1001 --reason a|b", "call transfer 1001", "call hangup", "call hangup 1001 --all", "trunk show", "trunk list --interval 1", "admin add 9lives --password - --all-sections",
        "admin add someone --password -", "admin add someone --password - --sections [[[", "admin set admin", "admin delete reports",
        "test --write everything", "cache reload domains", "system reload everything", "state show", "registration show", "queue show",
        "extension list 1001", "--profile= extension list", "--connect-timeout soon did list",
    ]

    private static let notOffered = [
        "domain list", "domain show x", "cache flush", "--domain x extension list", "extension list --all-domains",
        "extension enable 1001", "extension disable 1001", "blocklist add 19995556298 --action busy", "blocklist add 19995556298 --direction outbound",
        "blocklist add 19995556298 --extension 1001", "extension add 6298 --description x", "did add 19995556298 --country-code 1", "did set 15551230000 --no-enabled",
        "ringgroup add 6298 --member 1001 --strategy enterprise", "ringgroup add 6298 --member 1001 --strategy rollover",
    ]

    @Test("ends with the status that says why, with a remedy, and changes nothing", arguments: [
        (3, notFound), (4, taken), (2, badInput), (7, notOffered),
    ] as [(Int32, [String])])
    func refused(status: Int32, lines: [String]) throws {
        let before = try FreePBXContents.read()
        let outcomes = try atOnce(lines, width: 4) { line in
            try FreePBX.pbxctl(arguments: line.split(separator: " ").map(String.init), input: "s3cret")
        }
        for (line, outcome) in zip(lines, outcomes) {
            #expect(outcome.status == status && outcome.output.isEmpty, "\(line): \(String(describing: outcome.status)) \(outcome.output) \(outcome.errors)")
            let error = try outcome.errorObject()
            #expect(error["exit_code"] as? Int32 == status && (error["remedy"] as? String)?.isEmpty == false, "\(line): \(outcome.errors)")
            #expect(!outcome.errors.contains("SQLSTATE") && !outcome.errors.contains("s3cret"), "\(line): \(outcome.errors)")
        }
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before) == [] && after.added(since: before) == [])
    }
}
