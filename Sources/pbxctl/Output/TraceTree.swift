import PBXKit

/// A trace as a tree of lines.
enum TraceTree {
    static func text(of trace: CallTrace, isUnicode: Bool) -> String {
        var text = ""
        func add(_ step: CallTrace.Step, _ lead: String, _ below: String) {
            text += lead + line(step) + "\n"
            for (position, next) in step.steps.enumerated() {
                let isLast = position == step.steps.count - 1
                let marks = isUnicode ? (isLast ? ("└─ ", "   ") : ("├─ ", "│  ")) : (isLast ? ("`- ", "   ") : ("|- ", "|  "))
                add(next, below + marks.0, below + marks.1)
            }
        }
        add(trace.root, "", "")
        return text
    }

    /// `option 1: ringgroup:600 Sales`, and what it says of itself.
    private static func line(_ step: CallTrace.Step) -> String {
        var words = step.role.map { [$0.words + ":"] } ?? []
        words.append(step.node.short)
        if let name = step.node.name { words.append(name) }
        return DisplayText.printable((words + notes(step).map { "(\($0))" }).joined(separator: " "))
    }

    /// What is to be known of a place beside its name.
    static func notes(_ step: CallTrace.Step) -> [String] {
        var notes = [step.state].compactMap { $0 } + step.node.remarks
        if !step.node.exists { notes.append("does not exist") }
        if !step.node.isEnabled { notes.append("switched off") }
        switch step.repetition {
        case .loop: notes.append("loop")
        case .above: notes.append("see above")
        case nil: break
        }
        return notes
    }
}
