/// Queues and their agents.
public protocol Queues: Listing where Listed == Queue {
    /// Logs an agent in or out, or lets it pause. What is so already is no error.
    ///
    /// Throws `.notFound` for an unknown queue or agent, `.conflict` where the queue does not take the agent or cannot let it
    /// go. `reason` is for a pause.
    func perform(_ action: QueueAgentAction, agent: String, in queue: String, reason: String?) throws
}

/// What an agent does in a queue.
public enum QueueAgentAction: String, Sendable, CaseIterable { case login, logout, pause, unpause }
