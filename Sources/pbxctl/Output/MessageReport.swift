import PBXKit

/// What a command did to messages of a mailbox: in JSON a report as of every other write, else the messages.
struct MessageReport {
    private let operation: Plan.Operation
    private let mailbox: String
    private let before: [VoicemailMessage]
    /// nil: a dry run.
    private let after: [VoicemailMessage]?
    private let shown: [VoicemailMessage]

    init(
        _ operation: Plan.Operation, _ mailbox: String, before: [VoicemailMessage], after: [VoicemailMessage]?,
        shown: [VoicemailMessage]
    ) {
        self.operation = operation
        self.mailbox = mailbox
        self.before = before
        self.after = after
        self.shown = shown
    }

    /// Messages that were moved to where they are, or are as they were to be marked, are unchanged.
    private var hasChanged: Bool { operation == .delete ? !before.isEmpty : before != shown }

    func print(to session: Session) throws {
        if after != nil, hasChanged { session.work.hasChanged = true }
        let output = session.output
        switch output.format {
        case .json, .ndjson:
            let values: [Cell] = [
                .flag(hasChanged), .text("voicemail"), .text(mailbox), Self.list(before), after.map(Self.list) ?? .null,
                .flag(false), .list([]),
            ]
            try output.object(zip(ChangeReport.keys, values).map(Cell.Entry.init))
        case .table, .csv, .tsv, .name:
            try output.list(VoicemailMessage.self) { emit in for message in shown { try emit(message) } }
        }
        if after == nil {
            output.note("dry run: nothing was changed")
        } else if !hasChanged {
            output.note("mailbox \(mailbox): unchanged")
        }
    }

    private static func list(_ messages: [VoicemailMessage]) -> Cell { .list(messages.map { .object(Cell.Object($0.entries)) }) }
}
