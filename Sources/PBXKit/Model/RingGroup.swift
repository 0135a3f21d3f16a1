/// A ring group: a number that rings several.
public struct RingGroup: Record, Equatable {
    /// How its members are rung; the raw value is the documented word.
    public enum Strategy: String, Sendable, CaseIterable { case simultaneous, sequence, enterprise, rollover, random }

    /// One number that is rung.
    public struct Member: Sendable, Equatable {
        public var number: String
        public var delaySeconds: Int?
        public var ringSeconds: Int?
        /// Whether it is a number outside the PBX.
        public var isExternal: Bool?

        public init(number: String, delaySeconds: Int? = nil, ringSeconds: Int? = nil, isExternal: Bool? = nil) {
            self.number = number
            self.delaySeconds = delaySeconds
            self.ringSeconds = ringSeconds
            self.isExternal = isExternal
        }

        var cell: Cell {
            .object(Cell.Object([
                Cell.Entry("number", .text(number)), Cell.Entry("delay_seconds", Cell(delaySeconds)),
                Cell.Entry("ring_seconds", Cell(ringSeconds)), Cell.Entry("external", Cell(isExternal)),
            ], short: number))
        }
    }

    public var number: String
    public var name: String?
    public var domain: String?
    public var uuid: String?
    public var isEnabled: Bool?
    /// The documented word where there is one, else the PBX's own.
    public var strategy: String?
    public var ringSeconds: Int?
    public var members: [Member] = []
    public var noAnswerTarget: Target?
    public var callerIDPrefix: String?
    public var description: String?
    public var raw: Cell?

    public init(number: String) { self.number = number }

    public static let nameField = "ringgroup"
    public static let tableFields = ["ringgroup", "name", "domain", "strategy", "ring_seconds", "members", "no_answer_target"]
    public static let fields: [RecordField<RingGroup>] = [
        .text("ringgroup") { $0.number },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .flag("enabled") { $0.isEnabled },
        .text("strategy") { $0.strategy },
        .number("ring_seconds") { $0.ringSeconds },
        RecordField("members") { .list($0.members.map(\.cell)) },
        RecordField("no_answer_target") { $0.noAnswerTarget?.cell ?? .null },
        .text("caller_id_prefix") { $0.callerIDPrefix },
        .text("description") { $0.description },
    ]
}

/// A change to a ring group, or what a new one is to be like.
public struct RingGroupChange: Sendable, Equatable {
    public var name: Change<String> = .keep
    /// The documented word, or on FreePBX one of its own.
    public var strategy: Change<String> = .keep
    public var ringSeconds: Change<Int> = .keep
    public var members: Change<[RingGroup.Member]> = .keep
    public var noAnswerTarget: Change<TargetRequest> = .keep
    public var callerIDPrefix: Change<String> = .keep
    public var description: Change<String> = .keep
    public var isEnabled: Change<Bool> = .keep

    public init() {}
}
