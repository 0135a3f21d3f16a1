/// What tells inbound routes apart: the number and the caller, both as the PBX has them. Either may be a pattern (`_NXX`),
/// or empty for all.
struct FreePBXInboundRoute: Hashable {
    var did: String
    var caller: String
}

/// Finds the route that a call comes in by, as Asterisk does: routes of the number itself come before those of a pattern, and
/// these before those of any number; at each of them the route for the caller comes first.
struct FreePBXInboundRouteFinder {
    private let exact: [String: [FreePBXInboundRoute]]
    private let patterns: [(pattern: AsteriskPattern, routes: [FreePBXInboundRoute])]
    private let rest: [FreePBXInboundRoute]
    let asksForCallers: Bool

    init(_ routes: [FreePBXInboundRoute]) {
        let byNumber = Dictionary(grouping: routes, by: \.did)
        exact = byNumber.filter { !$0.key.isEmpty && !$0.key.hasPrefix("_") }
        patterns = byNumber.filter { $0.key.hasPrefix("_") }.map { (AsteriskPattern($0.key), $0.value) }.sorted { $0.pattern.comes(before: $1.pattern) }
        rest = byNumber[""] ?? []
        asksForCallers = routes.contains { !$0.caller.isEmpty }
    }

    func route(of did: String, from caller: String) -> FreePBXInboundRoute? {
        if let found = exact[did].flatMap({ Self.route(among: $0, from: caller) }) { return found }
        for entry in patterns where entry.pattern.matches(did) {
            if let found = Self.route(among: entry.routes, from: caller) { return found }
        }
        return Self.route(among: rest, from: caller)
    }

    private static func route(among routes: [FreePBXInboundRoute], from caller: String) -> FreePBXInboundRoute? {
        routes.first { !$0.caller.isEmpty && $0.caller == caller }
            ?? routes.first { $0.caller.hasPrefix("_") && AsteriskPattern($0.caller).matches(caller) }
            ?? routes.first { $0.caller.isEmpty }
    }
}
