import FoundationEssentials
import Glibc
import PBXKit

/// What a command may touch: the environment, the output, and the PBX once somebody asks for it.
final class Session {
    let output: Output
    let environment: [String: String]
    /// The command line as the journal keeps it.
    let commandLine: String
    /// What is shared with the other commands of a batch.
    let work: Work
    private let invocation: Invocation
    /// How far a long write has come, on a terminal.
    let progress: ProgressBar

    init(_ invocation: Invocation, commandLine: String, environment: [String: String], output: Output, work: Work = Work()) {
        self.invocation = invocation
        self.commandLine = commandLine
        self.environment = environment
        self.output = output
        self.work = work
        progress = ProgressBar(isQuiet: output.isQuiet || output.isPart, environment: environment)
    }

    /// What the command line says about which tenant and how.
    func scope(allDomains: Bool = false, offline: Bool = false) -> Scope {
        var scope = Scope()
        scope.domain = invocation[GlobalOptions.domain]
        scope.allDomains = allDomains
        scope.offline = offline
        scope.timeZone = invocation[GlobalOptions.timeZone]
        if let seconds = invocation[GlobalOptions.lockTimeout] { scope.lockTimeout = .seconds(seconds) }
        scope.journal = journal
        if !output.isQuiet { scope.note = { [label = output.label] in StandardStream.writeError("\(label): \(DisplayText.printable($0))\n") } }
        scope.progress = { [progress] in progress.show($0) }
        if invocation[GlobalOptions.trace] ?? false {
            let start = ContinuousClock.now
            scope.trace = { [label = output.label, isPart = output.isPart] line in
                let elapsed = (ContinuousClock.now - start).components
                let milliseconds = elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000
                StandardStream.writeError("\(isPart ? "\(label): " : "")trace: +\(milliseconds)ms \(DisplayText.printable(line))\n")
            }
        }
        return scope
    }

    /// The profile the command line, the environment or this host leads to.
    func profile(readingSecrets: Bool = true) throws -> Profile {
        if work.isRehearsal { throw Work.Reached() }
        var profile = try profileSearch.load(readingSecrets: readingSecrets)
        if let seconds = invocation[GlobalOptions.connectTimeout] { profile.connectTimeout = .seconds(seconds) }
        return profile
    }

    /// Where writes are written down; nil where the environment names no place for it.
    var journal: Journal? {
        StateDirectory(environment: environment).map {
            Journal(directory: $0, author: JournalAuthor(command: commandLine, environment: environment))
        }
    }

    /// As `journal`. Throws `.failed` where there is none.
    func requireJournal() throws -> Journal {
        guard let journal else {
            throw PBXError(
                .failed, "the journal of changes", "has no place: HOME is not set", remedy: "set PBXCTL_STATE to a folder of your own")
        }
        return journal
    }

    /// The PBX that an earlier write was about: of the profile it was made with unless the command line names one.
    ///
    /// Throws `.usage` where that profile leads to another PBX by now.
    func system(of past: any PastWrite, configure: (inout Scope) -> Void = { _ in }) throws -> any PhoneSystem {
        let names = [invocation[GlobalOptions.profile], environment["PBXCTL_PROFILE"]].compactMap { $0 }.filter { !$0.isEmpty }
        var search = profileSearch
        if names.isEmpty { search.profileName = past.profile }
        var profile: Profile
        do { profile = try search.load() } catch where names.isEmpty && PBXError(error).kind == .notFound { profile = try self.profile() }
        if let seconds = invocation[GlobalOptions.connectTimeout] { profile.connectTimeout = .seconds(seconds) }
        try past.check(profile)
        var scope = scope()
        scope.domain = past.domain
        configure(&scope)
        return try work.system(Work.Scope(allDomains: false, offline: false)) { try openPhoneSystem(profile, scope) }
    }

    /// The PBX of another profile, beside the one that the command line leads to. The caller closes it.
    func system(named name: String) throws -> any PhoneSystem {
        var search = profileSearch
        search.profileName = name
        return try openPhoneSystem(search.load(), scope())
    }

    /// Whether the host that the profile names can be worked on; nil where it names none.
    func examineHost() throws -> Finding? { try profileSearch.examineHost() }

    /// The profile files that are read.
    func examineFiles() -> [Finding] { profileSearch.examineFiles() }

    /// Who chose the profile.
    var profileOrigin: String {
        if invocation[GlobalOptions.profile] != nil { return "--profile" }
        if !(environment["PBXCTL_PROFILE"] ?? "").isEmpty { return "PBXCTL_PROFILE" }
        return "default"
    }

    private var profileSearch: ProfileSearch {
        var search = ProfileSearch(
            configPath: invocation[GlobalOptions.config], profileName: invocation[GlobalOptions.profile],
            environment: environment)
        search.connectTimeout = invocation[GlobalOptions.connectTimeout].map { .seconds($0) }
        return search
    }

    /// The PBX; its connections are opened when first needed. `silence` is for statements that take the database long.
    func system(
        allDomains: Bool = false, offline: Bool = false, noting readings: ReadingLog? = nil, silence: Duration? = nil
    ) throws -> any PhoneSystem {
        let system = try work.system(Work.Scope(allDomains: allDomains, offline: offline, silence: silence)) {
            var profile = try profile()
            if let silence { profile.silenceTimeout = silence }
            describe(profile)
            var scope = scope(allDomains: allDomains, offline: offline)
            scope.readings = readings
            return try openPhoneSystem(profile, scope)
        }
        system.note(command: commandLine)
        return system
    }

    /// With `-v`: which PBX it is and where the profile comes from.
    private func describe(_ profile: Profile) {
        guard output.isVerbose else { return }
        output.remark("profile \(profile.name) (\(profile.kind.title)), chosen by \(profileOrigin)")
        if let database = profile.database {
            output.remark("database \(database.value.description), from \(database.origin)")
        }
        for manager in profile.managers { output.remark("manager \(manager.value.description), from \(manager.origin)") }
    }

    /// A noun of the PBX, or the error that says this kind has none.
    func offered<Value>(_ noun: Value?, _ command: String, nearest: String? = nil) throws -> Value {
        guard let noun else { throw PBXError.notOffered(command, by: try profile().kind, nearest: nearest) }
        return noun
    }

    /// Asks before something is deleted; off a terminal `--yes` has to be given.
    func confirm(_ question: String) throws {
        if invocation[GlobalOptions.yes] ?? false { return }
        let mayAsk = (invocation[GlobalOptions.input] ?? true) && isatty(0) == 1 && isatty(2) == 1
        guard mayAsk else {
            throw PBXError(.usage, question, "nobody is there to confirm it", remedy: "add --yes to do it without asking")
        }
        StandardStream.writeError("\(DisplayText.printable(question))? [y/N] ")
        let answer = (readLine() ?? "").lowercased()
        guard answer == "y" || answer == "yes" else {
            throw PBXError(.failed, question, "not confirmed, nothing was changed")
        }
    }

    /// Applies what waits for a reload; where more commands follow, after the last of them.
    func apply(_ control: any SystemControl) throws {
        guard !work.appliesAtEnd else { return work.isApplyWanted = true }
        try Interruption.watched {
            if let done = try control.applyPending() { output.remark(done) }
            work.isReloadDue = false
        }
    }

    func close() { work.close() }
}
