import PBXKit

/// `pbxctl timecondition …`
enum TimeConditionCommands {
    static let noun: Noun = .init(
        name: "timecondition", aliases: ["timeconditions"], summary: "Time conditions, with what they say now.",
        commands: [
            ListingCommands.list(
                "timecondition", "List time conditions with their times, state and override.", TimeCondition.self,
                example: .init("What is open now", "pbxctl timecondition list --fields name,state,override"), mirrors: ["R46"]
            ) { $0.timeConditions },
            ListingCommands.show(
                "timecondition", "Show one time condition.", TimeCondition.self,
                example: .init("Its times", "pbxctl timecondition show 1 -o json | jq .times")
            ) { $0.timeConditions },
        ])
}
