import PBXKit

/// `import` and `export` of extensions, inbound numbers and ring groups; `import` of blocked numbers.
enum BulkCommands {
    static let mode = Option<ImportMode>.choice(
        "mode", value: "MODE", default: "upsert",
        "What is done: upsert adds and changes, add and set do one of them, sync also deletes what the file does not list.")
    static let prune = Option.flag("prune", "Let --mode sync delete what the file does not list.")
    static let format = Option<ImportFormat>.choice(
        "format", value: "FORMAT", "Format of the file, where neither its name nor its first characters tell it.")

    static func importing(_ noun: BulkNoun, _ things: String) -> Command {
        var options: [any AnyOption] = [mode, prune, format]
        if noun == .extension { options.append(ExtensionCommands.mailbox) }
        let hasReferences = [.extension, .ringgroup].contains(noun)
        if hasReferences { options += [ExtensionCommands.cascade, ExtensionCommands.force] }
        let name = noun.rawValue
        return Command(
            path: [name, "import"], summary: "Import \(things) from a file.",
            discussion: [
                "The columns are the fields of `\(name) list`, in any order; a file may leave columns out. A column that is left out stays as the PBX has it; an empty text is cleared; an empty number, switch or secret stays. `\(name) list -o json | pbxctl \(name) import -` changes nothing.",
                "Every row is checked before the first is written. All rows are one change: written whole or not at all.",
            ] + (noun == .extension
                ? ["Secrets and PINs that new extensions need and the file does not give are generated, and printed once.",
                    "CSV files of FreePBX's Bulk Handler are read, too."] : noun != .ringgroup ? ["CSV files of FreePBX's Bulk Handler are read, too."] : []),
            operands: [Operand(name: "file", help: "CSV, TSV, JSON or NDJSON; - reads standard input.", completion: .file)],
            options: options + SharedOptions.write,
            exclusive: !hasReferences ? [] : [["cascade", "force"]],
            examples: [
                .init("See what a file would change", "pbxctl \(name) import \(name).csv --dry-run"),
                .init("Make the PBX like the file", "pbxctl \(name) import \(name).csv --mode sync --prune --yes"),
            ],
            fields: ImportReport.keys, failures: Command.writeFailures + [.conflict]
        ) { invocation, session in try run(noun, invocation, session) }
    }

    private static func run(_ noun: BulkNoun, _ invocation: Invocation, _ session: Session) throws {
        let path = try invocation.required(0)
        let mode = invocation[mode] ?? .upsert
        let prunes = invocation[prune] ?? false
        guard !prunes || mode == .sync else {
            throw PBXError(.usage, "--prune", "deletes nothing with --mode \(mode.rawValue)", remedy: "add --mode sync, or leave --prune out")
        }
        let file = path == "-" ? "standard input" : path
        defer { session.progress.clear() }
        do {
            let table = try ImportTable(ImportFile.read(path), format: invocation[format] ?? ImportFile.format(of: path))
            let writing = try Writing(invocation, session)
            var request = ImportRequest(table, mode: mode)
            request.prunes = prunes
            request.mailbox = invocation[ExtensionCommands.mailbox] ?? .delete
            request.references =
                invocation[ExtensionCommands.cascade] ?? false ? .cascade : invocation[ExtensionCommands.force] ?? false ? .leave : .refuse
            let imported = try writing.system.planImport(of: noun, request) { session.progress.show($0) }
            if !imported.deleted.isEmpty, !writing.isDryRun {
                session.progress.clear()
                let count = imported.deleted.count
                try session.confirm("Delete \(count) \(noun.rawValue)\(count == 1 ? "" : "s") on \(writing.system.profile.name)")
            }
            try writing.perform(imported, of: noun)
        } catch var problem as ImportProblem {
            if problem.remedy == nil { problem.remedy = "nothing was changed" }
            throw PBXError(problem.kind, file, problem.description, remedy: problem.remedy)
        } catch var refusal as ImportRefusal {
            refusal.file = file
            throw refusal.pbxError
        }
    }

    static func exporting<Listed: Record>(
        _ noun: BulkNoun, _ things: String, _ type: Listed.Type,
        _ each: @escaping @Sendable (any PhoneSystem) -> ((ReadOptions, (Listed) throws -> Void) throws -> Void)?
    ) -> Command {
        let name = noun.rawValue
        let hasSecrets = noun == .extension
        return Command(
            path: [name, "export"], summary: "Export \(things) as a file that import reads.",
            discussion: ["Every field of `\(name) list`, as CSV unless -o says otherwise."]
                + (hasSecrets ? ["Without --reveal there are no secrets in it: an import leaves those on the PBX as they are, and makes up new ones for new extensions."] : []),
            options: hasSecrets ? [SharedOptions.reveal] : [],
            examples: [.init("A file for a spreadsheet", "pbxctl \(name) export > \(name).csv")],
            fields: Listed.fieldNames
        ) { invocation, session in
            let forEach = try session.offered(each(try session.system()), "\(name) export")
            session.output.prefer(.csv)
            try session.output.list(Listed.self) { try forEach(SharedOptions.readOptions(invocation), $0) }
        }
    }
}
