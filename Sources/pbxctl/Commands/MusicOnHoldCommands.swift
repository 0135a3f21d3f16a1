import PBXKit

/// `pbxctl moh …`
enum MusicOnHoldCommands {
    static let noun: Noun = .init(
        name: "moh", summary: "Music on hold.",
        commands: [
            ListingCommands.list(
                "moh", "List classes of music on hold.", MusicOnHoldClass.self,
                example: .init("Names, one a line", "pbxctl moh list -o name"), mirrors: ["R35"], isNarrowed: false
            ) { $0.musicOnHold }
        ])
}
