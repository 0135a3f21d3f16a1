import PBXKit

/// `pbxctl conference …`
enum ConferenceCommands {
    static let noun: Noun = .init(
        name: "conference", aliases: ["conferences"], summary: "Conference rooms.",
        commands: [
            ListingCommands.list(
                "conference", "List conference rooms.", Conference.self,
                example: .init("Rooms without a PIN", "pbxctl conference list -o json | jq '.[] | select(.pin_set | not)'"),
                mirrors: ["R14"]
            ) { $0.conferences },
            ListingCommands.show(
                "conference", "Show one conference room.", Conference.self,
                example: .init("Who is in it", "pbxctl conference show 8001 -o json | jq .members")
            ) { $0.conferences },
        ])
}
