import FoundationEssentials
import Glibc

/// A plan in a file: with the PBX it is for, and what was read to make it.
///
/// The file holds secrets in clear, and what it says is done: mode 0600, and nobody else's.
public struct SavedPlan: PastWrite, Equatable, Decodable {
    /// Of the file's form.
    public static let version = 1
    private static let largest = 1 << 30

    public var version = Self.version
    /// Unix time in seconds.
    public var time: Int64
    public var command: String
    public var profile: String
    public var pbx: String
    /// FusionPBX: the domain it is about.
    public var domain: String?
    public var plan: Plan
    public var readings: [Reading]

    public init(_ plan: Plan, for profile: Profile, domain: String?, command: String, readings: [Reading]) {
        self.plan = plan
        self.readings = readings
        self.command = command
        self.domain = domain
        self.profile = profile.name
        pbx = profile.pbxIdentity
        time = Timestamp.now().seconds
    }

    /// Throws `.conflict` where the file exists, and `SystemError`.
    public func write(to path: String) throws {
        let file: OpenFile
        do {
            file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        } catch let error as SystemError where error.code == EEXIST {
            throw PBXError(.conflict, path, "exists already", remedy: "remove it, or save the plan under another name")
        }
        try file.writeAll(JSONWriter.text(self, breaksLines: true))
        try file.synchronise()
    }

    /// Throws `.notPermitted` for a file that others could have written or can read, `.usage` for one that is no plan.
    public static func read(_ path: String) throws -> SavedPlan {
        let contents = try LocalHost().read(path, limit: largest)
        guard contents.status.owner == geteuid(), contents.status.mode & 0o077 == 0 else {
            throw PBXError(
                .notPermitted, path, "is not this user's alone: others could have changed what it does",
                remedy: "look at it, then chown and chmod 600 it")
        }
        let plan: SavedPlan
        do {
            plan = try JSONDecoder().decode(SavedPlan.self, from: Data(contents.bytes))
        } catch {
            throw PBXError(.usage, path, "is no saved plan", remedy: "save one with --plan-out FILE")
        }
        guard plan.version == version else {
            throw PBXError(.usage, path, "is of form \(plan.version), which this pbxctl does not know", remedy: "plan it again")
        }
        return plan
    }

    static func stale(_ what: String) -> PBXError {
        PBXError(
            .conflict, "the plan", "is stale: \(what) has changed since it was made", remedy: "plan it again with --plan-out")
    }
}

extension SavedPlan: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("version", version)
            $0.field("time", time)
            $0.field("command", command)
            $0.field("profile", profile)
            $0.field("pbx", pbx)
            $0.field("domain", ifPresent: domain)
            $0.field("plan", plan)
            $0.field("readings", readings)
        }
    }
}

extension Database {
    /// Whether the queries still say what they said when the plan was made.
    func check(_ readings: [Reading]) throws {
        // Nothing that stands in a file changes anything here.
        try transaction {
            try execute("SET TRANSACTION READ ONLY" as SQL, where: dialect == .postgreSQL)
            for case .query(let query, let expected) in readings {
                guard query.isReading(dialect) else {
                    throw PBXError(.usage, "the plan", "holds a statement that does not only read", remedy: "plan it again with --plan-out")
                }
                var fingerprint = RowFingerprint()
                try forEachRow(query) { fingerprint.add($0) }
                guard fingerprint.text == expected else { throw SavedPlan.stale("what `\(query.shown(dialect))` answers") }
            }
        }
    }

    private func execute(_ statement: SQL, where holds: Bool) throws {
        if holds { try execute(statement) }
    }
}

extension SQL {
    /// Whether it begins as what only reads begins.
    fileprivate func isReading(_ dialect: Dialect) -> Bool {
        let word = text(for: dialect).split { !$0.isLetter }.first?.uppercased()
        return ["SELECT", "SHOW", "WITH"].contains(word)
    }

    /// The statement in one short line, values left out.
    fileprivate func shown(_ dialect: Dialect) -> String {
        let words = text(for: dialect).split { $0 == " " || $0 == "\n" || $0 == "\t" }.joined(separator: " ")
        return words.count > 120 ? "\(words.prefix(120))…" : words
    }
}
