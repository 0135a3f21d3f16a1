import Glibc
import PBXKit

/// Live values for completion: silent, and nothing at all when the PBX does not answer in time.
enum LiveCompletion {
    private static let patienceMicroseconds = 95_000

    static func suggestions(
        _ live: LiveValues, words: [String], _ current: String, environment: [String: String]
    ) -> [Suggestion] {
        endQuietlyWhenLate()
        do {
            if live == .changes { return try changes(current, environment) }
            var profile = try Profile.load(
                config: value(of: GlobalOptions.config, in: words), profile: value(of: GlobalOptions.profile, in: words),
                environment: environment, connectTimeout: .microseconds(patienceMicroseconds))
            profile.connectTimeout = .microseconds(patienceMicroseconds)
            profile.silenceTimeout = .microseconds(patienceMicroseconds)
            var scope = Scope()
            scope.domain = value(of: GlobalOptions.domain, in: words)
            let system = try openPhoneSystem(profile, scope)
            switch live {
            case .extensions: return try system.extensions?.suggestions(prefix: current) ?? []
            case .inboundNumbers: return try system.inboundNumbers?.suggestions(prefix: current) ?? []
            case .changes: return []
            case .domains:
                let domains = try system.domains?.all(ReadOptions()) ?? []
                return domains.filter { $0.name.hasPrefix(current) }.map { Suggestion($0.name, $0.description ?? "") }
            }
        } catch {
            return []
        }
    }

    /// The journal's own, without any PBX.
    private static func changes(_ prefix: String, _ environment: [String: String]) throws -> [Suggestion] {
        guard let directory = StateDirectory(environment: environment) else { return [] }
        var found: [Suggestion] = []
        try Journal(directory: directory, author: JournalAuthor(command: "", environment: environment)).forEach { entry in
            if found.count < 50, entry.id.hasPrefix(prefix) { found.append(Suggestion(entry.id, entry.command)) }
        }
        return found
    }

    /// A shell waits for the answer with the user's cursor: better none than a late one.
    private static func endQuietlyWhenLate() {
        signal(SIGALRM) { _ in
            // A connection over ssh ends with this process.
            SignalledChild.end()
            _exit(0)
        }
        var interval = itimerval()
        interval.it_value.tv_usec = patienceMicroseconds
        setitimer(__itimer_which_t(0), &interval, nil)
    }

    /// The value that a line gives an option, in any of its spellings.
    static func value(of option: Option<String>, in words: [String]) -> String? {
        for (index, word) in words.enumerated().reversed() {
            if option.spellings.contains(word), words.indices.contains(index + 1) { return words[index + 1] }
            if let name = option.spellings.first(where: { word.hasPrefix("\($0)=") }) {
                return String(word.dropFirst(name.count + 1))
            }
        }
        return nil
    }
}
