import PBXKit

/// Options that several nouns have, each said once.
enum SharedOptions {
    static let dryRun = Option.flag("dry-run", "Print what would be done and change nothing.")
    static let reveal = Option.flag("reveal", "Show passwords and PINs.")
    static let raw = Option.flag("raw", "Add the PBX's own columns and keys.")
    static let allDomains = Option.flag("all-domains", "FusionPBX: every domain, not just one.")
    static let ifNotExists = Option.flag("if-not-exists", "Succeed without a change where it exists already.")
    static let ifExists = Option.flag("if-exists", "Succeed without a change where it does not exist.")
    static let offline = Option.flag(
        "offline", "FusionPBX: write although the switch does not answer, because it is stopped.")
    static let apply = Option.flag(
        "apply", "FreePBX: apply all that waits for a reload, once, at the end. FusionPBX: changes are live at once.")

    static let planOut = Option.text(
        "plan-out", value: "FILE", completion: .file, "Save the plan for `pbxctl plan apply` and change nothing.")

    /// What every write takes.
    static let write: [any AnyOption] = [dryRun, planOut, offline, apply]
    /// What every listing takes.
    static let listing: [any AnyOption] = [allDomains, raw]

    /// As `readOptions`, with what the command line narrows a listing by. `open` opens the PBX where that takes it.
    static func listOptions(_ invocation: Invocation, _ open: () throws -> any PhoneSystem) throws -> ReadOptions {
        var options = readOptions(invocation)
        options.filter = try FilterOptions.filter(invocation, open)
        return options
    }

    static func readOptions(_ invocation: Invocation) -> ReadOptions {
        ReadOptions(reveal: invocation[reveal] ?? false, raw: invocation[raw] ?? false)
    }
}

extension Change where Value == String {
    /// An option's text as a change: not given keeps, empty clears.
    init(_ text: String?) { self = text.map { $0.isEmpty ? .clear : .set($0) } ?? .keep }
}

extension Change {
    init(_ value: Value?) where Value: Equatable { self = value.map(Change.set) ?? .keep }
}
