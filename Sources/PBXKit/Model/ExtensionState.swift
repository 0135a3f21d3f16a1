/// What an extension is doing right now.
public struct ExtensionState: Record, Equatable {
    public enum State: String, Sendable, CaseIterable { case idle, ringing, in_use, busy, on_hold, unavailable, unknown }

    public var `extension`: String
    public var name: String?
    public var domain: String?
    public var state: State
    public var isRegistered: Bool?
    public var doNotDisturb: Bool?
    public var callForwardAll: String?
    public var presence: String?
    public var presenceMessage: String?
    /// Calls it takes part in.
    public var calls: Int?
    public var raw: Cell?

    public init(extension: String, state: State) {
        self.extension = `extension`
        self.state = state
    }

    public static let nameField = "extension"
    public static let tableFields = ["extension", "name", "state", "registered", "do_not_disturb", "call_forward_all", "calls"]
    public static let fields: [RecordField<ExtensionState>] = [
        .text("extension") { $0.extension },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("state") { $0.state.rawValue },
        .flag("registered") { $0.isRegistered },
        .flag("do_not_disturb") { $0.doNotDisturb },
        .text("call_forward_all") { $0.callForwardAll },
        .text("presence") { $0.presence },
        .text("presence_message") { $0.presenceMessage },
        .number("calls") { $0.calls },
    ]
}
