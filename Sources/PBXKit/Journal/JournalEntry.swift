/// One write as the journal keeps it: who made it, when, how, and the whole plan with its before-images.
public struct JournalEntry: PastWrite, Equatable, Decodable {
    /// What became of it.
    public enum Outcome: String, Sendable, Decodable {
        /// Begun, and nothing said of its end.
        case unfinished
        case done
        /// Taken back at once, because a part of it failed.
        case failed
        /// Taken back after it had been broken off.
        case restored
        /// Brought to its end after it had been broken off.
        case completed
        /// Taken back by `undo`.
        case undone
    }

    /// Sortable by time, and unique: `20261121-093000-417305`.
    public var id: String
    /// When it began, Unix time in seconds.
    public var time: Int64
    /// `root`, or `anna (root)` behind sudo.
    public var user: String
    /// The name of the machine.
    public var host: String
    /// The command line without secrets.
    public var command: String
    public var profile: String
    /// Which PBX: its kind and where its database is.
    public var pbx: String
    /// FusionPBX: the domain that the plan is about.
    public var domain: String?
    public var plan: Plan
    /// What it takes back, where it is an `undo`.
    public var undoes: String?
    /// Not part of the file's first line: what the lines after it say.
    public var outcome: Outcome = .unfinished
    /// Words about the outcome.
    public var notes: [String] = []

    enum CodingKeys: String, CodingKey {
        case id, time, user, host, command, profile, pbx, domain, plan, undoes
    }
}

/// A line that follows the entry in its file.
struct JournalRemark: Decodable {
    var outcome: JournalEntry.Outcome
    var time: Int64
    var notes: [String]?
}

extension JournalEntry: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("time", time)
            $0.field("user", user)
            $0.field("host", host)
            $0.field("command", command)
            $0.field("profile", profile)
            $0.field("pbx", pbx)
            $0.field("domain", ifPresent: domain)
            $0.field("plan", plan)
            $0.field("undoes", ifPresent: undoes)
        }
    }
}

extension JournalRemark: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("outcome", outcome.rawValue)
            $0.field("time", time)
            if let notes { $0.field("notes", notes) }
        }
    }
}
