import PBXKit

/// `pbxctl status`
enum StatusCommands {
    static let noun: Noun = .init(name: "status", summary: "How the PBX does, on one screen.", commands: [status])

    static let status: Command = .init(
        path: ["status"], summary: "Show versions, phones, calls, queues, pending changes and disk use on one screen.",
        discussion: [
            "What cannot be had is null, and a warning on stderr says why; the status is 5 only where neither the database nor the switch answers.",
            "FusionPBX: the whole PBX, or one domain with --domain.",
        ],
        examples: [
            .init("How the PBX does", "pbxctl status"),
            .init("Phones that are not there, for a monitor", "pbxctl status -o json | jq '.phones - .phones_registered'"),
        ],
        fields: SystemStatus.fieldNames
    ) { invocation, session in
        let domain = invocation[GlobalOptions.domain]
        let isFreePBX = try session.profile().kind == .freepbx
        let system = try session.system(allDomains: !isFreePBX && domain == nil)
        let name = domain == nil ? nil : try known(system)
        var status = try StatusReading(system) { session.output.note("warning: \($0)") }.read()
        status.domain = name
        guard session.output.format == .table, !session.output.hasSelection else { return try session.output.show(status) }
        try session.output.begin(["part", "now"])
        for (name, text) in StatusText.lines(of: status) { try session.output.row([.text(name), .text(text)]) }
        try session.output.end()
    }

    /// The domain that was named. Throws where there is none of that name; a database that does not answer is another matter.
    private static func known(_ system: any PhoneSystem) throws -> String? {
        do { return try system.domainName() } catch {
            guard PBXError(error).kind != .notFound else { throw error }
            return nil
        }
    }
}
