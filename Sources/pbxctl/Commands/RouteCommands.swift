import PBXKit

/// `pbxctl route …`
enum RouteCommands {
    static let noun: Noun = .init(
        name: "route", aliases: ["routes"], summary: "Outbound routes.",
        commands: [
            ListingCommands.list(
                "route", "List outbound routes in the order they are tried.", OutboundRoute.self,
                example: .init("Routes and trunks", "pbxctl route list --fields name,trunks")
            ) { $0.outboundRoutes?.listing },
            patterns, trace,
        ])

    static let patterns: Command = .init(
        path: ["route", "patterns"], aliases: [["patterns", "outbound"]], summary: "List outbound dial patterns.",
        discussion: ["FreePBX has dial patterns, FusionPBX regular expressions."], options: SharedOptions.listing,
        examples: [.init("Which numbers go where", "pbxctl route patterns --fields route,pattern,trunks")],
        fields: OutboundPattern.fieldNames, failures: Command.pbxFailures + [.notOffered], mirrors: ["R30"]
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let routes = try session.offered(system.outboundRoutes, "route patterns")
        let options = SharedOptions.readOptions(invocation)
        try session.output.list(OutboundPattern.self, raw: options.raw) { try routes.forEachPattern(options, $0) }
    }
}
