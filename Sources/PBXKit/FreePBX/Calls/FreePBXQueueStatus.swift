/// What Asterisk says about all its queues, asked once (AMI `QueueStatus`).
struct FreePBXQueueStatus {
    private var waitingByQueue: [String: Int] = [:]
    private var membersByQueue: [String: [Queue.Member]] = [:]

    /// Empty where Asterisk has no queues: its module is not loaded.
    init(_ manager: AsteriskManager) throws {
        do {
            self.init(events: try manager.list(ManagerAction("QueueStatus")))
        } catch let error as ManagerError where error.isUnknownAction {
            self.init(events: [])
        }
    }

    init(events: [ManagerMessage]) {
        for event in events {
            guard let queue = event["Queue"] else { continue }
            switch event.event {
            case "QueueParams": waitingByQueue[queue] = event["Calls"].flatMap { Int($0) }
            case "QueueMember": membersByQueue[queue, default: []].append(Self.member(event))
            default: break
            }
        }
    }

    func waiting(_ queue: String) -> Int? { waitingByQueue[queue] }

    /// The configured members in their order with what Asterisk says about each, then those who logged in.
    func members(_ queue: String, beside configured: [String]) -> [Queue.Member] {
        var live = membersByQueue[queue] ?? []
        var members: [Queue.Member] = []
        for data in configured {
            let agent = FreePBXReferences.member(data) ?? data
            var member = Queue.Member(agent: agent)
            if let position = live.firstIndex(where: { $0.agent == agent }) { member = live.remove(at: position) }
            member.isStatic = true
            if member.penalty == nil { member.penalty = data.split(separator: ",").last.flatMap { Int($0) } }
            members.append(member)
        }
        return members + live
    }

    private static func member(_ event: ManagerMessage) -> Queue.Member {
        let location = event["Location"] ?? event["Interface"] ?? ""
        var member = Queue.Member(agent: FreePBXReferences.member(location) ?? location)
        member.name = event["Name"] ?? event["MemberName"]
        member.isStatic = event["Membership"] == "static"
        member.penalty = event["Penalty"].flatMap { Int($0) }
        member.isPaused = event["Paused"].map { $0 == "1" }
        member.status = event["Status"].flatMap { Int($0) }.flatMap { states.indices.contains($0) ? states[$0] : nil }
        member.callsTaken = event["CallsTaken"].flatMap { Int($0) }
        return member
    }

    /// Asterisk's device states in their order (include/asterisk/devicestate.h).
    private static let states = [
        "unknown", "not_in_use", "in_use", "busy", "invalid", "unavailable", "ringing", "ring_in_use", "on_hold",
    ]
}
