import PBXKit

/// What became of one line of a batch.
struct BatchReport {
    var number: Int
    var command: String
    /// nil: it was not run.
    var status: Int32?
    var hasChanged = false
    /// What the command printed: an object, an array, or a text.
    var result: Cell?
    var error: PBXError?

    static let keys = ["line", "command", "status", "changed", "result", "error"]

    init(_ entry: BatchEntry) {
        number = entry.number
        command = entry.shown
    }

    mutating func fail(_ error: PBXError) {
        self.error = error
        status = error.kind.exitStatus
    }

    var cells: [Cell] {
        [
            .integer(number), .text(command), Cell(status.map { Int($0) }), .flag(hasChanged), result ?? .null,
            error.map { .object(Cell.Object(ErrorText.entries(of: $0))) } ?? .null,
        ]
    }
}
