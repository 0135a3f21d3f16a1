/// A call flow control: a switch between two targets, turned by hand.
public struct CallFlow: Record, Equatable {
    /// `normal` is day on FreePBX, `alternate` night.
    public enum State: String, Sendable, CaseIterable { case normal, alternate }

    public var id: String
    public var name: String?
    public var domain: String?
    public var uuid: String?
    public var featureCode: String?
    public var state: State?
    public var normalTarget: Target?
    public var alternateTarget: Target?
    public var raw: Cell?

    public init(id: String) { self.id = id }

    public static let nameField = "callflow"
    public static let tableFields = ["callflow", "name", "domain", "feature_code", "state", "normal_target", "alternate_target"]
    public static let fields: [RecordField<CallFlow>] = [
        .text("callflow") { $0.id },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .text("feature_code") { $0.featureCode },
        .text("state") { $0.state?.rawValue },
        RecordField("normal_target") { $0.normalTarget?.cell ?? .null },
        RecordField("alternate_target") { $0.alternateTarget?.cell ?? .null },
    ]
}
