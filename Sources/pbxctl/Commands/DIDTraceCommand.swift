import PBXKit

/// `pbxctl did trace`
extension DIDCommands {
    static let moment = Option.text(
        "at", value: "TIME", default: "now", "What time conditions say at TIME (see: pbxctl help time).")
    static let caller = Option.text("caller", value: "NUMBER", "The caller's number: routes for that caller alone count, too.")
    static let graphviz = Option.flag("graphviz", "Print a diagram for dot, Graphviz's program, instead.")
    static let mermaid = Option.flag("mermaid", "Print a diagram for Mermaid instead.")

    static let trace: Command = .init(
        path: ["did", "trace"], summary: "Show the way that calls to a number take, as a tree.",
        discussion: [
            "The number is taken as a carrier sends it. Time conditions are evaluated at the moment asked for, in the PBX's zone, with their overrides as they stand now; call flows as they are turned now. Of what the caller or the phones decide, every way is shown: the options of a menu, the members of a group, what follows when nobody answers.",
            "A way that leads back to where the call has been is marked `loop`, what is shown further up `above`. On a terminal, and with -o table, it is a tree; in other formats a row for each step, with the number of the step before it.",
            "A number that no inbound route takes is status 3.",
        ],
        operands: [number], options: [moment, caller, graphviz, mermaid], exclusive: [["graphviz", "mermaid"]],
        examples: [
            .init("Where does this call go, now", "pbxctl did trace 15551230000"),
            .init("And at night", "pbxctl did trace 15551230000 --at '2026-11-21 03:00'"),
            .init("As a picture", "pbxctl did trace 15551230000 --graphviz > trace.dot"),
            .init("Whose phones can ring", "pbxctl did trace 15551230000 -o json | jq -r '.[] | select(.type == \"extension\").id'"),
        ],
        fields: TraceRow.fieldNames, failures: Command.pbxFailures
    ) { invocation, session in
        let number = try invocation.required(0)
        let system = try session.system()
        let paths = try session.offered(system.callPaths, "did trace")
        let shown = try invocation[moment] == nil ? nil : system.callRecords?.timeZone()
        let now = Timestamp.now()
        let at = try invocation[moment].map { try TimeInput.parse($0, now: now, zone: shown ?? .utc) } ?? now
        var graph = try paths.graph()
        guard let entry = try paths.entry(number, caller: invocation[caller], in: graph) else {
            throw PBXError(
                .notFound, "inbound number \(DisplayText.printable(number))", "no inbound route takes its calls", remedy: "see `pbxctl did list`")
        }
        let reached = graph.reachable(from: [entry])
        try paths.addStates(of: graph.nodes.indices.filter { reached[$0] }, to: &graph)
        let trace = CallTrace(from: entry, in: graph, at: at, zone: try paths.timeZone())
        if invocation[graphviz] ?? false { return try session.output.raw(TraceDiagram(of: trace).graphviz) }
        if invocation[mermaid] ?? false { return try session.output.raw(TraceDiagram(of: trace).mermaid) }
        if session.output.format == .table, !session.output.hasSelection {
            return try session.output.raw(TraceTree.text(of: trace, isUnicode: session.output.canvas.isUnicode))
        }
        try session.output.list(TraceRow.self) { emit in for row in trace.rows { try emit(row) } }
    }
}
