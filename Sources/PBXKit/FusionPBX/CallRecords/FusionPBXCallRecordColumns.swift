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
    /// What the legs of a call share; a first leg's is its own id.
    let call: SQL
    /// The columns that all of this is made of.
    let needed: SQL
    /// FusionPBX 4.4 has no column of times to compare with: it is the Unix time then.
    private let startsAtEpoch: Bool

    init(connection: FusionPBXConnection) throws {
        let table = "v_xml_cdr"
        let known = try connection.database().columns(of: table)
        func has(_ name: String) -> Bool { known.contains { $0.name == name } }
        // Whatever is listed is of a type that is read in the server's own form.
        func column(_ name: String) -> SQL {
            guard let type = known.first(where: { $0.name == name })?.dataType else { return "NULL::text" }
            return Self.compactTypes.contains(type) ? "c.\(identifier: name)" : "c.\(identifier: name)::text"
        }
        // FusionPBX 4.4 keeps its stamps without a zone, one of them as text; the epochs are exact in every version.
        func moment(_ name: String) -> SQL {
            known.first { $0.name == "\(name)_stamp" }?.dataType == Self.momentType
                ? "c.\(identifier: "\(name)_stamp")"
                : "to_timestamp(NULLIF(c.\(identifier: "\(name)_epoch"), 0)::double precision)"
        }
        start = moment("start")
        hasLegs = has("leg")
        let identifierName = has("xml_cdr_uuid") ? "xml_cdr_uuid" : "uuid"
        identifier = "c.\(identifier: identifierName)"
        disposition = Self.disposition(has)
        startsAtEpoch = known.first { $0.name == "start_stamp" }?.dataType != Self.momentType
        let other: SQL =
            has("originating_leg_uuid")
            ? "COALESCE(c.originating_leg_uuid::text, CASE WHEN c.leg = 'b' THEN NULLIF(c.bridge_uuid::text, '') END)"
            : "NULL::text"
        call = "COALESCE(\(other), \(identifier)::text)"
        needed = Self.names.filter(has).map { "c.\(identifier: $0)" }.joined(separator: ", ")
        let columns: [SQL] = [
            column(identifierName), other, start, moment("answer"), moment("end"), column("direction"),
            column("caller_id_number"), column("caller_id_name"), column("destination_number"),
            column("caller_destination"), "c.duration::bigint", "c.billsec::bigint", disposition, column("hangup_cause"),
            column("record_path"), column("record_name"), column("accountcode"), column("leg"),
        ]
        list = columns.joined(separator: ", ")
    }

    private static let momentType = "timestamp with time zone"
    private static let compactTypes: Set = ["text", "character varying", "character", "uuid"]

    private static let names = [
        "xml_cdr_uuid", "uuid", "domain_uuid", "domain_name", "extension_uuid", "direction", "caller_id_name", "caller_id_number",
        "caller_destination", "source_number", "destination_number", "start_stamp", "answer_stamp", "end_stamp", "start_epoch",
        "answer_epoch", "end_epoch", "duration", "billsec", "status", "hangup_cause", "record_path", "record_name", "accountcode",
        "leg", "voicemail_message", "missed_call", "bridge_uuid", "originating_leg_uuid",
    ]

    /// Calls that began at or after a Unix time: the column alone on one side, so that an index an administrator made for it
    /// is used.
    func began(from seconds: Int) -> SQL {
        startsAtEpoch ? "c.start_epoch >= \(seconds)" : "\(start) >= to_timestamp(\(seconds))"
    }

    /// Calls that began at or before a Unix time, in that second.
    func began(until seconds: Int) -> SQL {
        startsAtEpoch ? "c.start_epoch < \(seconds + 1)" : "\(start) < to_timestamp(\(seconds + 1))"
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
