import PBXKit

/// `pbxctl target …`
enum TargetCommands {
    static let noun: Noun = .init(
        name: "target", aliases: ["targets"], summary: "Targets: every place that calls can be sent to.", commands: [list, numbers, uses, orphans])

    static let list: Command = .init(
        path: ["target", "list"], summary: "List every target, with the PBX's own string.",
        options: [SharedOptions.allDomains],
        examples: [.init("What --to accepts", "pbxctl target list --fields type,id,name")],
        fields: AvailableTarget.fieldNames, failures: Command.pbxFailures + [.notOffered], mirrors: ["R32"]
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let targets = try session.offered(system.targets, "target list")
        try session.output.list(AvailableTarget.self) { try targets.forEach($0) }
    }

    static let numbers: Command = .init(
        path: ["target", "numbers"], summary: "List the numbers that are in use.",
        options: [SharedOptions.allDomains],
        examples: [.init("Is 600 free?", "pbxctl target numbers --fields number --no-header | grep -x 600")],
        fields: AvailableTarget.fieldNames, failures: Command.pbxFailures + [.notOffered], mirrors: ["R33"]
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let targets = try session.offered(system.targets, "target numbers")
        try session.output.list(AvailableTarget.self) { try targets.forEachNumber($0) }
    }
}
