/// An IVR (auto-attendant): a menu that callers walk with keys.
public struct IVR: Record, Equatable {
    public struct Option: Sendable, Equatable {
        public var digits: String
        public var target: Target

        public init(digits: String, target: Target) {
            self.digits = digits
            self.target = target
        }

        var cell: Cell {
            .object(Cell.Object([Cell.Entry("digits", .text(digits)), Cell.Entry("target", target.cell)], short: "\(digits)=\(target.short)"))
        }
    }

    public var id: String
    public var name: String?
    public var domain: String?
    public var uuid: String?
    public var number: String?
    public var announcement: String?
    public var timeoutSeconds: Int?
    public var options: [Option] = []
    public var invalidTarget: Target?
    public var timeoutTarget: Target?
    /// Whether callers may dial extensions.
    public var directDial: Bool?
    public var isEnabled: Bool?
    public var raw: Cell?

    public init(id: String) { self.id = id }

    public static let nameField = "ivr"
    public static let tableFields = ["ivr", "name", "domain", "number", "announcement", "options", "timeout_target"]
    public static let fields: [RecordField<IVR>] = [
        .text("ivr") { $0.id },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .text("number") { $0.number },
        .text("announcement") { $0.announcement },
        .number("timeout_seconds") { $0.timeoutSeconds },
        RecordField("options") { .list($0.options.map(\.cell)) },
        RecordField("invalid_target") { $0.invalidTarget?.cell ?? .null },
        RecordField("timeout_target") { $0.timeoutTarget?.cell ?? .null },
        .flag("direct_dial") { $0.directDial },
        .flag("enabled") { $0.isEnabled },
    ]
}
