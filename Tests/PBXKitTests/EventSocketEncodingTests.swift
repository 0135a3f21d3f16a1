import Testing
@testable import PBXKit

/// The layers in which FreeSWITCH takes an originate command apart, as far as a value could break out of them.
private struct DialCommand {
    var variables: [String: String] = [:]
    var arguments: [String]

    init(_ text: String) {
        // Blanks part arguments, single quotes group, a backslash escapes; one level of each is removed.
        var words: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if isEscaped {
                words[words.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "'" {
                isQuoted.toggle()
            } else if character == " ", !isQuoted {
                words.append("")
            } else {
                words[words.count - 1].append(character)
            }
        }
        arguments = words
        guard words.count > 1, words[1].first == "{", let end = words[1].firstIndex(of: "}") else { return }
        for pair in words[1][words[1].index(after: words[1].startIndex)..<end].split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
        }
        arguments[1] = String(words[1][words[1].index(after: end)...])
    }
}

@Suite("Dial commands for FreeSWITCH")
struct EventSocketEncodingTests {
    static let uuid = "9f685a8a-ff84-492a-9ffe-aed83e367ea7"
    static let tenant = OriginateCommand.Tenant(domain: "pbx.example.test", uuid: "0b3b1b2a-0000-4000-8000-0123456789ab")
    static let names: Set = [
        "origination_uuid", "ignore_early_media", "originate_timeout", "hangup_after_bridge", "domain_uuid", "domain_name",
        "effective_caller_id_number", "outbound_caller_id_number", "effective_caller_id_name", "outbound_caller_id_name",
    ]
    static let awkward = [
        "", " ", "1001 &system(id)", "200 &system(id) ", "&park", "app=system:id", "1001,1002", "1001|1002", "1001:_:user/1",
        "{a=b}1001", "[a=b]1001", "1001}user/1", "${domain}", "1001\n\napi x", "1001\r", "1\0", "undef", "UNDEF", "1001/x/y",
        "a b", "'1001", "1001'", "1\\2", "^^:a", "sip:1@x", "user/1@x", "é1", "\u{202E}1001", String(repeating: "1", count: 200),
        "+", "*", "#", "++1", "-1", ".1", "1;2", "1=2", "1@2", "1\t2", "%0a", "1\u{2028}2",
    ]

    private func command(_ first: String = "1001", _ second: String = "1002", name: String = "", number: String = "1001") throws -> String {
        try OriginateCommand(
            .dialplan(first), to: second, in: Self.tenant, caller: .init(name: name, number: number), uuid: Self.uuid
        ).text
    }

    @Test("are written as FusionPBX expects them")
    func text() throws {
        #expect(try command(name: "O'Brien, Jr") == """
            originate {origination_uuid=\(Self.uuid),ignore_early_media=true,originate_timeout=30,hangup_after_bridge=true,\
            domain_uuid=\(Self.tenant.uuid),domain_name=pbx.example.test,effective_caller_id_number=1001,\
            outbound_caller_id_number=1001,effective_caller_id_name='OBrien Jr',outbound_caller_id_name='OBrien Jr'}\
            loopback/1001/pbx.example.test/XML 1002 XML pbx.example.test 'O\\'Brien, Jr' 1001 30
            """)
        let phones = try OriginateCommand(
            .registeredPhones("1001"), to: "*9664", in: Self.tenant, caller: .init(number: "+15551230000"), uuid: Self.uuid,
            timeout: 5, answersAutomatically: true
        ).text
        #expect(phones.hasSuffix(",sip_auto_answer=true}user/1001@pbx.example.test *9664 XML pbx.example.test undef +15551230000 5"))
    }

    @Test("keep their shape whatever is typed for a number", arguments: awkward)
    func numbers(_ text: String) {
        #expect(throws: PBXError.self) { try command(text) }
        #expect(throws: PBXError.self) { try command("1001", text) }
        #expect(throws: PBXError.self) { try command(number: text) }
    }

    @Test("keep their shape whatever is typed for a name", arguments: awkward + [
        "O'Brien, Jr", "Zoë (sales) & co.", "日本", "a' &park '", "',x=y,'", "'", "''", "a,b=c", "name_with-all.of+it@home",
    ])
    func shownNames(_ name: String) throws {
        guard let text = try? command(name: name) else { return }
        let dial = DialCommand(text)
        #expect(dial.arguments.count == 8)
        #expect(Array(dial.arguments.prefix(2)) == ["originate", "loopback/1001/pbx.example.test/XML"])
        #expect(Array(dial.arguments.dropFirst(2).prefix(3)) == ["1002", "XML", "pbx.example.test"])
        #expect(dial.arguments[5] == (name.isEmpty ? "undef" : name))
        #expect(Set(dial.variables.keys).isSubset(of: Self.names))
        #expect(dial.variables["origination_uuid"] == Self.uuid)
        #expect(!text.utf8.contains { $0 < 32 } && !text.contains("${") && !text.contains(":_:"))
    }

    @Test("take the names that people have", arguments: ["O'Brien, Jr", "Zoë (sales) & co.", "日本", "Front desk", "a_b-c.d+e@f"])
    func goodNames(_ name: String) throws { _ = try command(name: name) }

    @Test("refuse names with signs that mean something", arguments: [
        "$x", "{x}", "[x]", "<x>", "a^b", "a|b", "a;b", "a\"b", "a\\b", "a\nb", "a\tb", "a=b", "a:b", "a/b", "\u{202E}x", "☎",
    ])
    func badNames(_ name: String) {
        #expect(throws: PBXError.self) { try EventSocketEncoding.argumentName(name) }
        #expect(throws: PBXError.self) { try EventSocketEncoding.variableName(name) }
    }

    @Test("allow fewer signs inside braces", arguments: ["O'Brien", "a,b", "(a)", "a&b", "a+b", "a@b", ""])
    func bracedNames(_ name: String) {
        #expect(throws: PBXError.self) { try EventSocketEncoding.variableName(name) }
    }

    @Test("take the numbers that exist", arguments: ["1001", "0100", "*72", "*9664", "+15551230000", "#31", "*0*1", "**62", "ring.group_1", "x"])
    func goodNumbers(_ number: String) throws { #expect(try EventSocketEncoding.dialNumber(number) == number) }

    @Test("refuse what is no UUID, domain or cache key", arguments: ["", "x,y", "a b", "a\nb", "a'b", "a\"b", "${x}", "a)b"])
    func others(_ text: String) {
        #expect(throws: PBXError.self) { try EventSocketEncoding.uuid(text) }
        #expect(throws: PBXError.self) { try EventSocketEncoding.domain(text) }
        #expect(throws: PBXError.self) { try EventSocketEncoding.cacheKey(text) }
    }

    @Test("stand any random text")
    func random() {
        var generator = RepeatableGenerator(state: 7)
        let alphabet = Array("aZ09 '\\\",={}[]|:&()<>$^;@/%+*#._-\n\r\té日")
        for _ in 0..<5000 {
            let name = String((0..<Int.random(in: 1...12, using: &generator)).compactMap { _ in alphabet.randomElement(using: &generator) })
            guard let text = try? command(name: name) else { continue }
            let dial = DialCommand(text)
            #expect(dial.arguments.count == 8 && dial.arguments[5] == name && Set(dial.variables.keys).isSubset(of: Self.names))
        }
        for _ in 0..<5000 {
            let number = String((0..<Int.random(in: 1...8, using: &generator)).compactMap { _ in alphabet.randomElement(using: &generator) })
            guard let text = try? command("1001", number, number: number) else { continue }
            #expect(DialCommand(text).arguments.count == 8)
        }
    }
}
