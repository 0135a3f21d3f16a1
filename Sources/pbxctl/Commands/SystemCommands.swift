import PBXKit

/// `pbxctl system …`
enum SystemCommands {
    static let noun: Noun = .init(
        name: "system", summary: "The PBX as a whole: pending changes and reloads.",
        commands: [needsReload, markNeedsReload, reload, reloadCore])

    static let exitCode = Option.flag("exit-code", "Let the status answer: 0 for true, 9 for false.")

    static let needsReload: Command = .init(
        path: ["system", "needreload"], aliases: [["system", "pending"]],
        summary: "Say whether changes wait to be applied.",
        discussion: ["Prints true or false. FusionPBX has no such flag: changes are live at once, so it is false."],
        options: [exitCode],
        examples: [.init("Reload only where it is needed", "pbxctl system needreload --exit-code -q && pbxctl system reload")],
        fields: ["reload_needed"], failures: Command.pbxFailures + [.negative], mirrors: ["R34"]
    ) { invocation, session in
        let answer = try session.system().control.needsReload()
        if answer == nil { session.output.note("FusionPBX has no such flag: changes are live at once") }
        let needed = answer ?? false
        if session.output.format == .json || session.output.format == .ndjson {
            try session.output.object([Cell.Entry("reload_needed", .flag(needed))])
        } else {
            try session.output.line(needed ? "true" : "false")
        }
        if invocation[exitCode] ?? false, !needed {
            try session.output.flush()
            throw PBXError(.negative, "reload", "not needed")
        }
    }

    static let markNeedsReload: Command = .init(
        path: ["system", "needreload", "set"], summary: "Set the mark that changes wait to be applied.",
        options: SharedOptions.write,
        examples: [.init("Show the Apply Config button", "pbxctl system needreload set")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notOffered], offeredBy: [.freepbx],
        nearest: "changes on FusionPBX are live at once", mirrors: ["R37"]
    ) { invocation, session in
        let writing = try Writing(invocation, session)
        let control = writing.system.control
        let plan = try control.planMarkNeedsReload()
        let read = { [Cell.Entry("reload_needed", .flag(try control.needsReload() ?? false))] }
        try writing.perform(plan, before: read(), read: read)
    }

    static let reload: Command = .init(
        path: ["system", "reload"], aliases: [["system", "apply"]], summary: "Apply pending changes.",
        discussion: [
            "FreePBX: runs `fwconsole reload` on the PBX host. FusionPBX: flushes the switch's cache and reloads its XML, which concerns every domain."
        ],
        options: [SharedOptions.dryRun],
        examples: [.init("After adding extensions on FreePBX", "pbxctl system reload")],
        fields: ["reloaded", "message"], failures: Command.pbxFailures + [.conflict], mirrors: ["R36"]
    ) { invocation, session in
        try report(invocation, session) { control in
            let message = try control.reload()
            session.work.isReloadDue = false
            return message
        }
    }

    static let reloadCore: Command = .init(
        path: ["system", "reload", "core"], aliases: [["asterisk", "reload"]],
        summary: "Make the running switch read its configuration again, and nothing else.",
        discussion: ["FreePBX: Asterisk's core reload; nothing is generated. FusionPBX: reloadxml and reloadacl."],
        options: [SharedOptions.dryRun],
        examples: [.init("After editing a _custom.conf by hand", "pbxctl system reload core")],
        fields: ["reloaded", "message"], mirrors: ["R31"]
    ) { invocation, session in
        try report(invocation, session) { try $0.reloadCore() }
    }

    private static func report(
        _ invocation: Invocation, _ session: Session, _ body: (any SystemControl) throws -> String
    ) throws {
        let control = try session.system().control
        let isDryRun = invocation[SharedOptions.dryRun] ?? false
        let message = isDryRun ? "dry run: nothing was reloaded" : try body(control)
        if !isDryRun { session.work.hasChanged = true }
        if session.output.format == .json || session.output.format == .ndjson {
            try session.output.object([Cell.Entry("reloaded", .flag(!isDryRun)), Cell.Entry("message", .text(message))])
        } else {
            try session.output.line(message)
        }
    }
}
