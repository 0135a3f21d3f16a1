import PBXKit

/// `pbxctl domain …`
enum DomainCommands {
    static let noun: Noun = .init(name: "domain", aliases: ["domains"], summary: "Domains: the tenants of a FusionPBX.", commands: [list, show])

    private static let nearest = "a FreePBX is one tenant: leave domains out"

    static let list: Command = .init(
        path: ["domain", "list"], summary: "List domains.", options: [SharedOptions.raw],
        examples: [.init("Names, one a line", "pbxctl domain list -o name")],
        fields: Domain.fieldNames, failures: Command.pbxFailures + [.notOffered], offeredBy: [.fusionpbx], nearest: nearest
    ) { invocation, session in
        let domains = try session.offered(session.system().domains, "domain list", nearest: nearest)
        let options = SharedOptions.readOptions(invocation)
        try session.output.list(Domain.self, raw: options.raw) { emit in
            for domain in try domains.all(options) { try emit(domain) }
        }
    }

    static let show: Command = .init(
        path: ["domain", "show"], summary: "Show one domain.",
        operands: [Operand(name: "domain", help: "Name or uuid.", completion: .live(.domains))],
        options: [SharedOptions.raw],
        examples: [.init("A domain's uuid", "pbxctl domain show pbx.example.com -o json | jq -r .uuid")],
        fields: Domain.fieldNames, failures: Command.pbxFailures + [.notFound, .notOffered], offeredBy: [.fusionpbx],
        nearest: nearest, mirrors: ["F3"]
    ) { invocation, session in
        let domains = try session.offered(session.system().domains, "domain show", nearest: nearest)
        let options = SharedOptions.readOptions(invocation)
        try session.output.show(domains.find(invocation.required(0), options), raw: options.raw)
    }
}
