import FoundationEssentials
import PBXKit

/// The options that say what a ring group is like, for `add` and `set` alike.
enum RingGroupOptions {
    static let name = Option.text("name", value: "TEXT", "Its name.")
    static let strategy = Option.text(
        "strategy", value: "STRATEGY", completion: .words(RingGroup.Strategy.allCases.map(\.rawValue)),
        "How members are rung: \(RingGroup.Strategy.allCases.map(\.rawValue).joined(separator: ", ")), or FreePBX's own word.")
    static let destinations = Option.text(
        "destinations", value: "JSON", "The members as a JSON array of objects with a number, as the API has it.")
    static let member = Option.text(
        "member", value: "NUMBER[,delay=N][,timeout=N]", completion: .live(.extensions), repeats: true, "A member.")
    static let ringSeconds = Option.number(
        "ring-seconds", aliases: ["timeout"], value: "SECONDS", in: 1...600, "How long the group rings.")
    static let noAnswer = Option.text("no-answer", value: "TARGET", "Where calls go that nobody takes.")
    static let prefix = Option.text("caller-id-prefix", value: "TEXT", "What is put before the caller's name.")
    static let description = Option.text("description", value: "TEXT", "A remark.")
    static let enabled = Option.flag("enabled", negatable: true, "FusionPBX: whether the group works at all.")

    static let all: [any AnyOption] = [name, strategy, destinations, member, ringSeconds, noAnswer, prefix, description, enabled]
    static let discussion = [
        "simultaneous rings all, sequence one after the other, random in any order; enterprise and rollover are FusionPBX's.",
        "FreePBX: the group is live after `pbxctl system reload`. FusionPBX: at once.",
    ]

    static func change(_ invocation: Invocation) throws -> RingGroupChange {
        var change = RingGroupChange()
        change.name = Change(invocation[name])
        change.strategy = Change(invocation[strategy])
        change.ringSeconds = Change(invocation[ringSeconds])
        if let text = invocation[destinations] { change.members = .set(try members(json: text)) }
        let given = invocation.all(member)
        if !given.isEmpty { change.members = .set(try given.map(self.member(_:))) }
        if let text = invocation[noAnswer] { change.noAnswerTarget = text.isEmpty ? .clear : .set(try TargetRequest(text)) }
        change.callerIDPrefix = Change(invocation[prefix])
        change.description = Change(invocation[description])
        change.isEnabled = Change(invocation[enabled])
        return change
    }

    /// A member as the documented API writes it. A number may be written as a JSON number too.
    private struct Destination: Decodable {
        var number: String
        var delay: Int?
        var timeout: Int?

        private enum Key: String, CodingKey { case number, delay, timeout }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            number = try (try? values.decode(String.self, forKey: .number)) ?? String(values.decode(Int.self, forKey: .number))
            delay = try values.decodeIfPresent(Int.self, forKey: .delay)
            timeout = try values.decodeIfPresent(Int.self, forKey: .timeout)
        }
    }

    private static func members(json text: String) throws -> [RingGroup.Member] {
        do {
            return try JSONDecoder().decode([Destination].self, from: Data(text.utf8)).map {
                RingGroup.Member(number: $0.number, delaySeconds: $0.delay, ringSeconds: $0.timeout)
            }
        } catch {
            throw PBXError(
                .usage, "--destinations", "is not a JSON array of objects with a number",
                remedy: "write it like '[{\"number\": \"1001\"}, {\"number\": \"1002\"}]'")
        }
    }

    private static func member(_ text: String) throws -> RingGroup.Member {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var member = RingGroup.Member(number: parts[0])
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, let seconds = Int(pair[1]), (0...600).contains(seconds), ["delay", "timeout"].contains(pair[0]) else {
                throw PBXError(.usage, "--member", "'\(text)' is not understood", remedy: "write it like 1001,delay=5,timeout=20")
            }
            if pair[0] == "delay" { member.delaySeconds = seconds } else { member.ringSeconds = seconds }
        }
        return member
    }
}
