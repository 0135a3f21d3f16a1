import Foundation
import Testing

/// Call records of a test's own, told from all others by the number that called.
struct TestCalls {
    let profile: String
    /// The number that called.
    let number: String

    /// One record; what is not said is left to the table.
    struct Leg: Sendable {
        /// FreePBX: `uniqueid`; FusionPBX: the number of a UUID.
        var id: Int
        /// The id of the call's first leg.
        var call: Int
        /// Unix time.
        var start: Int
        var destination = "1001"
        var duration = 10
        var billed = 0
        /// As `cdr query` says it.
        var disposition = "no_answer"
        /// FreePBX: the record's sequence; FusionPBX: beyond 1 it is a second leg.
        var sequence = 1
        var recording: String?
    }

    init(_ profile: String) {
        self.profile = profile
        number = "777\(Numbers.extension())"
    }

    var isFreePBX: Bool { profile == "freepbx" }
    private var database: String { profile == "fusionpbx54" ? "fusionpbx_54" : "fusionpbx" }

    /// A day long ago that no other record is of.
    static let day = 1_262_304_000

    func sql(_ statement: String) throws -> [String] {
        isFreePBX ? try Lab.mysql(statement, database: "asteriskcdrdb") : try Lab.postgres(statement, database: database)
    }

    /// The id of a record as pbxctl prints it.
    func id(_ number: Int) -> String {
        let suffix = String(number)
        return isFreePBX
            ? "lab-\(Self.day).\(self.number)\(suffix)"
            : "77777777-7777-4777-8777-\(String(repeating: "0", count: 12 - self.number.suffix(4).count - suffix.count))\(self.number.suffix(4))\(suffix)"
    }

    func add(_ legs: [Leg]) throws { _ = try sql(legs.map(isFreePBX ? asterisk : freeSWITCH).joined(separator: ";\n") + ";") }

    private func asterisk(_ leg: Leg) -> String {
        let words = ["no_answer": "NO ANSWER", "answered": "ANSWERED", "voicemail": "ANSWERED", "busy": "BUSY", "failed": "FAILED"]
        return """
            INSERT INTO cdr (calldate, src, cnum, dst, dcontext, channel, dstchannel, duration, billsec, disposition, lastapp, uniqueid, linkedid,
                sequence, recordingfile)
            VALUES (FROM_UNIXTIME(\(leg.start)), '\(number)', '\(number)', '\(leg.destination)', 'ext-local', 'PJSIP/\(number)-1',
                'PJSIP/\(leg.destination)-\(leg.sequence)', \(leg.duration), \(leg.billed), '\(words[leg.disposition] ?? "FAILED")',
                '\(leg.disposition == "voicemail" ? "VoiceMail" : "Dial")', '\(id(leg.id))', '\(id(leg.call))', \(leg.sequence), '\(leg.recording ?? "")')
            """
    }

    private func freeSWITCH(_ leg: Leg) -> String {
        let file = leg.recording.map { URL(filePath: $0) }
        return """
            INSERT INTO v_xml_cdr (xml_cdr_uuid, domain_uuid, domain_name, direction, caller_id_number, destination_number, start_stamp, start_epoch,
                end_stamp, duration, billsec, answer_epoch, answer_stamp, status, hangup_cause, leg, bridge_uuid, record_path, record_name)
            VALUES ('\(id(leg.id))', \(FusionPBX.identifier()), '\(FusionPBX.domain)', 'local', '\(number)', '\(leg.destination)',
                to_timestamp(\(leg.start)), \(leg.start), to_timestamp(\(leg.start + leg.duration)), \(leg.duration), \(leg.billed),
                \(leg.billed > 0 ? "\(leg.start + leg.duration - leg.billed)" : "NULL"),
                \(leg.billed > 0 ? "to_timestamp(\(leg.start + leg.duration - leg.billed))" : "NULL"),
                '\(leg.disposition)', 'NORMAL_CLEARING', '\(leg.id == leg.call ? "a" : "b")', \(leg.id == leg.call ? "NULL" : "'\(id(leg.call))'"),
                \(file.map { "'\($0.deletingLastPathComponent().path)'" } ?? "NULL"), \(file.map { "'\($0.lastPathComponent)'" } ?? "NULL"))
            """
    }

    func remove() { _ = try? sql("DELETE FROM \(isFreePBX ? "cdr WHERE src" : "v_xml_cdr WHERE caller_id_number") = '\(number)';") }

    /// `cdr VERB` of these records alone, as JSON.
    func run(_ verb: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws -> Program.Outcome {
        try Program.run(
            arguments: ["--profile", profile, "--time-zone", "UTC", "cdr", verb, "--src", number, "-o", "json"] + arguments, environment: environment)
    }

    func list(_ arguments: String...) throws -> [[String: Any]] {
        let outcome = try run("query", arguments)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        return try outcome.array()
    }
}
