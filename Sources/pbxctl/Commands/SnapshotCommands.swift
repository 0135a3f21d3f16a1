import Glibc
import PBXKit

/// `pbxctl snapshot …`
enum SnapshotCommands {
    static let noun: Noun = .init(
        name: "snapshot", aliases: ["snapshots"], summary: "The whole configuration as a file: kept, compared, applied.",
        commands: [save, list, diff, apply])

    // MARK: - Save and list

    static let reveal = Option.flag("reveal", "Put SIP secrets and PINs in as well.")

    static let save: Command = .init(
        path: ["snapshot", "save"], summary: "Save the configuration as JSON.",
        discussion: [
            "Extensions, inbound numbers, ring groups, follow-me lists, call flows, the block list, time conditions, queues, IVRs, conferences, announcements, recordings, music on hold and outbound routes: the fields of their lists, without uuids and without what the switch knows only for the moment. Of a PBX that has not changed it is the same to the byte, an object a line, so that git and diff can work with it.",
            "Without FILE it is kept with the changes of pbxctl, under the id that is printed; see `pbxctl snapshot list`. A file has mode 0600; one that is there already is replaced.",
        ],
        operands: [Operand(name: "file", help: "Where to; - writes to standard output.", isOptional: true, completion: .file)],
        options: [reveal],
        examples: [
            .init("Keep it for later", "pbxctl snapshot save"),
            .init("One a night, for git", "pbxctl snapshot save /root/office.json"),
        ],
        fields: ListedSnapshot.fieldNames, standsAlone: true
    ) { invocation, session in
        let file = invocation.operand(0)
        // Without a place to keep it nothing need be read.
        let store = try file == nil ? SnapshotStore(directory: session.requireJournal().directory) : nil
        let system = try session.system()
        let snapshot = try system.snapshot(reveal: invocation[reveal] ?? false)
        if let store {
            let kept = try store.keep(snapshot, of: system.profile.name)
            return try session.output.show(kept.listed(in: TimeZoneRules.forHistory(invocation[GlobalOptions.timeZone])))
        }
        guard let file, file != "-" else {
            let bytes = snapshot.json
            return try bytes.withUnsafeBytes { try session.output.bytes($0) }
        }
        try snapshot.write(to: file)
        session.output.note("\(file): \(summary(snapshot))")
    }

    /// `12 extensions`… by their nouns.
    private static func summary(_ snapshot: ConfigurationSnapshot) -> String {
        snapshot.sections.map { "\($0.noun) \($0.objects.count)" }.joined(separator: ", ")
    }

    static let list: Command = .init(
        path: ["snapshot", "list"], summary: "List the snapshots that are kept, the newest last.",
        discussion: ["They are files of mode 0600, and yours: remove those that are not needed any more."],
        examples: [.init("Which there are", "pbxctl snapshot list")],
        fields: ListedSnapshot.fieldNames, failures: [.failed], isLocal: true
    ) { invocation, session in
        let zone = try TimeZoneRules.forHistory(invocation[GlobalOptions.timeZone])
        let all = try SnapshotStore(directory: session.requireJournal().directory).all()
        try session.output.list(ListedSnapshot.self) { emit in for kept in all { try emit(kept.listed(in: zone)) } }
    }

    // MARK: - Diff

    static let exitCode = Option.flag("exit-code", "Let the status answer: 0 where nothing differs, 9 where something does.")
    private static let place = "A file, - for standard input, the id of one that is kept, `last` for the newest of this profile, or profile:NAME for a PBX as it is now."

    static let diff: Command = .init(
        path: ["snapshot", "diff"], summary: "Say what differs between two snapshots, or between one and the PBX.",
        discussion: [
            "A row for each object that is there in one of the two only, and one for each field that is another: from is what the first says, to what the second does. Secrets are compared where both have them, and never shown. The two can be of different PBXes of one kind.",
        ],
        operands: [
            Operand(name: "from", help: place, completion: .file),
            Operand(name: "to", help: "As the first. Without it the PBX as it is now.", isOptional: true, completion: .file),
        ],
        options: [exitCode],
        examples: [
            .init("What has changed since", "pbxctl snapshot diff last"),
            .init("Two PBXes side by side", "pbxctl snapshot diff profile:office profile:old"),
            .init("Whether somebody has changed anything, for a monitor", "pbxctl snapshot diff /root/office.json --exit-code -q"),
        ],
        fields: SnapshotDifference.fieldNames, failures: Command.pbxFailures + [.conflict, .negative], standsAlone: true
    ) { invocation, session in
        let (first, second) = (try invocation.required(0), invocation.operand(1))
        guard first != "-" || second != "-" else {
            throw PBXError(.usage, "snapshot diff", "standard input can be one of the two only", remedy: "name a file for the other")
        }
        // What is in a file is known to be right before a PBX is asked.
        let files = try [first, second].map { name in try name.flatMap { try kept($0, session) } }
        let reveals = files.contains { $0?.hasSecrets == true }
        let from = try files[0] ?? live(first, reveal: reveals, session)
        let to = try files[1] ?? live(second, reveal: reveals, session)
        guard from.kind == to.kind else {
            throw PBXError(
                .usage, "snapshot diff", "the first is of a \(from.kind.title), the second of a \(to.kind.title)",
                remedy: "compare PBXes of one kind")
        }
        for noun in from.nounsOfOne(to) { session.output.note("\(noun): only one of the two has any; left out") }
        var count = 0
        try session.output.list(SnapshotDifference.self) { emit in
            try from.differences(to: to) { difference in
                count += 1
                try emit(difference)
            }
        }
        guard invocation[exitCode] ?? false, count > 0 else { return }
        try session.output.flush()
        throw PBXError(.negative, "the configuration", "differs in \(count) place\(count == 1 ? "" : "s")")
    }

    // MARK: - Apply

    static let prune = Option.flag("prune", "Delete extensions, follow-me lists, inbound numbers, ring groups and blocked numbers that are not in the snapshot.")

    static let apply: Command = .init(
        path: ["snapshot", "apply"], summary: "Make the PBX like a snapshot.",
        discussion: [
            "Extensions with their forwards, do-not-disturb and follow-me lists, inbound numbers, ring groups, the block list and which way call flows point, as one change: checked before the first is written, written whole or not at all, and undone as one. A second run changes nothing.",
            "What differs beside these (queues, IVRs, time conditions and so on) stays as it is, and is named on stderr. The snapshot has to be of the same kind of PBX; it can be of another one.",
            "Without --prune nothing is deleted. With it, deletions ask on a terminal and need --yes elsewhere, and are refused where anything would still lead to what goes away.",
            "Secrets and PINs are applied where the snapshot has them; else those that are there stay, and new extensions get new ones, printed once.",
        ],
        operands: [Operand(name: "file", help: "A file, - for standard input, the id of a snapshot that is kept, or `last`.", completion: .file)],
        options: [prune] + SharedOptions.write,
        examples: [
            .init("What would change", "pbxctl snapshot apply /root/office.json --dry-run"),
            .init("Back to the last one that was saved", "pbxctl snapshot apply last"),
        ],
        fields: SnapshotReport.keys, failures: Command.writeFailures + [.conflict], standsAlone: true
    ) { invocation, session in
        let name = try invocation.required(0)
        guard let snapshot = try kept(name, session) else {
            throw PBXError(.usage, name, "is a PBX, not a file", remedy: "save it first: pbxctl snapshot save FILE")
        }
        let file = name == "-" ? "standard input" : name
        let writing = try Writing(invocation, session)
        defer { session.progress.clear() }
        let prunes = invocation[prune] ?? false
        let plan = try writing.system.plan(applying: snapshot, named: file, prunes: prunes) { session.progress.show($0) }
        if !plan.deleted.isEmpty, !writing.isDryRun {
            session.progress.clear()
            try session.confirm("Delete \(plan.deleted.count) of \(plan.deleted.map(\.name).prefix(5).joined(separator: ", ")) on \(writing.system.profile.name)")
        }
        try writing.perform(plan)
    }

    private static let livePrefix = "profile:"

    /// The snapshot that a word names; nil where it names a PBX.
    static func kept(_ name: String, _ session: Session) throws -> ConfigurationSnapshot? {
        if name.hasPrefix(livePrefix) { return nil }
        if name == "-" || name.contains("/") || access(name, F_OK) == 0 {
            return try ConfigurationSnapshot(ImportFile.read(name), of: name == "-" ? "standard input" : name)
        }
        let all = try SnapshotStore(directory: session.requireJournal().directory).all()
        let found: KeptSnapshot?
        if name == "last" {
            let profile = try session.profile(readingSecrets: false).name
            found = all.last { $0.profile == profile }
        } else {
            found = all.last { $0.id == name }
        }
        guard let found else {
            throw PBXError(.notFound, "snapshot \(name)", "there is no such file, and none of that id is kept", remedy: "see `pbxctl snapshot list`")
        }
        return try ConfigurationSnapshot(ImportFile.read(found.path), of: found.path)
    }

    /// A PBX as it is now: the one that is named, else the command line's.
    private static func live(_ name: String?, reveal: Bool, _ session: Session) throws -> ConfigurationSnapshot {
        guard let name else { return try session.system().snapshot(reveal: reveal) }
        let system = try session.system(named: String(name.dropFirst(livePrefix.count)))
        defer { system.close() }
        return try system.snapshot(reveal: reveal)
    }
}
