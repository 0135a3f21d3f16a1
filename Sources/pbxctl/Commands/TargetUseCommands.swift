import PBXKit

/// `pbxctl target uses`, `pbxctl target orphans`
extension TargetCommands {
    static let indirect = Option.flag("indirect", "Also what leads there by way of others.")

    static let uses: Command = .init(
        path: ["target", "uses"], summary: "List what leads to a target.",
        discussion: [
            "Every place where the PBX sends calls is looked through: inbound numbers, IVR options, ring groups, queues, time conditions, call flows, announcements, follow-me, forwards and the rest, switched off or not (in_force).",
            "A target that does not exist and that something leads to is listed, too; one that is neither is status 3.",
        ],
        operands: [Operand(name: "target", help: "The target: extension:1001, ringgroup:600, ivr:1, raw:STRING.", completion: .live(.targets))],
        options: [indirect],
        examples: [
            .init("Who leads to 1001", "pbxctl target uses extension:1001"),
            .init("Which inbound numbers reach it", "pbxctl target uses extension:1001 --indirect -o json | jq -r '.[] | select(.type == \"did\") | .id'"),
        ],
        fields: TargetUse.fieldNames, failures: Command.pbxFailures + [.conflict]
    ) { invocation, session in
        let request = try TargetRequest(invocation.required(0))
        let paths = try session.offered(session.system().callPaths, "target uses")
        let graph = try paths.graph()
        let uses = try graph.uses(of: paths.position(of: request, in: graph), indirectly: invocation[indirect] ?? false)
        try session.output.list(TargetUse.self) { emit in for use in uses { try emit(use) } }
    }

    static let orphans: Command = .init(
        path: ["target", "orphans"], summary: "List what nothing leads to: groups, menus, conditions that no call is sent to.",
        discussion: ["Those with a number can still be dialled inside. Extensions and mailboxes are left out: they are there to be dialled."],
        options: [SharedOptions.allDomains],
        examples: [.init("What may be left over", "pbxctl target orphans --fields type,id,name")],
        fields: OrphanTarget.fieldNames
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let orphans = try session.offered(system.callPaths, "target orphans").graph().orphans()
        try session.output.list(OrphanTarget.self) { emit in for orphan in orphans { try emit(orphan) } }
    }
}
