import PBXKit

/// A trace as a diagram in the language of a program that draws it: each place once, and the ways between.
struct TraceDiagram {
    private struct Way: Hashable {
        var from, to: Int
        var words: String
    }

    private var places: [(position: Int, step: CallTrace.Step)] = []
    private var ways: [Way] = []

    init(of trace: CallTrace) {
        var seen: Set<Int> = []
        var drawn: Set<Way> = []
        func add(_ step: CallTrace.Step) {
            if seen.insert(step.position).inserted { places.append((step.position, step)) }
            for next in step.steps {
                let way = Way(from: step.position, to: next.position, words: next.role?.words ?? "")
                if drawn.insert(way).inserted { ways.append(way) }
                add(next)
            }
        }
        add(trace.root)
    }

    /// For `dot` of Graphviz.
    var graphviz: String {
        var text = "digraph call {\n    rankdir=LR;\n    node [shape=box];\n"
        for place in places {
            let style = place.step.node.exists ? "" : ", style=dashed, color=red"
            text += "    n\(place.position) [label=\"\(Self.graphvizText(label(place.step, newline: "\n")))\"\(style)];\n"
        }
        for way in ways { text += "    n\(way.from) -> n\(way.to) [label=\"\(Self.graphvizText(way.words))\"];\n" }
        return text + "}\n"
    }

    /// For Mermaid, which Markdown viewers draw.
    var mermaid: String {
        var text = "flowchart LR\n"
        for place in places { text += "    n\(place.position)[\"\(Self.mermaidText(label(place.step, newline: "\n")))\"]\n" }
        for way in ways { text += "    n\(way.from) -->|\"\(Self.mermaidText(way.words))\"| n\(way.to)\n" }
        return text
    }

    private func label(_ step: CallTrace.Step, newline: String) -> String {
        // Where a place repeats is the tree's matter.
        var once = step
        once.repetition = nil
        return ([step.node.short, step.node.name].compactMap { $0 } + TraceTree.notes(once).map { "(\($0))" }).joined(separator: newline)
    }

    /// Graphviz: backslashes begin escapes, quotes end the string.
    private static func graphvizText(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }

    /// Mermaid: entities by number, and a line break as a tag.
    private static func mermaidText(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "<br/>"
            case "\"", "#", "<", ">", "&", ";", "\\", "`", "|": result += "#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
