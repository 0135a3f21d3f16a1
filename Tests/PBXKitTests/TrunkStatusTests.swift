import Testing

@testable import PBXKit

@Suite("What the switches say about trunks")
struct TrunkStatusTests {
    @Test("FreeSWITCH's answer is read as it was recorded: a gateway that does not register and is not asked")
    func recorded() throws {
        let answer = """
            <?xml version="1.0" encoding="ISO-8859-1"?>
            <gateways>
              <gateway>
                <name>ae8b7a1c-c2f9-454e-84f0-b79bcda7019c</name>
                <profile>external</profile>
                <from>&lt;sip:acct1@127.0.0.1:5099&gt;</from>
                <ping>0</ping>
                <pingfreq>0</pingfreq>
                <pingtime>0.00</pingtime>
                <state>NOREG</state>
                <status>UP</status>
              </gateway>
              <gateway>
                <name>AE8B7A1C-0000-454E-84F0-B79BCDA7019C</name>
                <ping>1795000000</ping>
                <pingfreq>25</pingfreq>
                <pingtime>12.60</pingtime>
                <state>REGED</state>
                <status>UP</status>
              </gateway>
            </gateways>
            """
        let status = FusionPBXGatewayStatus(answer)
        let first = status.status("ae8b7a1c-c2f9-454e-84f0-b79bcda7019c", registers: false, isEnabled: true)
        #expect(first.status == .unknown && first.detail == "NOREG" && first.latency == nil)
        let second = status.status("ae8b7a1c-0000-454e-84f0-b79bcda7019c", registers: true, isEnabled: true)
        #expect(second.status == .up && second.detail == "REGED" && second.latency == 13)
        #expect(status.status("11111111-c2f9-454e-84f0-b79bcda7019c", registers: true, isEnabled: true).status == .down)
        #expect(status.status("11111111-c2f9-454e-84f0-b79bcda7019c", registers: true, isEnabled: false).status == .disabled)
        let gone = FusionPBXGatewayStatus(answer.replacing("<status>UP", with: "<status>DOWN"))
        #expect(gone.status("ae8b7a1c-0000-454e-84f0-b79bcda7019c", registers: true, isEnabled: true).status == .down)
    }
}

@Suite("Texts in HTML")
struct EntityTests {
    @Test("are written as PHP writes them, and read back")
    func roundTrip() {
        let text = "Café \"Zwölf\" & <more>, Łąka ÿ\u{A0}"
        let stored = "Caf&eacute; &quot;Zw&ouml;lf&quot; &amp; &lt;more&gt;, Łąka &yuml;&nbsp;"
        #expect(FreePBXEntities.encoded(text) == stored)
        #expect(FreePBXEntities.decoded(stored) == text)
        let all = String(String.UnicodeScalarView((0x20...0x17F).compactMap(Unicode.Scalar.init)))
        #expect(FreePBXEntities.decoded(FreePBXEntities.encoded(all)) == all)
    }

    @Test("stay as they are where they are no entities", arguments: ["&", "&;", "AT&T; Bell", "&nosuch;", "a & b", "&#x41;", "&&amp"])
    func others(text: String) { #expect(FreePBXEntities.decoded(text) == text) }

    @Test("may hold a character by its number")
    func number() { #expect(FreePBXEntities.decoded("&#039;&#65;") == "'A") }
}
