import Foundation
import Testing

@Suite("FreePBX: a user who may not", .serialized)
struct FreePBXPrivilegeTests {
    /// The commands that a manager user without one class may not run. Whatever is not here it may.
    struct Lack: CustomTestStringConvertible, Sendable {
        var user: String
        /// As the error names it.
        var wanted: String
        var refused: [String]
        var testDescription: String { user }
    }

    private static let keyWrites = [
        "extension add 6299", "extension set 1001 --name Changed", "extension set 1001 --rec-priority 3", "extension delete 1005 --yes --force",
        "ringgroup add 6299 --member 1001", "ringgroup delete 0602 --yes --force", "followme add 1006 15551239999",
        "followme remove 1006 1006", "followme enable 1001", "followme disable 1006",
        "followme set 1006 --action addExternal --number 15551239999", "forward set 1001 1002", "forward clear 1011", "dnd on 1001",
        "dnd off 1010", "callflow set 0 night", "timecondition set 1 closed", "blocklist add 19995556299", "blocklist remove 15550009999",
        "extension copy 1001 6299",
    ]

    private static let lampWrites = [
        "extension add 6299 --followme", "followme enable 1001", "followme disable 1006", "forward set 1001 1002",
        "forward clear 1011", "dnd on 1001", "dnd off 1010", "callflow set 0 night", "timecondition set 1 closed",
        "queue agent login 701 1003", "queue agent logout 701 1003",
    ]

    static let lacks: [Lack] = [
        Lack(user: "nosystem", wanted: "the class system in its write= line", refused: keyWrites + [
            "registration list", "registration show 1001", "registration drop 1001", "phone notify 1001", "state list", "state show 1001",
            "trunk list", "trunk show 1", "trunk enable spare", "trunk disable carrier",
        ]),
        Lack(user: "nocall", wanted: "the class call in its write= line", refused: lampWrites),
        Lack(user: "noconfig", wanted: "the class config in its write= line", refused: [
            "extension add 6299 --voicemail", "extension set 1001 --name Changed", "extension set 1001 --email x@example.com",
            "extension set 1001 --no-voicemail", "extension delete 1002 --yes --cascade",
        ]),
        Lack(user: "nouser", wanted: "the class user in its write= line", refused: [
            "voicemail delete 1001 --all --yes", "voicemail move 1001 --all --to Old", "voicemail mark 1001 --all",
        ]),
        Lack(user: "nooriginate", wanted: "the class originate in its write= line", refused: [
            "call originate 1001 1002", "call originate 1001 1002 --wait --timeout 5", "call originate 1001 --hold-music",
        ]),
        Lack(user: "noagent", wanted: "the class agent in its write= line", refused: [
            "queue agent login 701 1003", "queue agent pause 700 1001", "queue agent unpause 700 1001",
        ]),
        Lack(user: "noreporting", wanted: "the class reporting in its write= line", refused: ["conference list", "conference show 8001", "snapshot save -"]),
        Lack(user: "nocommand", wanted: "", refused: []),
        // Whoever may do nothing at all.
        Lack(user: "limited", wanted: "in its write= line", refused: keyWrites + lampWrites + [
            "extension list", "extension export", "extension show 1001", "extension dump", "extension dump 1001", "extension add 6299 --voicemail --followme",
            "call originate 1001 1002", "voicemail delete 1001 --all --yes", "voicemail box list", "followme list 1006",
            "followme status 1006", "followme has 1006 1007", "forward list", "forward list 1011", "dnd status 1010",
            "timecondition list", "timecondition show 1", "callflow list", "callflow show 0", "conference list", "conference show 8001",
            "registration list", "registration show 1001", "registration drop 1001", "phone notify 1001", "state list", "state show 1001",
            "system reload core", "call list", "call show 1001", "call transfer 1001 1002", "trunk list", "trunk show 1", "trunk enable spare",
            "trunk disable carrier", "blocklist list", "blocklist show 15550009999", "queue agent pause 700 1001",
            "target uses extension:1001", "target orphans", "did trace 15551230000", "check followme-drift", "snapshot save -",
        ]),
    ]

    private func environment(_ user: String) throws -> [String: String] {
        try FreePBX.environment(replacing: [
            "manager": "ami://\(user)@127.0.0.1:\(Lab.value("LAB_AMI_PORT"))",
            "manager_password_file": Lab.value("LAB_AMI_LIMITED_PASSWORD_FILE"),
        ])
    }

    @Test("is told the class that is missing, exit 6, and nothing is written", arguments: lacks)
    func refused(lack: Lack) throws {
        let environment = try environment(lack.user)
        let before = try FreePBXContents.read()
        let outcomes = try atOnce(lack.refused, width: 4) { line in
            try FreePBX.pbxctl(arguments: line.split(separator: " ").map(String.init), environment: environment)
        }
        for (line, outcome) in zip(lack.refused, outcomes) {
            #expect(outcome.status == 6 && outcome.output.isEmpty, "\(line): \(outcome.output) \(outcome.errors)")
            let error = try outcome.errorObject()
            #expect((error["remedy"] as? String)?.contains(lack.wanted) == true, "\(line): \(outcome.errors)")
            #expect((error["message"] as? String)?.contains("Asterisk manager action ") == true, "\(line): \(outcome.errors)")
        }
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before) == [] && after.added(since: before) == [])
    }

    /// Of those whose missing class nothing is read with, one is enough.
    @Test("may read all the rest", arguments: lacks.filter { !["nouser", "nooriginate", "nocommand", "noagent"].contains($0.user) })
    func allowed(lack: Lack) throws {
        let environment = try environment(lack.user)
        let reads = FreePBXCommand.all.filter { command in
            !command.isWrite && !command.isReport && command.words.first != "call" && command.words.dropFirst().first != "reload"
                && !lack.refused.contains(command.testDescription)
        }
        let outcomes = try atOnce(reads, width: 4) { try FreePBX.pbxctl(arguments: $0.words, environment: environment) }
        for (command, outcome) in zip(reads, outcomes) {
            #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        }
    }

    @Test("passes `test --write` with the classes that writing needs, and is told those that it lacks", arguments: [
        ("nosystem", "the class system"), ("nocall", "the class call"), ("noconfig", "the class config"), ("nouser", "the class user"),
        ("limited", "the classes system, config, call, command"), ("nocommand", nil), ("nooriginate", nil), ("noreporting", nil), ("noagent", nil),
    ] as [(String, String?)])
    func tested(user: String, wanted: String?) throws {
        let environment = try environment(user)
        #expect(try FreePBX.pbxctl("test", environment: environment).status == 0)
        for verb in ["add", "set", "delete"] {
            let outcome = try FreePBX.pbxctl("test", "--write", verb, environment: environment)
            #expect(outcome.status == (wanted == nil ? 0 : 6), "\(outcome.output) \(outcome.errors)")
            if let wanted { #expect(outcome.output.contains("\(wanted) in its write= line"), "\(outcome.output)") }
        }
    }

    @Test("sees no events, is told so where a call is waited for")
    func blind() throws {
        let outcome = try FreePBX.pbxctl(
            "call", "originate", "1001", "1002", "--wait", "--timeout", "1", environment: environment("blind"))
        #expect(outcome.status == 6 && outcome.errors.contains("the class call in its read= line"), "\(outcome.errors)")
    }

    @Test("write the database, is refused every change to it, exit 6 with the user's name, and Asterisk is as before")
    func readerOfDatabase() throws {
        let environment = try FreePBX.environment(replacing: [
            "database": "mysql://freepbxreader@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/asterisk"
        ])
        // A mark that is set already needs no write.
        try FreePBX.reload()
        let before = try FreePBXContents.read()
        let writes = [
            "extension add 6299 --voicemail --followme", "extension set 1001 --name Changed", "extension set 1001 --secret -",
            "extension delete 1005 --yes --force", "did add 19995556299 --to extension:1001", "did set 15551230000 --description Changed",
            "did delete 15551230600 --yes", "ringgroup add 6299 --member 1001", "ringgroup set 600 --name Changed",
            "ringgroup delete 0602 --yes --force", "followme add 1006 15551239999", "followme remove 1006 1006",
            "admin add outage6299 --password - --all-sections", "admin set admin --password -", "admin delete reports --yes",
            "system needreload set", "extension copy 1001 6299", "extension rotate-secret 1001", "trunk disable carrier", "trunk enable spare",
        ]
        for line in writes {
            let outcome = try FreePBX.pbxctl(
                arguments: line.split(separator: " ").map(String.init), input: "s3cret", environment: environment)
            #expect(outcome.status == 6 && outcome.output.isEmpty, "\(line): \(outcome.output) \(outcome.errors)")
            #expect(outcome.errors.contains("freepbxreader") && outcome.errors.contains("grants"), "\(line): \(outcome.errors)")
        }
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before) == [] && after.added(since: before) == [])
    }
}
