/// An extension's follow-me: what rings besides its own phone.
public struct FollowMe: Record, Equatable {
    public struct Member: Sendable, Equatable {
        public var number: String
        public var isExternal: Bool?
        public var delaySeconds: Int?
        public var ringSeconds: Int?
        /// Whether the one who answers has to press a key.
        public var asksToConfirm: Bool?

        public init(number: String) { self.number = number }

        var cell: Cell {
            .object(Cell.Object([
                Cell.Entry("number", .text(number)), Cell.Entry("external", Cell(isExternal)),
                Cell.Entry("delay_seconds", Cell(delaySeconds)), Cell.Entry("ring_seconds", Cell(ringSeconds)),
                Cell.Entry("confirm", Cell(asksToConfirm)),
            ], short: number))
        }
    }

    public var `extension`: String
    public var domain: String?
    public var isEnabled: Bool
    public var strategy: String?
    /// How long the extension rings alone.
    public var ringAloneSeconds: Int?
    /// How long the list rings.
    public var ringListSeconds: Int?
    public var members: [Member] = []
    public var noAnswerTarget: Target?
    public var raw: Cell?

    public init(extension: String, isEnabled: Bool) {
        self.extension = `extension`
        self.isEnabled = isEnabled
    }

    public static let nameField = "extension"
    public static let tableFields = ["extension", "domain", "enabled", "ring_alone_seconds", "ring_list_seconds", "members"]
    public static let fields: [RecordField<FollowMe>] = [
        .text("extension") { $0.extension },
        .text("domain") { $0.domain },
        .flag("enabled") { $0.isEnabled },
        .text("strategy") { $0.strategy },
        .number("ring_alone_seconds") { $0.ringAloneSeconds },
        .number("ring_list_seconds") { $0.ringListSeconds },
        RecordField("members") { .list($0.members.map(\.cell)) },
        RecordField("no_answer_target") { $0.noAnswerTarget?.cell ?? .null },
    ]
}

/// What is done to an extension's follow-me.
public enum FollowMeAction: Sendable, Equatable {
    case add(number: String)
    case remove(number: String)
    case enable
    case disable
}
