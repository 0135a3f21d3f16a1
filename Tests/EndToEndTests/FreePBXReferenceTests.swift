import Foundation
import Testing

@Suite("FreePBX: what others still refer to is not deleted")
struct FreePBXReferenceTests {
    private static let hangup = "app-blackhole,hangup,1"

    /// A reference as a test makes it: how the refusal names it, where it stands, and what is there once it is taken out;
    /// nil where its row goes.
    private struct Reference {
        var title: String
        var setUp: String
        var question: String
        var after: String?

        /// A column of the office's own objects.
        static func column(
            _ title: String, _ table: String, _ column: String, _ row: String, _ value: String,
            after: String = FreePBXReferenceTests.hangup
        ) -> Reference {
            Reference(
                title: title, setUp: "UPDATE \(table) SET \(column) = '\(value)' WHERE \(row);",
                question: "SELECT \(column) FROM \(table) WHERE \(row);", after: after)
        }

        /// A row of its own.
        static func row(_ title: String, _ table: String, _ values: [(String, String)]) -> Reference {
            Reference(
                title: title,
                setUp: "INSERT INTO \(table) (\(values.map(\.0).joined(separator: ", "))) VALUES (\(values.map { "'\($0.1)'" }.joined(separator: ", ")));",
                question: "SELECT 1 FROM \(table) WHERE \(values.map { "\($0.0) = '\($0.1)'" }.joined(separator: " AND "));", after: nil)
        }
    }

    private static func keep() throws -> KeptTables {
        try .freePBX(
            "incoming", "ivr_entries", "ivr_details", "announcement", "timeconditions", "daynight", "outbound_routes", "setcid",
            "parkplus", "queues_config", "queues_details", "paging_groups", "vmblast_groups", "directory_entries",
            "directory_details", "miscdests", "ringgroups", "callrecording", "fax_incoming", "trunks")
    }

    /// Everything that can lead to a destination.
    private static func destinations(_ target: String, did: String) -> [Reference] {
        [
            .column("inbound number \(did)", "incoming", "destination", "extension = '\(did)'", target),
            .row("option of IVR 1", "ivr_entries", [("ivr_id", "1"), ("selection", "8"), ("dest", target)]),
            .column("invalid choice of IVR 1", "ivr_details", "invalid_destination", "id = 1", target),
            .column("time-out of IVR 1", "ivr_details", "timeout_destination", "id = 1", target),
            .column("announcement 1", "announcement", "post_dest", "announcement_id = 1", target),
            .column("time condition 1", "timeconditions", "falsegoto", "timeconditions_id = 1", target),
            .column("time condition 2", "timeconditions", "truegoto", "timeconditions_id = 2", target),
            .column("call flow 0", "daynight", "dest", "ext = '0' AND dmode = 'night'", target),
            .column("failover of outbound route 1", "outbound_routes", "dest", "route_id = 1", target),
            .column("set caller id 1", "setcid", "dest", "cid_id = 1", target),
            .column("parking lot 1", "parkplus", "dest", "id = 1", target),
            .column("failover of queue 700", "queues_config", "dest", "extension = '700'", target),
            .column("failover of ring group 600", "ringgroups", "postdest", "grpnum = '600'", target),
            Reference(
                title: "call recording 77", setUp: "INSERT INTO callrecording (callrecording_id, callrecording_mode, description, dest) VALUES (77, 'force', 'x', '\(target)');",
                question: "SELECT dest FROM callrecording WHERE callrecording_id = 77;", after: hangup),
            Reference(
                title: "fax of inbound number \(did)", setUp: "INSERT INTO fax_incoming (cidnum, extension, destination) VALUES ('', '\(did)', '\(target)');",
                question: "SELECT destination FROM fax_incoming WHERE extension = '\(did)';", after: hangup),
        ]
    }

    private func expectHandled(
        _ references: [Reference], deleting words: [String], restoring: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for reference in references { _ = try Lab.mysql(reference.setUp) }
        let before = try FreePBXContents.read()
        let refused = try FreePBX.pbxctl(arguments: words + ["--yes"])
        #expect(refused.status == 4 && refused.output.isEmpty, "\(refused)", sourceLocation: sourceLocation)
        let message = try #require(try refused.errorObject()["message"] as? String)
        for reference in references { #expect(message.contains(reference.title), "\(reference.title): \(message)", sourceLocation: sourceLocation) }
        #expect(try FreePBXContents.read() == before, sourceLocation: sourceLocation)

        let cascade = try FreePBX.pbxctl(arguments: words + ["--yes", "--cascade"])
        #expect(cascade.status == 0, "\(cascade.errors)", sourceLocation: sourceLocation)
        for reference in references {
            let left = try Lab.mysql(reference.question)
            #expect(left == [reference.after].compactMap { $0 }.filter { !$0.isEmpty }, "\(reference.title)", sourceLocation: sourceLocation)
        }
        try restoring()
        for reference in references where reference.after == nil { _ = try Lab.mysql(reference.setUp) }
        let last = references[0]
        if last.after != nil { _ = try Lab.mysql(last.setUp) }
        let forced = try FreePBX.pbxctl(arguments: words + ["--yes", "--force"])
        #expect(forced.status == 0 && forced.errors.contains(last.title), "\(forced.errors)", sourceLocation: sourceLocation)
        #expect(try Lab.mysql(last.question) != last.after.map { [$0] }, "left as it was", sourceLocation: sourceLocation)
    }

    @Test("an extension: each kind of reference is listed, taken out with --cascade, left with --force")
    func extensions() throws {
        let kept = try Self.keep()
        let (number, did) = (Numbers.extension(), Numbers.did())
        defer {
            FreePBX.remove(number)
            kept.restore()
            FreePBX.removeInboundNumber(did)
        }
        func add() throws { try FreePBX.done("extension", "add", number, "--voicemail") }
        try add()
        try FreePBX.done("did", "add", did, "--to", "hangup")
        let references = Self.destinations("from-did-direct,\(number),1", did: did) + [
            .column("ring group 601", "ringgroups", "grplist", "grpnum = '601'", "1001-\(number)-1002", after: "1001-1002"),
            .row("misc destination 77", "miscdests", [("id", "77"), ("description", "x"), ("destdial", number)]),
            .row("page group 77", "paging_groups", [("page_number", "77"), ("ext", number)]),
            .row("voicemail blast group 77", "vmblast_groups", [("grpnum", "77"), ("ext", number)]),
            .row("directory 77", "directory_entries", [("id", "77"), ("e_id", "1"), ("name", "x"), ("type", "user"), ("foreign_id", number)]),
        ]
        try expectHandled(references, deleting: ["extension", "delete", number], restoring: add)
    }

    @Test("a mailbox as a target is the extension's, too")
    func mailbox() throws {
        let number = Numbers.extension()
        let did = Numbers.did()
        defer {
            FreePBX.remove(number)
            FreePBX.removeInboundNumber(did)
        }
        try FreePBX.done("extension", "add", number, "--voicemail")
        try FreePBX.done("did", "add", did, "--to", "voicemail:\(number)")
        let refused = try FreePBX.pbxctl("extension", "delete", number, "--yes")
        #expect(refused.status == 4 && refused.errors.contains(did))
    }

    @Test("a ring group: each kind of reference is listed, taken out with --cascade, left with --force")
    func ringGroups() throws {
        let kept = try Self.keep()
        let (number, did) = (Numbers.extension(), Numbers.did())
        defer {
            _ = try? FreePBX.pbxctl("ringgroup", "delete", number, "--yes", "--force")
            kept.restore()
            FreePBX.removeInboundNumber(did)
        }
        func add() throws { try FreePBX.done("ringgroup", "add", number, "--member", "1001") }
        try add()
        try FreePBX.done("did", "add", did, "--to", "hangup")
        let references = Self.destinations("ext-group,\(number),1", did: did) + [
            .column("ring group 601", "ringgroups", "grplist", "grpnum = '601'", "1001-\(number)#-1002", after: "1001-1002"),
            .row("queue 701", "queues_details", [("id", "701"), ("keyword", "member"), ("data", "Local/\(number)@from-queue/n,0"), ("flags", "0")]),
            .row("misc destination 77", "miscdests", [("id", "77"), ("description", "x"), ("destdial", number)]),
        ]
        try expectHandled(references, deleting: ["ringgroup", "delete", number], restoring: add)
    }

    @Test("an inbound number: lists that call it and caller ids that show it are listed and taken out")
    func inboundNumbers() throws {
        let kept = try Self.keep()
        let (did, number) = (Numbers.did(), Numbers.extension())
        defer {
            FreePBX.remove(number)
            kept.restore()
            FreePBX.removeInboundNumber(did)
        }
        func add() throws { try FreePBX.done("did", "add", did, "--to", "extension:1001") }
        try add()
        try FreePBX.done("extension", "add", number, "--outboundcid", "\"Desk\" <+\(did)>", "--emergencycid", did)
        try FreePBX.done("followme", "add", number, did)
        let references: [Reference] = [
            .column("caller id of outbound route 2", "outbound_routes", "outcid", "route_id = 2", did, after: ""),
            .column("caller id of trunk 1", "trunks", "outcid", "trunkid = 1", did, after: ""),
            .column("ring group 601", "ringgroups", "grplist", "grpnum = '601'", "1001-\(did)#", after: "1001"),
            .column("announcement 1", "announcement", "post_dest", "announcement_id = 1", "from-trunk,\(did),1"),
            .row("queue 701", "queues_details", [("id", "701"), ("keyword", "member"), ("data", "Local/\(did)@from-queue/n,0"), ("flags", "0")]),
            .row("misc destination 77", "miscdests", [("id", "77"), ("description", "x"), ("destdial", did)]),
        ]
        let refused = try FreePBX.pbxctl("did", "delete", did, "--yes")
        for kind in ["outbound caller id", "emergency caller id", "follow-me list"] {
            #expect(refused.errors.contains("\(kind) of extension \(number)"), "\(refused.errors)")
        }
        // While another route of the number is there, nothing dangles.
        try FreePBX.done("did", "add", did, "--cidnum", "15550001", "--to", "hangup")
        try FreePBX.done("did", "delete", did, "--cidnum", "15550001", "--yes")
        try expectHandled(references, deleting: ["did", "delete", did], restoring: add)
        let shown = try FreePBX.done("extension", "show", number)
        #expect(shown["outbound_caller_id_number"] is NSNull && shown["emergency_caller_id_number"] is NSNull, "\(shown)")
        #expect(try Lab.astDB("AMPUSER", "\(number)/outboundcid") == "")
        #expect(try !Lab.asterisk("database show DEVICE \(number)").contains("emergency_cid"))
        #expect(try !FreePBX.list("followme", "list", number).contains { $0["number"] as? String == did })
    }

    @Test("an inbound number like an extension's: what is meant for the extension counts not")
    func sameNumber() throws {
        let number = Numbers.extension()
        defer {
            FreePBX.remove(number)
            FreePBX.removeInboundNumber(number)
            _ = try? Lab.mysql("DELETE FROM miscdests WHERE id = 77;")
        }
        try FreePBX.done("extension", "add", number)
        try FreePBX.done("did", "add", number, "--to", "hangup")
        _ = try Lab.mysql("INSERT INTO miscdests (id, description, destdial) VALUES (77, 'x', '\(number)');")
        try FreePBX.done("did", "delete", number, "--yes")
    }
}
