import FoundationEssentials
import PBXKit

/// `pbxctl admin …`
enum AdminCommands {
    static let noun: Noun = .init(
        name: "admin", aliases: ["admins", "ampuser", "ampusers"], summary: "Administrators of the PBX's web interface.",
        commands: [
            ListingCommands.list(
                "admin", "List administrators.", Administrator.self,
                example: .init("Who may do everything", "pbxctl admin list -o json | jq -r '.[] | select(.full_access) | .username'")
            ) { $0.administrators?.listing },
            add, set, delete,
        ])

    private static let username = Operand(name: "username", help: "Begins with a letter; letters and digits.", completion: .live(.administrators))
    static let password = SecretInput.option("password", "Read the password from FILE or standard input.")
    static let sections = Option.text(
        "sections", value: "LIST", "FreePBX: permission slugs; FusionPBX: groups. With commas between, or as a JSON array.")
    static let allSections = Option.flag("all-sections", "Everything.")
    static let email = Option.text("email", value: "ADDRESS", "E-mail address.")
    private static let options: [any AnyOption] = [password, sections, allSections, email]

    static let add: Command = .init(
        path: ["admin", "add"], summary: "Add an administrator.", operands: [username],
        options: options + [SharedOptions.ifNotExists] + SharedOptions.write, exclusive: [["sections", "all-sections"]],
        examples: [.init("With full access", "pbxctl admin add helpdesk --password-file /root/helpdesk.pass --all-sections")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.conflict, .notOffered], mirrors: ["R5"]
    ) { invocation, session in
        let name = try invocation.required(0)
        let change = try change(invocation)
        guard change.password != .keep else {
            throw PBXError(.usage, "admin add", "names no password", remedy: "add --password-file FILE, or --password - to read it from standard input")
        }
        let writing = try Writing(invocation, session)
        let administrators = try session.offered(writing.system.administrators, "admin add")
        let read = { try administrators.find(name, ReadOptions()).entries }
        if invocation[SharedOptions.ifNotExists] ?? false, let there = try writing.ifFound(read) {
            return try writing.unchanged(.add, "admin", name, there)
        }
        try writing.perform(administrators.planAdd(name, change), before: nil, read: read)
    }

    static let set: Command = .init(
        path: ["admin", "set"], aliases: [["admin", "edit"]], summary: "Change an administrator.", operands: [username],
        options: options + SharedOptions.write, exclusive: [["sections", "all-sections"]],
        examples: [.init("Another password", "pbxctl admin set helpdesk --password-file /root/helpdesk.pass")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered], mirrors: ["R6"]
    ) { invocation, session in
        let name = try invocation.required(0)
        let change = try change(invocation)
        guard change != AdministratorChange() else {
            throw PBXError(.usage, "admin set", "nothing to change is named", remedy: "see: pbxctl admin set --help")
        }
        let writing = try Writing(invocation, session)
        let administrators = try session.offered(writing.system.administrators, "admin set")
        let read = { try administrators.find(name, ReadOptions()).entries }
        let before = try read()
        try writing.perform(administrators.planSet(name, change), before: before, read: read)
    }

    static let delete: Command = .init(
        path: ["admin", "delete"], aliases: [["admin", "remove"]], summary: "Delete an administrator.",
        discussion: ["The last one with full access is never deleted. Asks on a terminal; elsewhere --yes is needed."],
        operands: [username], options: [SharedOptions.ifExists] + SharedOptions.write,
        examples: [.init("Delete without asking", "pbxctl admin delete helpdesk --yes")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict], mirrors: ["R7"]
    ) { invocation, session in
        let name = try invocation.required(0)
        let writing = try Writing(invocation, session)
        let administrators = try session.offered(writing.system.administrators, "admin delete")
        let read = { try administrators.find(name, ReadOptions()).entries }
        let found = invocation[SharedOptions.ifExists] ?? false ? try writing.ifFound(read) : try read()
        guard let before = found else { return try writing.unchanged(.delete, "admin", name, nil) }
        let plan = try administrators.planDelete(name)
        if !writing.isDryRun { try session.confirm("Delete administrator \(name) on \(writing.system.profile.name)") }
        try writing.perform(plan, before: before, read: { nil })
    }

    private static func change(_ invocation: Invocation) throws -> AdministratorChange {
        var change = AdministratorChange()
        change.password = Change(try SecretInput.read(invocation[password], option: password.long, mayAsk: invocation[GlobalOptions.input] ?? true))
        if invocation[allSections] ?? false { change.sections = .set(["*"]) }
        if let text = invocation[sections] { change.sections = .set(try words(text)) }
        change.email = Change(invocation[email])
        return change
    }

    private static func words(_ text: String) throws -> [String] {
        guard text.hasPrefix("[") else { return Output.names(text) }
        guard let words = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
            throw PBXError(.usage, "--sections", "is not a JSON array of texts", remedy: "write it like '[\"cdr\", \"did\"]', or cdr,did")
        }
        return words
    }
}
