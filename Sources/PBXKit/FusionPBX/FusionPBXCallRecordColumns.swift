/// The columns of `v_xml_cdr` as every version of FusionPBX has them.
struct FusionPBXCallRecordColumns {
    static let count = 18

    /// When the call began, comparable and in the type that an index on it has.
    let start: SQL
    /// What became of the call, in pbxctl's words.
    let disposition: SQL
    let list: SQL
    let hasLegs: Bool
    /// FusionPBX 4.4: `uuid`.
    let identifier: SQL

    init(connection: FusionPBXConnection) throws {
        let table = "v_xml_cdr"
        let known = try connection.database().columns(of: table)
        func has(_ name: String) -> Bool { known.contains { $0.name == name } }
        func column(_ name: String) -> SQL { has(name) ? "c.\(identifier: name)" : "NULL::text" }
        // FusionPBX 4.4 keeps its stamps without a zone, one of them as text; the epochs are exact in every version.
        func moment(_ name: String) -> SQL {
            known.first { $0.name == "\(name)_stamp" }?.dataType == "timestamp with time zone"
                ? "c.\(identifier: "\(name)_stamp")"
                : "to_timestamp(NULLIF(c.\(identifier: "\(name)_epoch"), 0)::double precision)"
        }
        start = moment("start")
        hasLegs = has("leg")
        identifier = has("xml_cdr_uuid") ? "c.xml_cdr_uuid" : "c.uuid"
        disposition = Self.disposition(has)
        let call: SQL =
            has("originating_leg_uuid")
            ? "COALESCE(c.originating_leg_uuid::text, CASE WHEN c.leg = 'b' THEN NULLIF(c.bridge_uuid::text, '') END)"
            : "NULL::text"
        let columns: [SQL] = [
            "\(identifier)::text", call, start, moment("answer"), moment("end"), column("direction"),
            column("caller_id_number"), column("caller_id_name"), column("destination_number"),
            column("caller_destination"), "c.duration::bigint", "c.billsec::bigint", disposition, column("hangup_cause"),
            column("record_path"), column("record_name"), column("accountcode"), column("leg"),
        ]
        list = columns.joined(separator: ", ")
    }

    /// FusionPBX: `status` (5.1.3 and later) says it; before, the flags and the cause of the hang-up do.
    private static func disposition(_ has: (String) -> Bool) -> SQL {
        let status: SQL =
            has("status")
            ? """
            WHEN c.status IN ('answered', 'busy', 'failed', 'voicemail', 'cancelled', 'no_answer') THEN c.status
            WHEN c.status = 'missed' THEN 'no_answer'
            """ : ""
        let voicemail: SQL =
            has("voicemail_message") ? "WHEN c.voicemail_message::text = 'true' THEN 'voicemail'" : ""
        let missed: SQL = has("missed_call") ? "WHEN c.missed_call::text = 'true' THEN 'no_answer'" : ""
        return """
            CASE \(status) \(voicemail)
                WHEN c.hangup_cause = 'USER_BUSY' THEN 'busy'
                WHEN c.billsec > 0 THEN 'answered'
                \(missed)
                WHEN c.hangup_cause IN ('NO_ANSWER', 'NO_USER_RESPONSE', 'ALLOTTED_TIMEOUT') THEN 'no_answer'
                WHEN c.hangup_cause = 'ORIGINATOR_CANCEL' THEN 'cancelled'
                WHEN c.answer_epoch > 0 THEN 'answered'
                ELSE 'failed' END
            """
    }
}
