import PBXKit

/// `pbxctl ivr …`
enum IVRCommands {
    static let noun: Noun = .init(
        name: "ivr", aliases: ["ivrs"], summary: "IVRs: menus that callers walk with keys.",
        commands: [
            ListingCommands.list(
                "ivr", "List IVRs with their options.", IVR.self,
                example: .init("Menus and where their keys lead", "pbxctl ivr list -o json"), mirrors: ["R29"]
            ) { $0.ivrs },
            ListingCommands.show(
                "ivr", "Show one IVR.", IVR.self, example: .init("Its keys", "pbxctl ivr show 1 -o json | jq .options")
            ) { $0.ivrs },
        ])
}
