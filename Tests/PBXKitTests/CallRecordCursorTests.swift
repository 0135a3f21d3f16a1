import Foundation
import Testing

@testable import PBXKit

@Suite("Cursors of call records")
struct CallRecordCursorTests {
    @Test("come back from their text as they were", arguments: [
        ["2026-11-21 09:15:00", "1795183200.42", "7", "PJSIP/1001-0000002a"], ["2026-11-21 09:15:00.25+00", nil], [nil, ""],
        ["", "Zoë \"Z\" 日本", "a b\u{1F}c", nil],
    ] as [[String?]])
    func roundTrip(key: [String?]) throws {
        for listing in [CallRecordCursor.Listing.freePBXLegs, .freePBXCalls, .fusionPBXLegs, .fusionPBXCalls] {
            let cursor = CallRecordCursor(listing, key: key, count: 12)
            #expect(try CallRecordCursor(cursor.text) == cursor)
            // Nothing in it means anything to a shell, a URL or a CSV file.
            #expect(cursor.text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F
            })
        }
    }

    @Test("that are cut, changed or none at all are refused as usage")
    func broken() {
        let text = CallRecordCursor(.freePBXLegs, key: ["2026-11-21 09:15:00", "1795183200.42", "7", ""]).text
        var wrong = ["", "x", "AAAA", "AAAAAAAA", "1795183200", "not a cursor", text + "A", text + "=", "é", String(repeating: "A", count: 100_000)]
        for index in text.indices {
            wrong.append(String(text[..<index]))
            wrong.append(text.replacingCharacters(in: index...index, with: text[index] == "B" ? "C" : "B"))
        }
        for text in wrong {
            let error = #expect(throws: PBXError.self) { try CallRecordCursor(text) }
            #expect(error?.kind == .usage, "\(text.prefix(40))")
        }
    }

    @Test("of another PBX or another listing are refused, also those that are whole and say nonsense")
    func otherListing() throws {
        func refused(_ check: (CallRecordQuery) throws -> Void, _ cursor: CallRecordCursor, byCall: Bool = false) {
            var query = CallRecordQuery()
            query.after = cursor
            query.byCall = byCall
            let error = #expect(throws: PBXError.self) { try check(query) }
            #expect(error?.kind == .usage)
        }
        let time = "2026-11-21 09:15:00"
        let freePBX = CallRecordCursor(.freePBXLegs, key: [time, "1.2", "3", ""])
        let fusionPBX = CallRecordCursor(.fusionPBXLegs, key: [time + "+00", "9d539c47-c626-45f4-ac2c-6d566ba286cc"])
        refused(FreePBXCallRecordOrder.check, fusionPBX)
        refused(FusionPBXCallRecordOrder.check, freePBX)
        refused(FreePBXCallRecordOrder.check, freePBX, byCall: true)
        refused(FusionPBXCallRecordOrder.check, fusionPBX, byCall: true)
        refused(FreePBXCallRecordOrder.check, CallRecordCursor(.freePBXLegs, key: ["yesterday", "1.2", "3", ""]))
        refused(FreePBXCallRecordOrder.check, CallRecordCursor(.freePBXLegs, key: [nil, "1.2", "3", ""]))
        refused(FusionPBXCallRecordOrder.check, CallRecordCursor(.fusionPBXLegs, key: [time + "+00", "1' OR '1'='1"]))
        var query = CallRecordQuery()
        query.after = freePBX
        try FreePBXCallRecordOrder.check(query)
        query.after = fusionPBX
        try FusionPBXCallRecordOrder.check(query)
    }

    @Test("count records with the same key, also across pages")
    func counts() throws {
        let (one, other) = (["a", "b"], ["a", "c"])
        var cursors = CallRecordCursors(.freePBXLegs, after: nil)
        let counts = try [one, one, other, other, other].map { try CallRecordCursor(cursors.next($0)).count }
        #expect(counts == [1, 2, 1, 2, 3])
        var next = CallRecordCursors(.freePBXLegs, after: CallRecordCursor(.freePBXLegs, key: other, count: 2))
        for _ in 0..<2 {
            let passesOver = next.passesOver(other)
            #expect(passesOver)
        }
        let third = next.passesOver(other)
        #expect(!third && !next.mayPassOver)
        #expect(try CallRecordCursor(next.next(other)).count == 3)
        // One that is gone takes none of the others with it.
        var gone = CallRecordCursors(.freePBXLegs, after: CallRecordCursor(.freePBXLegs, key: one))
        let isOther = gone.passesOver(other)
        #expect(!isOther && !gone.mayPassOver)
    }
}
