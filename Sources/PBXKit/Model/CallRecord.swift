/// Call detail records: each one leg of a call as the PBX wrote it down, or with its other legs a whole call.
///
/// They are never values: their fields go from the database's buffer to the output as `RowFields`.
public enum CallRecord: FieldNaming {
    public enum Direction: String, Sendable, CaseIterable { case inbound, outbound, `internal` }
    public enum Disposition: String, Sendable, CaseIterable {
        case answered, no_answer, busy, failed, cancelled, voicemail
    }

    /// The fields in the order of the JSON contract; a raw value is its name there.
    public enum Field: String, Sendable, CaseIterable {
        /// FreePBX: the channel's unique id, which the records of some calls share.
        case id
        /// What all legs of a call share.
        case callID = "call_id"
        /// ISO 8601 with offset, in the zone that output is shown in; likewise `answer` and `end`.
        case start, answer, end
        case direction
        case source = "src", sourceName = "src_name", destination = "dst", destinationName = "dst_name", did, `extension`
        case duration = "duration_seconds", billable = "billable_seconds", disposition, hangupCause = "hangup_cause"
        /// The recording's file as the PBX names it.
        case recording
        case accountCode = "account_code"
        /// `a` or `b` on FusionPBX; the record's sequence within the call on FreePBX.
        case leg
        case domain
        /// How many records the call has: of whole calls only.
        case legCount = "leg_count"
        /// Where to go on after this record; see `CallRecordCursor`.
        case cursor

        /// Those that are there only where they are asked for.
        public static let onRequest: [Field] = [.legCount, .cursor]
    }

    public static let fieldNames = Field.allCases.filter { !Field.onRequest.contains($0) }.map(\.rawValue)
    public static let nameField = "id"
    public static let tableFields = [
        "start", "direction", "src", "src_name", "dst", "did", "duration_seconds", "billable_seconds", "disposition",
    ]
}
