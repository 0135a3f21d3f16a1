import Testing

@testable import PBXKit

@Suite("FreePBX: encoders of the other objects")
struct FreePBXObjectTests {
    // RFC 3174, section 7.3, and FIPS 180.
    @Test(arguments: [
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (String(repeating: "a", count: 1000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
        (String(repeating: "01234567", count: 80), "dea356a2cddd90c7a7ecedc5ebb563934f460452"),
    ])
    func `SHA-1 gives the vectors' digests`(text: String, digest: String) { #expect(SHA1.hexadecimal(text) == digest) }

    @Test(arguments: [("simultaneous", "ringall"), ("sequence", "hunt"), ("random", "random"), ("memoryhunt-prim", "memoryhunt-prim")])
    func `ring strategies are written in FreePBX's words`(word: String, stored: String) throws {
        #expect(try FreePBXRingStrategy.stored(word) == stored)
    }

    @Test func `ring strategies are read in the documented words where there are any`() {
        #expect(FreePBXRingStrategy.common("ringall") == "simultaneous")
        #expect(FreePBXRingStrategy.common("hunt-prim") == "hunt-prim")
    }

    @Test(arguments: ["enterprise", "rollover"])
    func `strategies of the other PBX are not offered, and the nearest is named`(word: String) {
        #expect { try FreePBXRingStrategy.stored(word) } throws: { error in
            let error = PBXError(error)
            return error.kind == .notOffered && error.remedy?.contains("--strategy s") == true
        }
    }

    @Test func `entries of lists keep what FreePBX keeps`() throws {
        let outside = try FreePBXListEntry(" 15551112222# ", option: "--member")
        #expect(outside.number == "15551112222" && outside.isMarked && !outside.hadPlus)
        let plus = try FreePBXListEntry("+15551112222", option: "--member")
        #expect(plus.number == "15551112222" && plus.hadPlus)
        #expect(try FreePBXListEntry("+1555", option: "number", allowsPlus: true).number == "+1555")
    }

    @Test(arguments: ["", "#", "+", "10-01", "1001&1002", "1001\n", "one", "１００１"])
    func `entries of lists are numbers`(text: String) {
        #expect(throws: PBXError.self) { try FreePBXListEntry(text, option: "--member") }
    }

    @Test func `sections are joined, and everything is a star`() throws {
        #expect(try FreePBXAdministrators.stored(["cdr", "99"]) == "cdr;99")
        #expect(try FreePBXAdministrators.stored(["cdr", "*"]) == "*")
        #expect(throws: PBXError.self) { try FreePBXAdministrators.stored(["cdr;did"]) }
        #expect(throws: PBXError.self) { try FreePBXAdministrators.stored([""]) }
    }

    @Test func `Asterisk is asked about times and nothing else`() {
        #expect(FreePBXTimeConditions.question("08:00-17:59|mon-fri|*|*", zone: nil) == "IFTIME(08:00-17:59|mon-fri|*|*?1:0)")
        #expect(FreePBXTimeConditions.question("*|*|1|jan", zone: "Asia/Tokyo") == "IFTIME(*|*|1|jan|Asia/Tokyo?1:0)")
        for text in ["", "*|*|*", "*|*|*|*?1:0)", "${SHELL(id)}|*|*|*", "*|*|*|*\r\nAction: x"] {
            #expect(FreePBXTimeConditions.question(text, zone: nil) == nil)
        }
    }

    @Test(arguments: [("", "none"), ("true", "matched"), ("false_sticky", "not_matched_sticky")])
    func `overrides hold whatever the clock says`(stored: String, word: String) {
        #expect(FreePBXTimeConditions.override(stored) == word)
        #expect(FreePBXTimeConditions.state(true, override: word) == (stored == "false_sticky" ? .not_matched : .matched))
        #expect(FreePBXTimeConditions.state(nil, override: word) == (stored == "" ? nil : stored == "true" ? .matched : .not_matched))
    }

    @Test(arguments: ["../../etc/passwd", "/etc/passwd", "custom/../../x", "custom//x", "./x", "", "a\nb"])
    func `names of sounds lead nowhere else`(name: String) { #expect(!FreePBXSoundFiles.isSafe(name)) }

    @Test func `queue members keep their order, and those who logged in follow`() {
        func member(_ location: String, _ membership: String) -> ManagerMessage {
            ManagerMessage([
                .init("Event", "QueueMember"), .init("Queue", "700"), .init("Name", "N"), .init("Location", location),
                .init("Membership", membership), .init("Penalty", "3"), .init("Status", "1"), .init("Paused", "1"), .init("CallsTaken", "4"),
            ])
        }
        let status = FreePBXQueueStatus(events: [
            ManagerMessage([.init("Event", "QueueParams"), .init("Queue", "700"), .init("Calls", "2")]),
            member("Local/1009@from-queue/n", "dynamic"), member("Local/1002@from-queue/n", "static"),
        ])
        let members = status.members("700", beside: ["Local/1001@from-queue/n,5", "Local/1002@from-queue/n,0"])
        #expect(members.map(\.agent) == ["1001", "1002", "1009"] && members.map(\.isStatic) == [true, true, false])
        #expect(members.map(\.penalty) == [5, 3, 3] && members.map(\.status) == [nil, "not_in_use", "not_in_use"])
        #expect(status.waiting("700") == 2 && status.waiting("701") == nil)
    }
}
