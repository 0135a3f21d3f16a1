import Glibc
import PBXKit

/// `pbxctl extension rotate-secret`
enum ExtensionSecretCommands {
    static let match = Option.text(
        "match", value: "GLOB", "All extensions whose number is like this: '10*', '1[0-4]??'. Those without a phone are left out.")
    static let output = Option.text(
        "secret-out", value: "FILE", completion: .file,
        "Write the new secrets to this new file, which only its owner can read, and print none: a line EXTENSION, tab, SECRET for each.")

    static let rotate: Command = .init(
        path: ["extension", "rotate-secret"], summary: "Give phones new SIP secrets.",
        discussion: [
            "pbxctl makes the secrets as the PBX would and prints them once. The old registrations are dropped: a phone that has the old secret gets no more calls.",
            "With --match it is reported as by `pbxctl extension import`. FreePBX: the new secret holds from the next reload on; with --apply it is made at once, and registrations that came in between are dropped as well.",
        ],
        operands: [
            Operand(name: "extension", help: "Number of the extension; on FusionPBX also its uuid.", isOptional: true, completion: .live(.extensions))
        ],
        options: [match, output] + SharedOptions.write, exclusive: [["secret-out", "plan-out"]],
        examples: [
            .init("One phone", "pbxctl extension rotate-secret 1001"),
            .init("A whole floor, into a file", "pbxctl extension rotate-secret --match '10*' --secret-out new-secrets.tsv"),
        ],
        fields: ChangeReport.keys,
        failures: Command.writeFailures + [.notFound, .conflict]
    ) { invocation, session in
        guard (invocation.operand(0) == nil) != (invocation[match] == nil) else {
            throw PBXError(
                .usage, "extension rotate-secret", invocation[match] == nil ? "names no extension" : "--match leaves no extension to name",
                remedy: "name one extension, or give --match GLOB")
        }
        let writing = try Writing(invocation, session)
        let extensions = try session.offered(writing.system.extensions, "extension rotate-secret")
        guard let glob = invocation[match] else {
            return try one(invocation.required(0), extensions, writing, invocation, session)
        }
        try several(glob, extensions, writing, invocation, session)
    }

    private static func one(
        _ number: String, _ extensions: any Extensions, _ writing: Writing, _ invocation: Invocation, _ session: Session
    ) throws {
        let read = { try extensions.find(number, ReadOptions()).entries }
        let before = try read()
        var plan = try extensions.planRotateSecret(number)
        let secrets = [GeneratedSecrets(plan.id, secret: plan.generatedSecret, voicemailPIN: nil)]
        if invocation[output] != nil { plan.generatedSecret = nil }
        try keeping(secrets, in: invocation[output], writing, session) { try writing.perform(plan, before: before, read: read) }
        try dropAgain([plan.id], writing)
    }

    private static func several(
        _ glob: String, _ extensions: any Extensions, _ writing: Writing, _ invocation: Invocation, _ session: Session
    ) throws {
        var found: [Extension] = []
        try extensions.forEach(ReadOptions()) { if $0.driver != .virtual, fnmatch(glob, $0.number, 0) == 0 { found.append($0) } }
        guard !found.isEmpty else {
            throw PBXError(.notFound, "extensions \(DisplayText.printable(glob))", "no phone has such a number", remedy: "see `pbxctl extension list`")
        }
        var merger = PlanMerger(noun: "extension", id: "\(found.count) extension\(found.count == 1 ? "" : "s")")
        try writing.system.planning(found.map(\.number)) {
            for one in found { try merger.add(try extensions.planRotateSecret(one.number)) }
        }
        var imported = ImportPlan(noun: "extension", mode: .set, plan: merger.plan())
        imported.set = found.map(\.number)
        imported.before = found.map(\.entries)
        let secrets = imported.plan.generatedSecrets
        if invocation[output] != nil { imported.plan.generatedSecrets = [] }
        try keeping(secrets, in: invocation[output], writing, session) { try writing.perform(imported, of: .extension) }
        try dropAgain(imported.set, writing)
    }

    /// Writes the secrets to the file first; takes it away where nothing was changed.
    private static func keeping(
        _ secrets: [GeneratedSecrets], in path: String?, _ writing: Writing, _ session: Session, _ perform: () throws -> Void
    ) throws {
        guard let path, !writing.isDryRun else { return try perform() }
        let file = try SecretOutput(path, secrets)
        let hadChanged = session.work.hasChanged
        session.work.hasChanged = false
        defer { session.work.hasChanged = session.work.hasChanged || hadChanged }
        do { try perform() } catch {
            if !session.work.hasChanged { file.remove() }
            throw error
        }
        session.output.note("the new secret\(secrets.count == 1 ? " is" : "s are") in \(path)")
    }

    /// A phone that has lost its registration comes back at once: until a FreePBX has applied the change, with the old secret.
    private static func dropAgain(_ numbers: [String], _ writing: Writing) throws {
        guard writing.applies, writing.system.kind == .freepbx, let registrations = writing.system.registrations else { return }
        for number in numbers { try registrations.drop(number) }
    }
}
