import Foundation
import Testing

/// Modules are optional: a FreePBX without one lacks its tables.
@Suite("FreePBX: a module that is not installed", .serialized)
struct FreePBXModuleTests {
    /// The tables of each module, and what is not offered without them.
    private static let modules: [(name: String, tables: [String], commands: [String])] = [
        ("announcement", ["announcement"], ["announcement list", "announcement show 1"]),
        ("conferences", ["meetme"], ["conference list", "conference show 8001"]),
        ("core", ["outbound_routes", "outbound_route_patterns", "outbound_route_sequence", "outbound_route_trunks", "trunks"],
         ["route list", "route patterns"]),
        ("core", ["trunks"], ["trunk list", "trunk show 1", "trunk disable carrier", "trunk enable spare"]),
        ("daynight", ["daynight"], ["callflow list", "callflow show 0", "callflow set 0 night"]),
        ("findmefollow", ["findmefollow"], [
            "followme list 1006", "followme status 1006", "followme has 1006 1007", "followme add 1006 1007", "followme remove 1006 1006",
            "followme enable 1006", "followme disable 1006", "followme set 1006 --action enable", "extension set 1001 --followme",
            "extension add 6299 --followme",
        ]),
        ("ivr", ["ivr_details", "ivr_entries"], ["ivr list", "ivr show 1"]),
        ("music", ["music"], ["moh list", "did add 19995556299 --mohclass lounge"]),
        ("queues", ["queues_config", "queues_details"], ["queue list", "queue show 700", "queue agent pause 700 1001", "queue agent login 700 1003"]),
        ("recordings", ["recordings"], ["recording list", "recording download Welcome -"]),
        ("ringgroups", ["ringgroups"], [
            "ringgroup list", "ringgroup show 600", "ringgroup add 6299 --member 1001", "ringgroup set 600 --name Changed",
            "ringgroup delete 0602 --yes",
        ]),
        ("timeconditions", ["timeconditions", "timegroups_groups", "timegroups_details"], ["timecondition list", "timecondition show 1", "timecondition set 1 closed"]),
    ]

    /// Modules without tables of their own: whether they are there is a row of `modules`.
    private static let rows: [(name: String, commands: [String])] = [
        ("blacklist", ["blocklist list", "blocklist show 15550009999", "blocklist add 19995556299", "blocklist remove 15550009999", "blocklist import -"]),
        ("callforward", ["forward set 1001 1002", "forward clear 1011"]), ("donotdisturb", ["dnd on 1001", "dnd off 1010"]),
        ("paging", ["call originate 1001 1002 --autoanswer"]),
    ]

    @Test("is named with exit 7, table by table, and never by an SQL error; everything else goes on as before")
    func tables() throws {
        let copy = try FreePBXCopy()
        let before = try FreePBXContents.read()
        for module in Self.modules {
            for table in module.tables {
                try copy.mysql("RENAME TABLE \(table) TO away;")
                for command in module.commands {
                    let outcome = try copy.run(command, input: "s3cret")
                    #expect(outcome.status == 7 && outcome.output.isEmpty, "\(table): \(command): \(outcome.output) \(outcome.errors)")
                    #expect(outcome.errors.contains("module \(module.name) is not installed"), "\(table): \(command): \(outcome.errors)")
                }
                #expect(try copy.run("target list").status == 0, "\(table)")
                try copy.mysql("RENAME TABLE away TO \(table);")
            }
        }
        for module in Self.rows {
            try copy.mysql("UPDATE modules SET enabled = 0 WHERE modulename = '\(module.name)';")
            for command in module.commands {
                let outcome = try copy.run(command, input: "number,description\n19995556299,x\n")
                #expect(outcome.status == 7, "\(command): \(outcome.output) \(outcome.errors)")
                #expect(outcome.errors.contains("module \(module.name) is not installed"), "\(command): \(outcome.errors)")
            }
            try copy.mysql("UPDATE modules SET enabled = 1 WHERE modulename = '\(module.name)';")
        }
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before) == [] && after.added(since: before) == [])
    }

    @Test("is no hindrance to extensions and inbound numbers where the core alone is there")
    func bare() throws {
        let copy = try FreePBXCopy()
        let (number, did) = (Numbers.extension(), Numbers.did())
        let core = ["admin", "ampusers", "devices", "featurecodes", "freepbx_settings", "incoming", "modules", "sip", "users", "kvstore_FreePBX_modules_Voicemail"]
        let others = try copy.mysql("SHOW TABLES;").filter { !core.contains($0) }
        try copy.mysql("DROP TABLE \(others.joined(separator: ", "));")
        try copy.mysql("DELETE FROM modules WHERE modulename NOT IN ('framework', 'core', 'voicemail');")
        let before = try FreePBXContents.read()
        defer { FreePBX.remove(number) }
        try copy.done("extension add \(number) --name Bare --voicemail")
        try copy.done("extension set \(number) --name Bone --outboundcid 15551230001 --email bone@example.com")
        #expect(try copy.run("extension show \(number)").object()["name"] as? String == "Bone")
        try copy.done("did add \(did) --to extension:\(number)")
        try copy.done("did set \(did) --to voicemail:\(number) --description Front")
        #expect(try copy.mysql("SELECT destination, description FROM incoming WHERE extension = '\(did)';") == ["ext-local,vmu\(number),1\tFront"])
        #expect(try copy.run("extension delete \(number) --yes").status == 4)
        try copy.done("did delete \(did) --yes")
        try copy.done("extension delete \(number) --yes")
        for command in ["test", "target list", "target numbers", "state list", "registration list", "admin list", "extension list", "did list"] {
            #expect(try copy.run(command).status == 0, "\(command)")
        }
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before) == [] && after.added(since: before) == [])
    }

    @Test("and a database that is not a FreePBX's are told apart: its missing table is named, exit 7", arguments: [
        "extension list", "extension add 6299", "did list", "did add 19995556299", "admin list", "system needreload", "state list", "test",
    ])
    func foreign(command: String) throws {
        let environment = try FreePBX.environment(replacing: [
            "database": "mysql://freepbxuser@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/asteriskcdrdb"
        ])
        let outcome = try FreePBX.pbxctl(arguments: command.split(separator: " ").map(String.init), environment: environment)
        #expect(outcome.status == 7 && (outcome.errors + outcome.output).contains("it has no table"), "\(outcome.output) \(outcome.errors)")
        #expect(!outcome.errors.contains("SQLSTATE"))
    }
}
