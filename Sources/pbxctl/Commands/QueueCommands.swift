import PBXKit

/// `pbxctl queue …`
enum QueueCommands {
    static let noun: Noun = .init(
        name: "queue", aliases: ["queues"], summary: "Queues and their agents.",
        commands: [
            ListingCommands.list(
                "queue", "List queues with their live members.", Queue.self,
                example: .init("Who waits where", "pbxctl queue list --fields queue,name,waiting"), mirrors: ["R38"]
            ) { $0.queues?.listing },
            show,
        ] + QueueAgentCommands.all)

    static let show: Command = .init(
        path: ["queue", "show"], summary: "Show one queue.",
        operands: [Operand(name: "queue", help: "Its number or id, else its name.")], options: WatchOptions.all + [SharedOptions.raw],
        examples: [
            .init("Its agents", "pbxctl queue show 700 -o json | jq .members"),
            .init("A board of its agents and callers", "pbxctl queue show 700 --watch"),
        ],
        fields: Queue.fieldNames, failures: Command.pbxFailures + [.notFound, .conflict, .notOffered]
    ) { invocation, session in
        let queues = try session.offered(session.system().queues, "queue show")
        let options = SharedOptions.readOptions(invocation)
        let wanted = try invocation.required(0)
        guard let seconds = try WatchOptions.pause(invocation) else {
            return try session.output.show(queues.find(wanted, options), raw: options.raw)
        }
        if session.output.redrawsInPlace {
            try session.output.live { screen in
                try WatchOptions.forever(every: seconds) { screen.show(board(of: try queues.find(wanted, options), seconds)) }
            }
        } else {
            try session.output.watch("", raw: options.raw) { see in
                try WatchOptions.forever(every: seconds) { try see([queues.find(wanted, options)], false) }
            }
        }
    }

    /// Its agents, with who waits in the title.
    private static func board(of queue: Queue, _ seconds: Int) -> LiveScreen.Picture {
        let waiting = queue.waiting.map { "\($0) waiting" } ?? "the switch does not say who waits"
        return LiveScreen.Picture(
            title: "queue \(queue.number) \(queue.name ?? "") · \(waiting) · every \(seconds) s · Ctrl-C ends",
            columns: ["agent", "name", "status", "paused", "penalty", "calls_taken"],
            rows: queue.members.map { member in
                [
                    .text(member.agent), Cell(member.name), Cell(member.status), Cell(member.isPaused), Cell(member.penalty),
                    Cell(member.callsTaken),
                ]
            })
    }
}
