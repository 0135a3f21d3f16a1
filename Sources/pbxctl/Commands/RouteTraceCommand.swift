import PBXKit

/// `pbxctl route trace`
extension RouteCommands {
    static let caller = Option.text(
        "from", value: "EXT", completion: .live(.extensions), "The extension that calls: its caller id and what it may dial.")

    static let trace: Command = .init(
        path: ["route", "trace"], summary: "Say which outbound route takes a number, and over which trunks.",
        discussion: [
            "The number is taken as the phone sends it. A row for each trunk of the route in the order they are tried, with what is dialled on it; one that is switched off (enabled) is passed over. A number that something inside the PBX has goes out over no trunk.",
            "Where no route takes the number the status is 9; an extension that does not exist is 3.",
        ],
        operands: [Operand(name: "number", help: "The number as it is dialled.")], options: [caller],
        examples: [
            .init("What happens when 1001 calls 911", "pbxctl route trace 911 --from 1001"),
            .init("Which trunk comes first", "pbxctl route trace 15559876543 --from 1001 --fields trunk --no-header | head -1"),
        ],
        fields: OutboundStep.fieldNames, failures: Command.pbxFailures + [.negative]
    ) { invocation, session in
        let number = try invocation.required(0)
        guard !number.isEmpty else { throw PBXError(.usage, "<number>", "is empty", remedy: "write it as it is dialled") }
        guard let from = invocation[caller] else {
            throw PBXError(.usage, "--from", "is missing", remedy: "name the extension that calls: --from 1001")
        }
        let system = try session.system()
        let paths = try session.offered(system.callPaths, "route trace")
        let steps = try paths.outbound(number, from: from)
        // Where calls go on from there is not asked.
        let graph = try paths.graph(asking: .nothing)
        if let inside = try graph.position(dialling: number, domain: system.domainName()) {
            throw PBXError(
                .negative, "number \(DisplayText.printable(number))", "is \(graph.nodes[inside].short) inside the PBX: no route takes it",
                remedy: "see `pbxctl target numbers`")
        }
        guard !steps.isEmpty else {
            throw PBXError(
                .negative, "number \(DisplayText.printable(number))", "no outbound route takes it from extension \(from)",
                remedy: "see `pbxctl route patterns`")
        }
        try session.output.list(OutboundStep.self) { emit in for step in steps { try emit(step) } }
    }
}
