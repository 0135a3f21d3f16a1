import PBXKit

/// `pbxctl cache …`
enum CacheCommands {
    static let noun: Noun = .init(name: "cache", summary: "The switch's cache of what is in the database.", commands: [reload, flush])

    static let reload: Command = .init(
        path: ["cache", "reload", "extensions"], summary: "Make the switch read every extension anew.",
        discussion: ["FreePBX has no such cache: the extensions are read and counted."],
        options: [SharedOptions.allDomains],
        examples: [.init("After a change by other means", "pbxctl cache reload extensions")],
        fields: ["context", "count"], mirrors: ["R9"], acts: true
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        session.work.hasChanged = true
        let count = try system.switchCache.reloadExtensions()
        try session.output.object([Cell.Entry("context", .text("extensions")), Cell.Entry("count", .integer(count))])
    }

    static let flush: Command = .init(
        path: ["cache", "flush"], summary: "Empty the switch's whole cache.",
        discussion: ["It concerns every domain, and the switch reads everything anew."],
        examples: [.init("When nothing else helps", "pbxctl cache flush")],
        fields: ["message"], failures: Command.pbxFailures + [.notOffered], offeredBy: [.fusionpbx],
        nearest: "FreePBX has no cache; `pbxctl system reload` applies changes", acts: true
    ) { _, session in
        let cache = try session.system().switchCache
        session.work.hasChanged = true
        try session.output.object([Cell.Entry("message", .text(try cache.flush()))])
    }
}
