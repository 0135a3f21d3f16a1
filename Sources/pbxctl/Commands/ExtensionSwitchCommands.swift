import PBXKit

/// `pbxctl extension enable` and `pbxctl extension disable`
enum ExtensionSwitchCommands {
    static let enable = turn(true, "enable", "Let an extension work again.", "After the holidays")
    static let disable = turn(false, "disable", "Let an extension's phone register and call no more.", "A phone that was stolen")

    private static let nearest = "a FreePBX's extension cannot be off: `pbxctl extension rotate-secret` locks its phone out, `pbxctl dnd on` keeps calls away"

    private static func turn(_ isEnabled: Bool, _ verb: String, _ summary: String, _ does: String) -> Command {
        Command(
            path: ["extension", verb], summary: summary,
            discussion: isEnabled ? [] : ["Live at once. The phone's registration is dropped; what the extension is like stays."],
            operands: [ExtensionCommands.number], options: SharedOptions.write,
            examples: [.init(does, "pbxctl extension \(verb) 1001")],
            fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered], offeredBy: [.fusionpbx],
            nearest: nearest
        ) { invocation, session in
            let number = try invocation.required(0)
            let writing = try Writing(invocation, session)
            guard writing.system.kind == .fusionpbx else {
                throw PBXError.notOffered("extension \(verb)", by: writing.system.kind, nearest: nearest)
            }
            let extensions = try session.offered(writing.system.extensions, "extension \(verb)")
            var change = ExtensionChange()
            change.isEnabled = .set(isEnabled)
            let read = { try extensions.find(number, ReadOptions()).entries }
            let before = try read()
            try writing.perform(extensions.planSet(number, change), before: before, read: read)
        }
    }
}
