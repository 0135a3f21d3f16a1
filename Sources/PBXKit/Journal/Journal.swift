import FoundationEssentials
import Glibc

/// The writes that pbxctl made from this machine as this user, each in a file of its own.
///
/// A file is written whole to `pending` before the first step of its plan and moved to `history` after the last. What
/// is left in `pending` by a program that is gone was broken off.
public struct Journal: Sendable {
    /// How many finished writes are kept, and how many bytes of them.
    static let keptEntries = 1000
    static let keptBytes: Int64 = 256 << 20

    public var directory: StateDirectory
    /// Who writes and how, for the entries.
    public var author: JournalAuthor

    public init(directory: StateDirectory, author: JournalAuthor) {
        self.directory = directory
        self.author = author
    }

    // MARK: - Writing

    /// Writes a plan down, on the disk when this returns, before its first step is taken.
    ///
    /// Throws `.failed` where that cannot be done; then nothing may be changed.
    func begin(_ plan: Plan, profile: Profile, domain: String?) throws -> OpenJournalEntry {
        let now = Timestamp.now()
        let entry = JournalEntry(
            id: Self.identifier(at: now), time: now.seconds, user: author.user, host: author.host, command: author.command,
            profile: profile.name, pbx: profile.pbxIdentity, domain: domain, plan: plan, undoes: author.undoes)
        do {
            return try OpenJournalEntry(creating: entry, in: directory)
        } catch {
            let cause = PBXError(error)
            throw PBXError(
                .failed, "the journal of changes", "cannot be written, so nothing was changed: \(cause.what): \(cause.why)",
                remedy: cause.remedy ?? "make room or set PBXCTL_STATE to a folder that can be written")
        }
    }

    /// `20261121-093000-417305`: the moment to the microsecond, in UTC. Writes to one PBX follow each other under its lock, and
    /// so do their ids.
    static func identifier(at moment: Timestamp) -> String {
        let digits = moment.iso8601(in: .utc, fraction: true).prefix { $0 != "+" }.filter(\.isNumber)
        return "\(digits.prefix(8))-\(digits.dropFirst(8).prefix(6))-\(digits.dropFirst(14))"
    }

    // MARK: - Reading

    /// Writes to a PBX that were begun and never finished, by programs that are gone, the oldest first.
    func brokenOff(on pbx: String) throws -> [OpenJournalEntry] {
        try names(in: "pending").compactMap { try OpenJournalEntry(abandoned: $0, in: directory) }.filter { $0.entry.pbx == pbx }
    }

    /// A write that was begun and never finished, by its id; nil where this journal has none, or its program still runs.
    func brokenOff(id: String) throws -> OpenJournalEntry? {
        guard try names(in: "pending").contains("\(id).json") else { return nil }
        return try OpenJournalEntry(abandoned: "\(id).json", in: directory)
    }

    /// Lends every entry to `body`, the newest first.
    public func forEach(_ body: (JournalEntry) throws -> Void) throws {
        let unfinished = try names(in: "pending").map { ($0, "pending") }
        let finished = try names(in: "history").map { ($0, "history") }
        for (name, folder) in (unfinished + finished).sorted(by: { $0.0 > $1.0 }) {
            // One that ends meanwhile moves to the other folder, and one too many is thrown away.
            if let entry = try JournalFile.read("\(directory.path)/\(folder)/\(name)") { try body(entry) }
        }
    }

    /// One entry by its id, or by a beginning or end of it that only one has. Throws `.notFound`, `.conflict` for several.
    public func find(_ id: String) throws -> JournalEntry {
        let all = try ["history", "pending"].flatMap { folder in
            try names(in: folder).map { (id: String($0.dropLast(5)), path: "\(directory.path)/\(folder)/\($0)") }
        }
        let exact = all.filter { $0.id == id }
        let found = exact.isEmpty ? all.filter { id.count >= 4 && ($0.id.hasPrefix(id) || $0.id.hasSuffix(id)) } : exact
        guard found.count < 2 else {
            throw PBXError(
                .conflict, "change \(id)", "could be \(found.prefix(5).map(\.id).joined(separator: ", "))", remedy: "give more of its id")
        }
        guard let place = found.first, let entry = try JournalFile.read(place.path) else {
            throw PBXError(.notFound, "change \(id)", "is not in the history of this user on this machine", remedy: "see `pbxctl history`")
        }
        return entry
    }

    /// Notes that a finished write has been taken back.
    public func markUndone(_ id: String) throws {
        try JournalFile.append(
            JournalRemark(outcome: .undone, time: Timestamp.now().seconds), to: "\(directory.path)/history/\(id).json")
    }

    private func names(in folder: String) throws -> [String] {
        let path = "\(directory.path)/\(folder)"
        guard try LocalHost().status(of: path) != nil else { return [] }
        return try LocalHost().list(path).map(\.name).filter { $0.hasSuffix(".json") }
    }
}
