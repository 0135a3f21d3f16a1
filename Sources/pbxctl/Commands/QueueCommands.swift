import PBXKit

/// `pbxctl queue …`
enum QueueCommands {
    static let noun: Noun = .init(
        name: "queue", aliases: ["queues"], summary: "Queues and their agents.",
        commands: [
            ListingCommands.list(
                "queue", "List queues with their live members.", Queue.self,
                example: .init("Who waits where", "pbxctl queue list --fields queue,name,waiting"), mirrors: ["R38"]
            ) { $0.queues },
            ListingCommands.show(
                "queue", "Show one queue.", Queue.self, example: .init("Its agents", "pbxctl queue show 700 -o json | jq .members")
            ) { $0.queues },
        ])
}
