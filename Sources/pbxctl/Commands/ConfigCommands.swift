import PBXKit

/// `pbxctl config …`
enum ConfigCommands {
    static let noun: Noun = .init(name: "config", summary: "How pbxctl reaches the PBX.", commands: [show])

    static let show: Command = .init(
        path: ["config", "show"], summary: "Show each effective setting and where it came from.",
        discussion: [
            "Passwords are hidden. What the PBX's own settings say is asked for where its database answers; see `pbxctl doctor` for what works."
        ],
        examples: [
            .init("Which database, and who says so", "pbxctl config show"),
            .init("Of another profile", "pbxctl config show --profile office"),
        ],
        fields: ReportedSetting.fieldNames, failures: [.failed, .notFound, .notPermitted]
    ) { _, session in
        let profile = try session.profile(readingSecrets: false)
        var settings = profile.report
        do {
            let known = Set(settings.map(\.key))
            settings += try session.system().discoveredSettings().filter { !known.contains($0.key) }
        } catch {
            let error = PBXError(error)
            session.output.note("the PBX's own settings are not known: \(error.what): \(error.why)")
        }
        try session.output.list(ReportedSetting.self) { emit in
            try emit(ReportedSetting("profile", profile.name, from: session.profileOrigin))
            for setting in settings { try emit(setting) }
        }
    }
}
