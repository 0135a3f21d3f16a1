/// All that can be checked.
public enum CheckRules {
    public static let all: [any CheckRule] = [
        DanglingTargetRule(), LoopRule(), UnreachableRule(), EmptyGroupRule(), DuplicateNumberRule(), EmergencyCallerIDRule(),
        WeakSecretRule(), ReusedSecretRule(), UnreadMailboxRule(), UnregisteredRule(), TrunkDownRule(), FreePBXFollowMeRule(),
        FusionPBXCacheRule(), FreePBXLeftoverRule(), FusionPBXLeftoverRule(),
    ]

    /// The names, each once: PBXs of both kinds have leftovers.
    public static let names = distinctNames(of: all)
    /// Of those that `--fix` takes.
    public static let mendable = distinctNames(of: all.filter { $0.fix != nil })

    private static func distinctNames(of rules: [any CheckRule]) -> [String] {
        var seen: Set<String> = []
        return rules.map(\.name).filter { seen.insert($0).inserted }
    }

    /// The rule of a name, as a kind of PBX has it. Throws `.usage` where there is none of that name, `.notOffered` where
    /// that kind cannot have what it finds.
    public static func named(_ name: String, for kind: PBXKind) throws -> any CheckRule {
        let rules = all.filter { $0.name == name }
        guard !rules.isEmpty else {
            throw PBXError(.usage, "rule '\(name)'", "is not one pbxctl knows", remedy: "use one of \(names.joined(separator: ", "))")
        }
        guard let rule = rules.first(where: { $0.kinds.contains(kind) }) else {
            throw PBXError.notOffered("rule \(name)", by: kind, nearest: "run `pbxctl check` for those it can have")
        }
        return rule
    }
}
