import Foundation
import Testing

@Suite("FusionPBX: call detail records")
struct FusionPBXCallRecordTests {
    static let leg = "(leg IS NULL OR leg = 'a') AND hangup_cause IS DISTINCT FROM 'LOSE_RACE'"

    private func count(_ office: FusionPBXOffice, _ condition: String, domain: String? = FusionPBXOffice.domain) throws -> Int {
        let place = domain.map { " AND c.domain_uuid = \(FusionPBXOffice.identifier($0))" } ?? ""
        return try Int(office.sql("SELECT count(*) FROM v_xml_cdr c WHERE \(condition)\(place)").first ?? "") ?? -1
    }

    @Test("are filtered by the database as asked", arguments: FusionPBX.allCases, [
        ([], "TRUE"), (["--src", "1001"], "(caller_id_number = '1001' OR source_number = '1001' OR (direction IS DISTINCT FROM 'inbound' AND extension_uuid IN (SELECT extension_uuid FROM v_extensions e WHERE e.extension = '1001' AND e.domain_uuid = c.domain_uuid)))"),
        (["--dest", "1002"], "(destination_number = '1002' OR (direction = 'inbound' AND extension_uuid IN (SELECT extension_uuid FROM v_extensions e WHERE e.extension = '1002' AND e.domain_uuid = c.domain_uuid)))"),
        (["--did", "12085551212"], "caller_destination = '12085551212' AND direction = 'inbound'"),
        (["--did", "+12085551212"], "caller_destination = '12085551212' AND direction = 'inbound'"),
        (["--min-duration", "600"], "duration >= 600"), (["--direction", "inbound"], "direction = 'inbound'"),
        (["--direction", "outbound"], "direction = 'outbound'"), (["--direction", "internal"], "direction = 'local'"),
        (["--disposition", "busy"], "status = 'busy'"), (["--disposition", "answered"], "status = 'answered'"),
        (["--disposition", "voicemail"], "status = 'voicemail'"), (["--disposition", "no_answer"], "status IN ('no_answer', 'missed')"),
        (["--start", "2000-01-01", "--end", "2001-01-01"], "FALSE"),
        (["--direction", "inbound", "--disposition", "answered", "--min-duration", "300"], "direction = 'inbound' AND status = 'answered' AND duration >= 300"),
    ] as [([String], String)])
    func filters(_ version: FusionPBX, _ filter: ([String], String)) throws {
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        let outcome = try Program.run(
            arguments: ["--profile", "office", "cdr", "query", "--limit", "all", "-o", "name"] + filter.0,
            environment: ["PBXCTL_CONFIG": office.configuration])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.lines.count == count(office, "\(filter.1) AND \(Self.leg)"))
        #expect(Set(outcome.lines).count == outcome.lines.count)
    }

    @Test("of every domain, of all legs, newest first, no more than the limit")
    func scope() throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        func names(_ arguments: String...) throws -> [String] {
            try Program.run(
                arguments: ["--profile", "office", "cdr", "query", "-o", "name"] + arguments,
                environment: ["PBXCTL_CONFIG": office.configuration]).lines
        }
        #expect(try names("--limit", "all", "--all-domains").count == count(office, Self.leg, domain: nil))
        #expect(try names("--limit", "all", "--legs").count == count(office, "TRUE"))
        #expect(try names("--limit", "all", "--domain", FusionPBXOffice.branch).count == count(office, Self.leg, domain: FusionPBXOffice.branch))
        let newest = try office.sql(
            "SELECT xml_cdr_uuid FROM v_xml_cdr WHERE \(Self.leg) AND domain_uuid = \(FusionPBXOffice.identifier(FusionPBXOffice.domain)) ORDER BY start_stamp DESC, xml_cdr_uuid LIMIT 7")
        #expect(try names("--limit", "7") == newest)
        let cut = try office.pbxctl("cdr", "query")
        #expect(try cut.array().count == 1000 && cut.errors.contains("--limit all"))
    }

    @Test("show the zone they are asked in, else the domain's, and mean the same moment", arguments: [
        (nil, ["-07:00", "-06:00"]), ("Europe/Berlin", ["+01:00", "+02:00"]), ("UTC", ["Z", "+00:00"]), ("Asia/Kolkata", ["+05:30"]),
    ] as [(String?, [String])])
    func zones(_ zone: String?, _ offsets: [String]) throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let arguments = ["cdr", "query", "--limit", "1"] + (zone.map { ["--time-zone", $0] } ?? [])
        let record = try #require(try office.run(arguments).array().first)
        let (id, start) = (try #require(record["id"] as? String), try #require(record["start"] as? String))
        #expect(offsets.contains { start.hasSuffix($0) }, "\(start)")
        #expect(try office.sql("SELECT 1 FROM v_xml_cdr WHERE xml_cdr_uuid = '\(id)' AND start_stamp = '\(start)'::timestamptz") == ["1"])
        // The same moment as a bound finds that call again; one second on does not.
        let bound = try office.run(["cdr", "query", "--start", start, "--limit", "all"]).array()
        #expect(bound.contains { $0["id"] as? String == id })
        #expect(try office.pbxctl("cdr", "query", "--time-zone", "Mars/Base").status == 2)
    }

    @Test("come in every format with the same fields", arguments: FusionPBX.allCases)
    func formats(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        func output(_ format: String) throws -> String {
            try Program.run(
                arguments: ["--profile", "office", "cdr", "query", "-n", "3", "-o", format], environment: ["PBXCTL_CONFIG": office.configuration]).output
        }
        let objects = try #require(try JSONSerialization.jsonObject(with: Data(output("json").utf8)) as? [[String: Any]])
        let lines = try output("ndjson").split(separator: "\n")
        #expect(objects.count == 3 && lines.count == 3)
        let keys = Set(objects[0].keys)
        let first = try #require(try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
        #expect(Set(first.keys) == keys && first["id"] as? String == objects[0]["id"] as? String)
        for (format, separator) in [("csv", ","), ("tsv", "\t")] {
            let text = try output(format)
            let header = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            #expect(Set(header.components(separatedBy: separator)) == keys, "\(format)")
            #expect(text.contains(objects[2]["id"] as? String ?? "?"))
        }
        #expect(try output("table").contains((objects[0]["src"] as? String) ?? "?"))
    }
}
