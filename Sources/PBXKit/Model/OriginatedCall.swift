/// A call that pbxctl asked the PBX to place, and what became of it.
public struct OriginatedCall: Record, Equatable {
    public enum Outcome: String, Sendable, CaseIterable { case answered, busy, no_answer, failed, queued }

    public var id: String?
    public var callID: String?
    public var channel: String?
    public var state: String?
    public var source: String
    public var sourceName: String?
    public var destination: String
    public var `extension`: String?
    public var started: String?
    public var durationSeconds: Int?
    public var application: String?
    public var bridgedTo: String?
    public var domain: String?
    public var outcome: Outcome
    /// The switch's own word for why: `USER_BUSY`, `17`.
    public var cause: String?

    public init(source: String, destination: String, outcome: Outcome) {
        self.source = source
        self.destination = destination
        self.outcome = outcome
    }

    public static let nameField = "id"
    public static let tableFields = ["src", "dst", "outcome", "cause", "id"]
    public static let fields: [RecordField<OriginatedCall>] = [
        .text("id") { $0.id },
        .text("call_id") { $0.callID },
        .text("channel") { $0.channel },
        .text("state") { $0.state },
        .text("src") { $0.source },
        .text("src_name") { $0.sourceName },
        .text("dst") { $0.destination },
        .text("extension") { $0.extension },
        .text("started") { $0.started },
        .number("duration_seconds") { $0.durationSeconds },
        .text("application") { $0.application },
        .text("bridged_to") { $0.bridgedTo },
        .text("domain") { $0.domain },
        .text("outcome") { $0.outcome.rawValue },
        .text("cause") { $0.cause },
    ]
}
