/// Where calls go: everything that has targets as one graph, and what decides at a moment.
public protocol CallPaths {
    /// The graph of all that is configured, from a handful of queries. Objects of other domains are left out.
    func graph(asking reading: SwitchReading) throws -> CallGraph
    /// Adds what is asked for single nodes only: do-not-disturb and follow-me of the extensions among them.
    func addStates(of positions: [Int], to graph: inout CallGraph) throws
    /// The zone that time conditions without one of their own go by.
    func timeZone() throws -> TimeZoneRules
    /// The node that a call from outside to a number comes to first; nil where no inbound route takes it.
    func entry(_ number: String, caller: String?, in graph: CallGraph) throws -> Int?
    /// The node of a target as somebody asked for it. Throws `.notFound` where there is nothing of that name and nothing
    /// leads to it.
    func position(of target: TargetRequest, in graph: CallGraph) throws -> Int
    /// The trunks that a call from an extension to a number outside is tried on, in their order; none where no outbound
    /// route takes it. Throws `.notFound` where there is no such extension.
    func outbound(_ number: String, from `extension`: String) throws -> [OutboundStep]
}

extension CallPaths {
    public func graph() throws -> CallGraph { try graph(asking: .all) }
}
