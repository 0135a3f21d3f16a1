/// One thing that can be wrong with a PBX, and how to see it.
public protocol CheckRule: Sendable {
    /// As it is given on the command line: `dangling-target`.
    var name: String { get }
    /// A phrase with a full stop.
    var summary: String { get }
    /// The worst that its findings are.
    var severity: CheckSeverity { get }
    /// PBXs that can have it.
    var kinds: [PBXKind] { get }
    /// What is seen of it where the switch does not answer.
    func withoutSwitch(on kind: PBXKind) -> CheckView
    /// What is wrong on this PBX. Throws what reading it throws.
    func findings(on pbx: CheckedPBX) throws -> [CheckFinding]
    /// What `--fix` does about it, object by object; nil where mending needs a decision that only somebody can make.
    var fix: CheckFix? { get }
}

extension CheckRule {
    public var kinds: [PBXKind] { PBXKind.allCases }
    public var fix: CheckFix? { nil }
    public func withoutSwitch(on kind: PBXKind) -> CheckView { .whole }

    func finding(_ node: CallNode, _ why: String, remedy: String) -> CheckFinding { finding(severity, node, why, remedy: remedy) }

    func finding(_ severity: CheckSeverity, _ node: CallNode, _ why: String, remedy: String) -> CheckFinding {
        CheckFinding(
            rule: name, severity: severity, object: node.short, name: node.name, domain: node.domain, why: why,
            remedy: remedy)
    }
}

/// How much a rule sees.
public enum CheckView: Sendable {
    case whole
    case part
    case nothing
}

/// How a rule mends what it finds.
public struct CheckFix: Sendable {
    /// What is done, for help: a phrase with a full stop.
    public var summary: String
    /// The changes, each of other objects than the rest.
    public var plans: @Sendable (CheckedPBX) throws -> [Plan]
}

/// The PBX that is checked, with what several rules look at, read once.
public final class CheckedPBX {
    public let system: any PhoneSystem
    private var knownGraph: CallGraph?
    private var knownExtensions: [Extension]?
    private var knownSwitchFailure: PBXError??

    public init(_ system: any PhoneSystem) { self.system = system }

    /// Why the switch does not answer; nil where it does.
    public func switchFailure() -> PBXError? {
        if let knownSwitchFailure { return knownSwitchFailure }
        let failure: PBXError?
        do {
            _ = try system.control.runningSwitch()
            failure = nil
        } catch {
            failure = PBXError(error)
        }
        knownSwitchFailure = .some(failure)
        return failure
    }

    /// The switch would be asked for what the database does not have, and does not answer. FusionPBX's database has all of it.
    private var isSwitchMissed: Bool { system.kind != .fusionpbx && switchFailure() != nil }

    /// Without what only the switch knows, forwards of FreePBX's extensions for one, where it does not answer.
    public func graph() throws -> CallGraph {
        if let knownGraph { return knownGraph }
        let graph = try system.callPaths?.graph(asking: isSwitchMissed ? .nothing : .all) ?? CallGraph()
        knownGraph = graph
        return graph
    }

    /// With their secrets, which go nowhere else, and without what calls do with them at the moment. PINs are not known
    /// where the switch has them and does not answer.
    func extensions() throws -> [Extension] {
        if let knownExtensions { return knownExtensions }
        var extensions: [Extension] = []
        var options = ReadOptions(reveal: true)
        options.asking = isSwitchMissed ? .nothing : .files
        try system.extensions?.forEach(options) { extensions.append($0) }
        knownExtensions = extensions
        return extensions
    }

    func forget() {
        knownGraph = nil
        knownExtensions = nil
    }
}

extension CallNode {
    /// What to do about its target with pbxctl, where that is possible.
    func remedy(_ role: CallEdge.Role, to target: CallNode) -> String {
        switch (kind, role) {
        case (.did, .always): "pbxctl did set \(id.split(separator: "/").first ?? "") --to TARGET"
        case (.ringgroup, .noAnswer): "pbxctl ringgroup set \(id) --no-answer TARGET"
        case (.ringgroup, .member): "pbxctl check --fix dangling-target"
        case (.followme, .member): "pbxctl followme remove \(id) \(target.id)"
        case (.extension, .forwardAll): "pbxctl forward clear \(id)"
        case (.extension, .forwardBusy): "pbxctl forward clear \(id) --kind busy"
        case (.extension, .forwardNoAnswer): "pbxctl forward clear \(id) --kind no_answer"
        case (.extension, .forwardUnregistered): "pbxctl forward clear \(id) --kind unregistered"
        default: "choose another target for it in the PBX's web interface"
        }
    }
}
