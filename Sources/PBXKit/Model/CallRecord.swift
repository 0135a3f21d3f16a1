/// One call detail record: one leg of a call as the PBX wrote it down.
public struct CallRecord: Record, Equatable {
    public enum Direction: String, Sendable, CaseIterable { case inbound, outbound, `internal` }
    public enum Disposition: String, Sendable, CaseIterable {
        case answered, no_answer, busy, failed, cancelled, voicemail
    }

    public var id: String
    public var callID: String?
    /// ISO 8601 with offset, in the zone that output is shown in; likewise `answer` and `end`.
    public var start: String?
    public var answer: String?
    public var end: String?
    public var direction: Direction?
    public var source: String?
    public var sourceName: String?
    public var destination: String?
    public var destinationName: String?
    public var did: String?
    public var `extension`: String?
    public var durationSeconds: Int?
    public var billableSeconds: Int?
    public var disposition: Disposition?
    public var hangupCause: String?
    /// The recording's file as the PBX names it, or nil.
    public var recording: String?
    public var accountCode: String?
    /// `a` or `b` on FusionPBX; the record's sequence within the call on FreePBX.
    public var leg: String?
    public var domain: String?
    public var raw: Cell?

    public init(id: String) { self.id = id }

    /// The fields in the order of the JSON contract; a raw value is its name there.
    public enum Field: String, Sendable, CaseIterable {
        case id, callID = "call_id", start, answer, end, direction
        case source = "src", sourceName = "src_name", destination = "dst", destinationName = "dst_name", did, `extension`
        case duration = "duration_seconds", billable = "billable_seconds", disposition, hangupCause = "hangup_cause"
        case recording, accountCode = "account_code", leg, domain
    }

    public static let nameField = "id"
    public static let tableFields = [
        "start", "direction", "src", "src_name", "dst", "did", "duration_seconds", "billable_seconds", "disposition",
    ]
    public static let fields: [RecordField<CallRecord>] = parties + outcome

    private static let parties: [RecordField<CallRecord>] = [
        .text("id") { $0.id },
        .text("call_id") { $0.callID },
        .text("start") { $0.start },
        .text("answer") { $0.answer },
        .text("end") { $0.end },
        .text("direction") { $0.direction?.rawValue },
        .text("src") { $0.source },
        .text("src_name") { $0.sourceName },
        .text("dst") { $0.destination },
        .text("dst_name") { $0.destinationName },
        .text("did") { $0.did },
        .text("extension") { $0.extension },
    ]
    private static let outcome: [RecordField<CallRecord>] = [
        .number("duration_seconds") { $0.durationSeconds },
        .number("billable_seconds") { $0.billableSeconds },
        .text("disposition") { $0.disposition?.rawValue },
        .text("hangup_cause") { $0.hangupCause },
        .text("recording") { $0.recording },
        .text("account_code") { $0.accountCode },
        .text("leg") { $0.leg },
        .text("domain") { $0.domain },
    ]
}
