import PBXKit

/// A command, declared once: parser, help, completion, manual pages and reference are all read from this value.
struct Command: Sendable {
    /// The words that name it: `["extension", "add"]`.
    var path: [String]
    /// Other paths that lead here.
    var aliases: [[String]] = []
    /// One phrase that ends in a full stop.
    var summary: String
    /// What help adds to the summary: paragraphs.
    var discussion: [String] = []
    var operands: [Operand] = []
    var options: [any AnyOption] = []
    /// Options that cannot stand together, by long name.
    var exclusive: [[String]] = []
    var examples: [Example]
    /// The JSON keys of what it prints; empty where it prints no records.
    var fields: [String] = []
    /// Fields that are printed only where they are asked for.
    var fieldsOnRequest: [String] = []
    /// Statuses beyond 0 and 2 that it can end with.
    var failures: [PBXError.Kind] = Self.pbxFailures
    var offeredBy: [PBXKind] = PBXKind.allCases
    /// What a user of another kind of PBX is told to use instead.
    var nearest: String?
    /// The documented API actions it mirrors: `R21`, `F4`.
    var mirrors: [String] = []
    /// Works without a PBX: no profile is loaded.
    var isLocal = false
    /// Completion's own entry and the like: not listed anywhere.
    var isHidden = false
    /// Does something although it has no `--dry-run`.
    var acts = false
    /// Is no line of a batch: it decides on its own about PBX, lines or journal.
    var standsAlone = false
    /// The option that makes it write; without it it reads. By its long name.
    var writesWith: String?
    var run: @Sendable (Invocation, Session) throws -> Void

    struct Example: Sendable {
        /// What the line does: a phrase without a full stop.
        var does: String
        var line: String

        init(_ does: String, _ line: String) {
            self.does = does
            self.line = line
        }
    }

    /// Asks before it does anything: all deletions, and nothing else.
    var asks: Bool { path.last == "delete" }

    /// Changes something: it has a dry run, or acts without one.
    var changes: Bool { acts || asks || options.contains { $0.long == SharedOptions.dryRun.long } }

    /// Changes something as it is called here.
    func changes(_ invocation: Invocation) -> Bool { changes && writesWith.map(invocation.has) != false }

    /// Reads records of a PBX and ends: several PBXes can be asked at once.
    func readsRecords(_ invocation: Invocation) -> Bool {
        !changes(invocation) && !isLocal && !isHidden && !standsAlone && !fields.isEmpty
    }

    /// `extension add`.
    var name: String { path.joined(separator: " ") }

    /// `pbxctl extension add <extension> [options]`.
    var usage: String {
        (["pbxctl"] + path + operands.map(\.usage) + ["[options]"]).joined(separator: " ")
    }

    /// What can go wrong with any command that talks to a PBX: also a profile or a domain that is not there, and a domain
    /// named to a PBX that has none.
    static let pbxFailures: [PBXError.Kind] = [.failed, .notFound, .unreachable, .notPermitted, .notOffered]
    /// What can end the writing of several stores, too: some are written, and the rest could not be, or not be undone.
    static let writeFailures = pbxFailures + [.partial]
}

/// A group of commands about one thing.
struct Noun: Sendable {
    var name: String
    var aliases: [String] = []
    /// One phrase that ends in a full stop.
    var summary: String
    var commands: [Command]
}
