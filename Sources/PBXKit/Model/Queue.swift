/// A queue: callers wait until an agent is free.
public struct Queue: Record, Equatable {
    public struct Member: Sendable, Equatable {
        /// The agent's extension, or the agent's own name where it has none.
        public var agent: String
        public var name: String?
        /// Configured rather than logged in.
        public var isStatic: Bool?
        public var penalty: Int?
        public var isPaused: Bool?
        /// The switch's own word.
        public var status: String?
        public var callsTaken: Int?

        public init(agent: String) { self.agent = agent }

        var cell: Cell {
            .object(Cell.Object([
                Cell.Entry("agent", .text(agent)), Cell.Entry("name", Cell(name)), Cell.Entry("static", Cell(isStatic)),
                Cell.Entry("penalty", Cell(penalty)), Cell.Entry("paused", Cell(isPaused)),
                Cell.Entry("status", Cell(status)), Cell.Entry("calls_taken", Cell(callsTaken)),
            ], short: agent))
        }
    }

    public var number: String
    public var name: String?
    public var domain: String?
    public var uuid: String?
    public var strategy: String?
    public var ringSeconds: Int?
    public var maximumWaitSeconds: Int?
    public var members: [Member] = []
    /// Callers waiting; nil where the switch does not say.
    public var waiting: Int?
    public var failTarget: Target?
    public var raw: Cell?

    public init(number: String) { self.number = number }

    public static let nameField = "queue"
    public static let tableFields = ["queue", "name", "domain", "strategy", "members", "waiting", "fail_target"]
    public static let fields: [RecordField<Queue>] = [
        .text("queue") { $0.number },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .text("strategy") { $0.strategy },
        .number("ring_seconds") { $0.ringSeconds },
        .number("max_wait_seconds") { $0.maximumWaitSeconds },
        RecordField("members") { .list($0.members.map(\.cell)) },
        .number("waiting") { $0.waiting },
        RecordField("fail_target") { $0.failTarget?.cell ?? .null },
    ]
}
