import PBXKit

/// `pbxctl queue agent …`
enum QueueAgentCommands {
    static let all: [Command] = [
        command(.login, "Log an agent into a queue.", "At the beginning of a shift"),
        command(.logout, "Log an agent out of a queue.", "Who forgot it"),
        command(.pause, "Let an agent pause: it gets no calls.", "For lunch"),
        command(.unpause, "Let an agent go on after a pause.", "After lunch"),
    ]

    static let reason = Option.text("reason", value: "TEXT", "FreePBX: why it pauses, for the queue's log.")

    private static func command(_ action: QueueAgentAction, _ summary: String, _ does: String) -> Command {
        Command(
            path: ["queue", "agent", action.rawValue], summary: summary,
            discussion: [
                "Live at once; what is so already is no error. Printed is the queue as it is now.",
                "FreePBX: the agent is in this queue or not; fixed members can pause, but not log out. FusionPBX: an agent is there or not for all its queues.",
            ],
            operands: [
                Operand(name: "queue", help: "The queue's number or id, else its name."),
                Operand(name: "agent", help: "The agent's extension; on FusionPBX also its id, name or uuid.", completion: .live(.extensions)),
            ],
            options: action == .pause ? [reason] : [],
            examples: [.init(does, "pbxctl queue agent \(action.rawValue) 700 \(action == .login || action == .logout ? "1003" : "1001")")],
            fields: Queue.fieldNames, failures: Command.pbxFailures + [.notFound, .conflict, .notOffered], acts: true
        ) { invocation, session in
            let queues = try session.offered(session.system().queues, "queue agent \(action.rawValue)")
            let queue = try invocation.required(0)
            session.work.hasChanged = true
            try queues.perform(
                action, agent: invocation.required(1), in: queue, reason: action == .pause ? invocation[reason] : nil)
            try session.output.show(queues.find(queue, ReadOptions()))
        }
    }
}
