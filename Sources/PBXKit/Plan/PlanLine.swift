/// One line of a printed plan: a field of a store, before and after. Secrets are hidden.
public struct PlanLine: Record, Equatable {
    /// `sql`, `astdb`, `file`, `folder`, `message`, `timer`, `cache`, `switch`.
    public var store: String
    /// `users extension=1001`, `AMPUSER/1001/cidname`, `voicemail.conf [default] 1001`.
    public var object: String
    /// `insert`, `update`, `delete`, `send`.
    public var action: String
    public var field: String?
    public var before: String?
    public var after: String?

    public static let nameField = "object"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<PlanLine>] = [
        .text("store") { $0.store },
        .text("object") { $0.object },
        .text("action") { $0.action },
        .text("field") { $0.field },
        .text("before") { $0.before },
        .text("after") { $0.after },
    ]
}

extension Plan {
    /// The plan as `--dry-run` prints it.
    public var lines: [PlanLine] { steps.flatMap(\.lines) }

    /// Lends the lines to `body` one after the other: an import has very many.
    public func forEachLine(_ body: (PlanLine) throws -> Void) rethrows {
        for step in steps { for line in step.lines { try body(line) } }
    }
}

extension Step {
    static let hidden = "(hidden)"

    var lines: [PlanLine] {
        switch self {
        case .row(let step):
            step.lines
        case .astDB(let step):
            [PlanLine(
                store: "astdb", object: "\(step.family)/\(step.key)", action: Self.action(step.before, step.after),
                before: step.before, after: step.after)]
        case .configurationLine(let step):
            [PlanLine(
                store: "file", object: "\(step.file) [\(step.section)] \(step.name)",
                action: Self.action(step.before, step.after),
                before: step.isSecret ? step.before.map { _ in Self.hidden } : step.before,
                after: step.isSecret ? step.after.map { _ in Self.hidden } : step.after)]
        case .folder(let step):
            [PlanLine(store: "folder", object: step.path, action: "delete")]
        case .message(let step):
            [PlanLine(
                store: "message", object: "\(step.mailbox)@\(step.context) \(step.id)", action: Self.action(step.before, step.after),
                field: "folder", before: step.before, after: step.after)]
        case .timer(let step):
            [PlanLine(
                store: "timer", object: "end of TC/\(step.condition)", action: Self.action(step.before, step.after),
                before: step.before?.shown, after: step.after?.shown)]
        case .cacheKey(let key):
            [PlanLine(store: "cache", object: key, action: "delete")]
        case .notification(.variable(let name, let value)):
            [PlanLine(store: "switch", object: name, action: "send", after: value)]
        case .notification(.reloadModule(let module)):
            [PlanLine(store: "switch", object: "module reload \(module)", action: "send")]
        case .notification(.switchCommand(let command)):
            [PlanLine(store: "switch", object: command, action: "send")]
        case .notification(.switchEvent(let event)):
            [PlanLine(
                store: "switch", object: "\(event.name) \(event["from"] ?? event.toProfilesOf ?? "")", action: "send",
                field: event["answer-state"].map { _ in "answer-state" }, after: event["answer-state"])]
        }
    }

    private static func action<Value>(_ before: Value?, _ after: Value?) -> String {
        before == nil ? "insert" : after == nil ? "delete" : "update"
    }
}

extension TimerStep.End {
    fileprivate var shown: String { Timestamp(seconds: moment).iso8601(in: .utc) }
}

extension RowStep {
    fileprivate var lines: [PlanLine] {
        let object = ([table] + key.map { "\($0.name)=\($0.shown ?? "NULL")" }).joined(separator: " ")
        guard let after else { return [PlanLine(store: "sql", object: object, action: "delete")] }
        let action = before == nil ? "insert" : "update"
        return after.map { column in
            PlanLine(
                store: "sql", object: object, action: action, field: column.name,
                before: before?.first { $0.name == column.name }?.shown, after: column.shown)
        }
    }
}

extension RowStep.Column {
    fileprivate var shown: String? {
        switch value {
        case .null: nil
        case .text(let text): isSecret ? Step.hidden : text
        case .integer(let number): isSecret ? Step.hidden : String(number)
        }
    }
}
