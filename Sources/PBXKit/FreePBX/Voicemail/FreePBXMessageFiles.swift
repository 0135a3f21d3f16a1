/// Deletes and moves messages of one mailbox in the files, as Asterisk's app_voicemail does it: the folders locked, all
/// files of a message together, numbers without gaps afterwards.
struct FreePBXMessageFiles {
    /// Where deleted messages lie until the lock is let go; Asterisk looks into no folder of that name.
    private static let trash = ".pbxctl-deleted"

    let reader: FreePBXMailboxReader
    let host: any Host

    private func root() throws -> String { try reader.system.mailboxFolder(reader.mailbox, context: reader.context) }

    /// Takes steps whose messages are where the steps say.
    func take(_ steps: [MessageStep]) throws {
        try refuseOtherLocks()
        // All that goes to one folder at once: then no name is given to two files after each other.
        for target in Set(steps.map(\.after)).sorted(by: { ($0 ?? "") < ($1 ?? "") }) {
            try take(steps.filter { $0.after == target }, to: target)
        }
    }

    private func take(_ steps: [MessageStep], to target: String?) throws {
        let root = try root()
        // The trash is empty then: no name in it is taken.
        try repair()
        try make(target ?? Self.trash, below: root)
        let folders = Set(steps.map(\.before) + [target].compactMap { $0 }).sorted()
        try FreePBXMailboxLock(host: host, root: root).whileHeld(folders) { key in
            // Numbers may have moved since the messages were listed; nothing is touched before all are found again.
            let found = FreePBXMessageStandings(of: steps, among: try reader.messages())
            try found.requireBefore(reader.mailbox)
            if let target { try FreePBXMessageRoom(reader: reader).check(for: steps.count, in: target) }
            try key.carryOut(moves(of: found.stems, to: target, below: root))
        }
        try host.removeTree("\(root)/\(Self.trash)")
    }

    /// In an order in which each new name is free when its turn comes.
    private func moves(of stems: [String: [String]], to target: String?, below root: String) throws -> [FreePBXFileMove] {
        let sources = try stems.keys.sorted().map { try FreePBXMessageFolder($0, below: root, on: host) }
        var moves: [FreePBXFileMove] = []
        if let target {
            let folder = try FreePBXMessageFolder(target, below: root, on: host)
            moves = folder.closeGaps()
            var number = folder.count
            for source in sources {
                for stem in stems[source.name] ?? [] {
                    moves += source.move(stem, to: target, as: number)
                    number += 1
                }
            }
        } else {
            for source in sources { moves += (stems[source.name] ?? []).flatMap { source.discard($0, to: Self.trash) } }
        }
        return moves + sources.flatMap { $0.closeGaps(without: Set(stems[$0.name] ?? [])) }
    }

    /// Brings to its end what a program that is gone left half-done, and empties its trash.
    func repair() throws {
        let root = try root()
        guard try host.status(of: root) != nil else { return }
        try FreePBXMailboxLock(host: host, root: root).repair()
        try host.removeTree("\(root)/\(Self.trash)")
    }

    /// As Asterisk makes a folder, with owner and mode of the mailbox's own.
    private func make(_ folder: String, below root: String) throws {
        guard try host.status(of: "\(root)/\(folder)") == nil, let parent = try host.status(of: root) else { return }
        let mode = String(parent.mode, radix: 8)
        let result = try host.run(
            HostCommand(
                "install",
                ["-d", "-m", mode, "-o", String(parent.owner), "-g", String(parent.group), "\(root)/\(folder)"]),
            deadline: Deadline(after: .seconds(10)))
        guard result.hasSucceeded else {
            throw PBXError(.failed, "\(root)/\(folder)", "cannot be made: \(result.errorText)")
        }
    }

    /// Asterisk: `lockmode = flock` in asterisk.conf is another protocol, for spools on network file systems.
    private func refuseOtherLocks() throws {
        let path = "\(try reader.system.etcDirectory())/asterisk.conf"
        let lines = (try? host.readIfPresent(path)?.text) ?? ""
        let isFlock = lines.split(whereSeparator: \.isNewline).contains { line in
            let bare = line.filter { $0 != " " && $0 != "\t" }.replacingArrow
            return bare.hasPrefix("lockmode=flock")
        }
        guard isFlock else { return }
        throw PBXError.notOffered(
            "changing voicemail in files", by: .freepbx, nearest: "this Asterisk locks its folders by flock (asterisk.conf: lockmode)")
    }
}

extension String {
    /// `lockmode=>flock` as `lockmode=flock`.
    fileprivate var replacingArrow: String {
        split(separator: ">", omittingEmptySubsequences: false).joined()
    }
}
