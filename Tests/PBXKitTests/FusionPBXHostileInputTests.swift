import Foundation
import Testing

@testable import PBXKit

/// Whatever is typed: it is refused, or stands in the place that it was typed for and nowhere else.
@Suite("What is typed for FusionPBX cannot become anything else")
struct FusionPBXHostileInputTests {
    static let hostile = [
        "\"/><action application=\"system\" data=\"id\"/><x y=\"", "</condition></extension>", "'/><action application='system' data='id'/>",
        "&quot;/&gt;", "&", "<!--", "]]>", "<![CDATA[x]]>", "${system(id)}", "$${x}", "$1", "#{x}", "{origination_caller_id_number=1}1001",
        "[leg_timeout=1]1001", "1001,1002", "1001|1002", "1001:_:1002", "^^:x=1:y=2", "1001 &system(id)", "&system(id)", "1001 XML public",
        "1001' '", "'O\\'", "\\", "\\n", "a\nb", "a\r\nb", "a\u{0}b", "a\u{7F}b", "a\u{85}b", "a\u{2028}b", "\u{202E}x", "app=system:id",
        "loopback/app=system:id", "user/1001", "sofia/external/1@evil.test", "group/all", "error/user_busy", "~os.execute('id')", "../../etc/passwd",
        "/etc/passwd", "..", ".", "*", "+", "1001\tXML", "a;b", "`id`", "$(id)", "\"); os.execute(\"id\") --", "' OR '1'='1", "'; DROP TABLE v_domains; --",
        "%00", "%0a", "undef", "1001@evil.test", "1001 inline", "set:x=y inline", "\u{FEFF}1001", "１００１", "٣٤", "1 001", "-1", "1e9", "日本", "Zoë & Söhne",
        "a'b", "a\"b", "a<b", "a>b", "x=y", "x=y,z=w", "execute_on_answer=system id", "shell_stream:///bin/id", "local_stream://x!shell_stream:///bin/id",
        String(repeating: "9", count: 33), String(repeating: "x", count: 300), " ", "",
    ]

    /// Every place where something is typed, and the plan it leads to.
    static let places: [(name: String, plan: @Sendable (FusionPBXSystem, String) throws -> Plan)] = [
        ("extension", { try $0.extensions!.planAdd($1, type: .sip, driver: nil, ExtensionChange()) }),
        ("name", { try $0.setting { $0.name = .set($1) }($1) }),
        ("outbound name", { try $0.setting { $0.outboundCallerIDName = .set($1) }($1) }),
        ("outbound number", { try $0.setting { $0.outboundCallerIDNumber = .set($1) }($1) }),
        ("emergency name", { try $0.setting { $0.emergencyCallerIDName = .set($1) }($1) }),
        ("emergency number", { try $0.setting { $0.emergencyCallerIDNumber = .set($1) }($1) }),
        ("account code", { try $0.setting { $0.accountCode = .set($1) }($1) }),
        ("description", { try $0.setting { $0.description = .set($1) }($1) }),
        ("email", { try $0.setting { $0.email = .set($1) }($1) }),
        ("secret", { try $0.setting { $0.secret = .set(Secret($1)) }($1) }),
        ("pin", { try $0.setting { $0.voicemailPIN = .set(Secret($1)) }($1) }),
        ("did", { try $0.inboundNumbers!.planAdd($1, callerID: nil, InboundNumberChange()) }),
        ("did target", { try $0.routing { $0.target = .set(try TargetRequest($1)) }($1) }),
        ("did extension", { try $0.routing { $0.target = .set(.to(.extension, id: $1)) }($1) }),
        ("did voicemail", { try $0.routing { $0.target = .set(.to(.voicemail, id: $1)) }($1) }),
        ("did ivr", { try $0.routing { $0.target = .set(.to(.ivr, id: $1)) }($1) }),
        ("did recording", { try $0.routing { $0.target = .set(.to(.recording, id: $1)) }($1) }),
        ("did raw", { try $0.routing { $0.target = .set(.raw($1)) }($1) }),
        ("did raw transfer", { try $0.routing { $0.target = .set(.raw("transfer:\($1)")) }($1) }),
        ("did raw bridge", { try $0.routing { $0.target = .set(.raw("bridge:\($1)")) }($1) }),
        ("did raw lua", { try $0.routing { $0.target = .set(.raw("lua:\($1)")) }($1) }),
        ("did raw playback", { try $0.routing { $0.target = .set(.raw("playback:\($1)")) }($1) }),
        ("did description", { try $0.routing { $0.description = .set($1) }($1) }),
        ("did prefix", { try $0.routing { $0.callerIDPrefix = .set($1) }($1) }),
        ("did music", { try $0.routing { $0.musicOnHoldClass = .set($1) }($1) }),
        ("did country code", { try $0.routing { $0.countryCode = .set($1) }($1) }),
        ("did set target", { try $0.inboundNumbers!.planSet("12085551212", callerID: nil, InboundNumberChange(target: .raw("transfer:\($1)"))) }),
        ("did set prefix", { try $0.inboundNumbers!.planSet("12085551212", callerID: nil, InboundNumberChange(prefix: $1)) }),
        ("ring group", { try $0.ringGroups!.planAdd($1, RingGroupChange(member: "1001")) }),
        ("ring group name", { try $0.ringGroups!.planAdd("6199", RingGroupChange(name: $1, member: "1001")) }),
        ("ring group member", { try $0.ringGroups!.planAdd("6199", RingGroupChange(member: $1)) }),
        ("ring group prefix", { try $0.ringGroups!.planAdd("6199", RingGroupChange(prefix: $1, member: "1001")) }),
        ("ring group description", { try $0.ringGroups!.planAdd("6199", RingGroupChange(description: $1, member: "1001")) }),
        ("ring group strategy", { try $0.ringGroups!.planAdd("6199", RingGroupChange(strategy: $1, member: "1001")) }),
        ("ring group no answer", { try $0.ringGroups!.planAdd("6199", RingGroupChange(member: "1001", noAnswer: try TargetRequest("raw:\($1)"))) }),
        ("ring group set name", { try $0.ringGroups!.planSet("600", RingGroupChange(name: $1)) }),
        ("ring group set member", { try $0.ringGroups!.planSet("600", RingGroupChange(member: $1)) }),
        ("follow-me", { try $0.followMeLists!.plan("1020", .add(number: $1)) }),
        ("forward", { try $0.callForwards!.planForward("1020", .all, to: $1) }),
        ("forward busy", { try $0.callForwards!.planForward("1020", .busy, to: $1) }),
        ("forward of", { try $0.callForwards!.planForward($1, .all, to: "1001") }),
        ("do-not-disturb of", { try $0.callForwards!.planDoNotDisturb($1, on: true) }),
        ("call flow", { try $0.callFlows!.planSet($1, to: .alternate) }),
        ("deletion", { try $0.extensions!.planDelete($1, mailbox: .delete, references: .leave) }),
    ]

    @Test("in any place, on either version", arguments: FusionPBXLab.allCases)
    func anything(_ lab: FusionPBXLab) throws {
        let system = try lab.system()
        defer { system.close() }
        var random = Random(seed: 20_261_121)
        var planned = 0
        for (name, plan) in Self.places {
            // Each as it is, and some put together.
            let mixed = (0..<12).map { _ in (Self.hostile.randomElement(using: &random) ?? "") + (Self.hostile.randomElement(using: &random) ?? "") }
            for text in Self.hostile + mixed {
                do {
                    let made = try plan(system, text)
                    planned += 1
                    try check(made, "\(name): \(text)")
                } catch let error as PBXError {
                    #expect([.usage, .notFound, .conflict, .notOffered].contains(error.kind), "\(name) '\(text)': \(error)")
                }
            }
        }
        // Names and descriptions may hold a good deal of it.
        #expect(planned > 100)
    }

    /// What a dialplan that pbxctl writes may consist of: each application with what its argument looks like.
    private static let actions: [String: [String]] = [
        "export": ["call_direction=inbound", "hold_music="], "ring_ready": [""], "hangup": [""], "answer": [""],
        "set": ["domain_uuid=", "domain_name=", "effective_caller_id_name=", "ring_group_uuid=", "record_stereo=true", "presence_id=$1@", "hangup_after_bridge=true", "continue_on_fail=true"],
        "transfer": [""], "bridge": [""], "lua": ["app.lua ring_groups", "streamfile.lua "], "playback": [""], "phrase": [""],
    ]

    private func check(_ plan: Plan, _ what: String) throws {
        for step in plan.steps {
            switch step {
            case .row(let row): for column in row.after ?? [] { check(column, row.table, what) }
            case .cacheKey(let key):
                #expect(!key.contains { "\"'\\\n\r ()".contains($0) } || !FusionPBXCommand.isWord(key), "\(what): \(key)")
            case .notification(.switchCommand(let command)):
                let known = /(sofia profile [a-z0-9-]+ flush_inbound_reg|luarun app\.lua voicemail mwi|callcenter_config agent set status) [A-Za-z0-9._:@+*#-]+( 'Logged Out')?/
                #expect(command.wholeMatch(of: known) != nil, "\(what): \(command)")
            case .notification(.switchEvent(let event)):
                for header in event.headers { #expect(!header.value.unicodeScalars.contains { $0.value < 0x20 }, "\(what): \(header)") }
            case .folder(let folder): #expect(folder.path.hasPrefix("/") && !folder.path.contains("/../"), "\(what): \(folder.path)")
            default: Issue.record("\(what): an unexpected step")
            }
        }
    }

    private func check(_ column: RowStep.Column, _ table: String, _ what: String) {
        guard case .text(let text) = column.value else { return }
        let isText = ["dialplan_xml", "destination_actions"].contains(column.name)
        #expect(isText || !text.unicodeScalars.contains(where: FusionPBXValues.isControl), "\(what): \(column.name)")
        switch column.name {
        case "dialplan_xml": checkDialplan(text, what)
        case "destination_actions":
            let actions = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [[String: String]]
            #expect(actions?.allSatisfy { Set($0.keys) == ["destination_app", "destination_data"] } == true, "\(what): \(text)")
            for action in actions ?? [] { checkAction(action["destination_app"] ?? "", action["destination_data"] ?? "", what) }
        case "destination_number" where table == "v_ring_group_destinations":
            #expect(text.wholeMatch(of: /\+?[0-9]{1,32}|[A-Za-z0-9][A-Za-z0-9._-]{0,31}/) != nil, "\(what): \(text)")
        case "follow_me_destination", "forward_all_destination", "forward_busy_destination":
            #expect(text.wholeMatch(of: /[0-9*]{1,32}/) != nil, "\(what): \(text)")
        case "extension", "ring_group_extension", "dialplan_number":
            #expect(text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,31}/) != nil, "\(what): \(text)")
        case "outbound_caller_id_number", "emergency_caller_id_number":
            #expect(text.wholeMatch(of: /\+?[0-9]{1,32}/) != nil, "\(what): \(text)")
        case "effective_caller_id_name", "outbound_caller_id_name", "emergency_caller_id_name", "accountcode":
            #expect(!text.contains { "\"<>$\\".contains($0) }, "\(what): \(text)")
        case "destination_hold_music": #expect(!text.contains("shell_stream"), "\(what): \(text)")
        case "ring_group_name", "ring_group_cid_name_prefix", "destination_cid_name_prefix":
            #expect(!text.contains { "&<>\"$\\{}".contains($0) }, "\(what): \(text)")
        case "password" where table == "v_extensions": #expect(!text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "\(what)")
        case "voicemail_password": #expect(text.wholeMatch(of: /[0-9]{1,32}/) != nil, "\(what)")
        default: break
        }
    }

    private func checkDialplan(_ xml: String, _ what: String) {
        do {
            let elements = try DialplanChecker(xml).elements
            #expect(elements.map(\.name).filter { $0 != "action" } == ["extension", "condition"], "\(what): \(xml)")
            #expect(elements.count <= 10, "\(what): \(xml)")
            for element in elements {
                let allowed: Set<String> =
                    switch element.name {
                    case "extension": ["name", "continue", "uuid"]
                    case "condition": ["field", "expression"]
                    default: ["application", "data", "inline"]
                    }
                #expect(Set(element.attributes.keys).isSubset(of: allowed), "\(what): \(xml)")
                if element.name == "action" { checkAction(element.attributes["application"] ?? "", element.attributes["data"] ?? "", what) }
            }
        } catch {
            Issue.record("\(what): \(error) in \(xml)")
        }
    }

    private func checkAction(_ application: String, _ data: String, _ what: String) {
        guard let forms = Self.actions[application], forms.contains(where: data.hasPrefix) || application == "lua" && data.contains(".lua") else {
            Issue.record("\(what): \(application) \(data)")
            return
        }
        // Of the switch's own variables none but those that FusionPBX's forms name.
        let plain = data.replacing("#${caller_id_name}", with: "").replacing("presence_id=$1@", with: "")
        #expect(!plain.contains("$"), "\(what): \(application) \(data)")
        switch application {
        case "transfer":
            let words = data.split(separator: " ")
            #expect((1...3).contains(words.count) && (words.count == 1 || words[1] == "XML") && !data.hasPrefix("-"), "\(what): \(data)")
        case "bridge": #expect(!data.contains("app=") && !data.contains(":_:") && !data.contains("{"), "\(what): \(data)")
        case "lua": #expect(!data.contains("~") && !data.contains("..") && !data.hasPrefix("/"), "\(what): \(data)")
        case "playback", "export": #expect(!data.contains("shell_stream"), "\(what): \(data)")
        default: break
        }
    }

    private struct Random: RandomNumberGenerator {
        var state: UInt64
        init(seed: UInt64) { state = seed }
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    @Test("the reader of dialplans takes no broken one", arguments: [
        "", "<a>", "<a/><b/>", "<a b=\"<\"/>", "<a b=\"&\"/>", "<a b='c'/>", "<a></b>", "<a b=\"1\" b=\"2\"/>", "text", "<a>text</a>", "<a b=\"\u{1}\"/>",
    ])
    func reader(_ xml: String) { #expect(throws: DialplanChecker.Malformed.self) { try DialplanChecker(xml) } }
}

extension FusionPBXSystem {
    /// A plan that changes one field of 1020.
    fileprivate func setting(_ change: @escaping (inout ExtensionChange, String) -> Void) -> (String) throws -> Plan {
        { text in
            var wanted = ExtensionChange()
            change(&wanted, text)
            return try self.extensions!.planSet("1020", wanted)
        }
    }

    /// A plan that adds an inbound number with one field.
    fileprivate func routing(_ change: @escaping (inout InboundNumberChange, String) throws -> Void) -> (String) throws -> Plan {
        { text in
            var wanted = InboundNumberChange()
            try change(&wanted, text)
            return try self.inboundNumbers!.planAdd("19995558888", callerID: nil, wanted)
        }
    }
}

extension InboundNumberChange {
    fileprivate init(target: TargetRequest) {
        self.init()
        self.target = .set(target)
    }

    fileprivate init(prefix: String) {
        self.init()
        callerIDPrefix = .set(prefix)
    }
}

extension RingGroupChange {
    fileprivate init(
        name: String? = nil, strategy: String? = nil, prefix: String? = nil, description: String? = nil, member: String? = nil,
        noAnswer: TargetRequest? = nil
    ) {
        self.init()
        if let name { self.name = .set(name) }
        if let strategy { self.strategy = .set(strategy) }
        if let prefix { callerIDPrefix = .set(prefix) }
        if let description { self.description = .set(description) }
        if let member { members = .set([RingGroup.Member(number: member)]) }
        if let noAnswer { noAnswerTarget = .set(noAnswer) }
    }
}
