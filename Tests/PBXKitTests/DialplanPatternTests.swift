import Foundation
import Testing

@testable import PBXKit

@Suite("Patterns and expressions of dialplans")
struct DialplanPatternTests {
    @Test("of Asterisk match as its dialplan does", arguments: [
        ("15551230000", "15551230000", true), ("15551230000", "1555123000", false), ("_1NXXNXXXXXX", "12025550123", true),
        ("_1NXXNXXXXXX", "11025550123", false), ("_9011X.", "901144", true), ("_9011X.", "9011", false), ("_X!", "1", true), ("_X!", "", false),
        ("_[2-5]X", "29", true), ("_[2-5]X", "19", false), ("_[13-5*]", "*", true), ("_+X.", "+49", true), ("_Z-N", "12", true), ("_Z-N", "02", false),
    ])
    func asterisk(pattern: String, number: String, matches: Bool) { #expect(AsteriskPattern(pattern).matches(number) == matches) }

    @Test("of Asterisk are tried the narrower first")
    func order() {
        #expect(AsteriskPattern("911").comes(before: AsteriskPattern("_X.")))
        #expect(AsteriskPattern("_NXX").comes(before: AsteriskPattern("_XXX")))
        #expect(AsteriskPattern("_1X.").comes(before: AsteriskPattern("_1!")))
        #expect(!AsteriskPattern("_X.").comes(before: AsteriskPattern("_1XX")))
        // Whatever stands between them.
        let sorted = ["_1.", "_2X", "_13X", "_[13]X"].permutations.map { $0.sorted { AsteriskPattern($0).comes(before: AsteriskPattern($1)) } }
        #expect(Set(sorted) == [["_13X", "_1.", "_2X", "_[13]X"]])
    }

    @Test("of FreeSWITCH catch what PCRE catches", arguments: [
        (#"^\+?1?(\d{10})$"#, "+12085551414", ["+12085551414", "2085551414"]), (#"^(011\d{9,17})$"#, "011442071234567", ["011442071234567", "011442071234567"]),
        (#"^\+?(?:44)?(2071234567)$"#, "2071234567", ["2071234567", "2071234567"]), (#"^(callcenter\+)?800$"#, "800", ["800", ""]),
        (#"^\*99(\d{2,10})$"#, "*991001", ["*991001", "1001"]), ("^(208555[0-9][0-9][0-9][0-9])$", "2085559876", ["2085559876", "2085559876"]),
        ("(a|ab)(c|bcd)$", "abcd", ["abcd", "a", "bcd"]), ("(?i)^Sales$", "sALES", ["sALES"]), ("^[^0-9]+$", "abc", ["abc"]), ("x*?y", "xxy", ["xxy"]),
        (#"^\d{3}$|^\d{7}$"#, "1234567", ["1234567"]), ("911", "9911", ["911"]),
    ])
    func freeSWITCH(expression: String, number: String, captures: [String]) throws {
        #expect(try #require(DialplanExpression(expression)).captures(in: number) == captures)
    }

    @Test("of FreeSWITCH do not match what they should not, and are not understood where PCRE has more")
    func refusals() throws {
        #expect(try #require(DialplanExpression(#"^\d{10}$"#)).captures(in: "208555141") == nil)
        #expect(try #require(DialplanExpression("^(?:a+)+$")).captures(in: String(repeating: "a", count: 60) + "b") == nil, "it ends")
        for text in ["(", ")", "[a", "a{2,1}", "*a", #"\b"#, "(?=a)", "a++", #"(a)\1"#, "[[:digit:]]"] { #expect(DialplanExpression(text) == nil, "\(text)") }
    }

    @Test("XML of a dialplan is read with its conditions and actions")
    func xml() {
        let text = FusionPBXDialplanText(
            """
            <extension name="a > b"><condition field="destination_number" expression="^\\+?(1&amp;2)$"><action application="set" data='x="1"'/>
            <action application="transfer" data="1001 XML a&lt;b"/></condition><condition wday="2-6"/></extension>
            """)
        #expect(text.expressions == ["^\\+?(1&2)$"])
        #expect(text.actions.map(\.raw) == ["set:x=\"1\"", "transfer:1001 XML a<b"])
        #expect(FusionPBXDialplanText("<condition field=").actions.isEmpty)
    }

    @Test("circles are found among many objects, quickly")
    func loops() {
        var graph = CallGraph()
        for number in 0..<20_000 {
            let position = graph.add(CallNode(.announcement, String(number)))
            #expect(position == number)
        }
        for number in 0..<19_999 { graph.connect(number, to: number + 1, .always) }
        #expect(LoopSearch(graph).loops.isEmpty)
        graph.connect(19_999, to: 0, .always)
        #expect(LoopSearch(graph).loops.map(\.count) == [20_000])
        graph.connect(5, to: 4, .option("1"))
        #expect(LoopSearch(graph).loops.count == 1)
    }
}

extension Array {
    fileprivate var permutations: [[Element]] {
        guard let first else { return [[]] }
        return Array(dropFirst()).permutations.flatMap { rest in (0...rest.count).map { Array(rest[..<$0]) + [first] + Array(rest[$0...]) } }
    }
}
