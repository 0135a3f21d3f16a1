import Glibc
import PBXKit

/// Live values for completion: silent, and nothing at all when the PBX does not answer in time.
enum LiveCompletion {
    private static let patienceMicroseconds = 95_000

    static func suggestions(
        _ live: LiveValues, words: [String], _ answer: Completer.Answer, environment: [String: String]
    ) -> [Suggestion] {
        let current = answer.typed
        if live == .targets, !current.contains(":") { return targetKinds(current) }
        endQuietlyWhenLate()
        do {
            if live == .changes { return try changes(current, environment) }
            // Of several PBXes the first says what there is.
            let name = value(of: GlobalOptions.profile, in: words).map { String($0.prefix { $0 != "," }) }
            var profile = try Profile.load(
                config: value(of: GlobalOptions.config, in: words), profile: name,
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
            case .messages: return try messages(system, answer)
            case .targets: return try targets(system, current)
            case .administrators: return try listed(system.administrators?.listing, current)
            case .announcements: return try listed(system.announcements, current)
            case .callFlows: return try listed(system.callFlows?.listing, current)
            case .conferences: return try listed(system.conferences, current)
            case .ivrs: return try listed(system.ivrs, current)
            case .queues: return try listed(system.queues?.listing, current)
            case .recordings: return try listed(system.recordings?.listing, current)
            case .ringGroups: return try listed(system.ringGroups?.listing, current)
            case .timeConditions: return try listed(system.timeConditions?.listing, current)
            case .trunks: return try listed(system.trunks?.listing, current)
            case .blockedNumbers: return try listed(system.blockList?.listing, current)
            case .domains:
                let domains = try system.domains?.all(ReadOptions()) ?? []
                return domains.filter { $0.name.hasPrefix(current) }.map { Suggestion($0.name, $0.description ?? "") }
            }
        } catch {
            return []
        }
    }

    /// What identifies each, with its name.
    private static func listed<Listed: Record>(_ listing: (any Listing<Listed>)?, _ prefix: String) throws -> [Suggestion] {
        func text(_ listed: Listed, _ field: String) -> String {
            Listed.fields.first { $0.name == field }?.cell(listed).plainText ?? ""
        }
        var found: [Suggestion] = []
        try listing?.forEach(ReadOptions()) { listed in
            let id = text(listed, Listed.nameField)
            if id.hasPrefix(prefix) { found.append(Suggestion(id, text(listed, "name"))) }
        }
        return found
    }

    /// Messages of the mailbox that stands before the cursor, without those that the line has already.
    private static func messages(_ system: any PhoneSystem, _ answer: Completer.Answer) throws -> [Suggestion] {
        guard let mailbox = answer.operands.first else { return [] }
        var found: [Suggestion] = []
        try system.voicemail?.forEachMessage(of: mailbox, ReadOptions()) { message in
            guard message.id.hasPrefix(answer.typed), !answer.operands.contains(message.id) else { return }
            let caller = message.callerIDName ?? message.callerIDNumber
            found.append(Suggestion(message.id, [message.folder, message.received, caller].compactMap { $0 }.joined(separator: " ")))
        }
        return found
    }

    /// What `--to` begins with.
    private static func targetKinds(_ prefix: String) -> [Suggestion] {
        let kinds = TargetRequest.kinds.map { Suggestion("\($0.rawValue):", "") }
        return (kinds + [Suggestion("hangup", "End the call")]).filter { $0.value.hasPrefix(prefix) }
    }

    private static func targets(_ system: any PhoneSystem, _ prefix: String) throws -> [Suggestion] {
        let kind = "extension:"
        // There may be thousands of them.
        if prefix.hasPrefix(kind) {
            let found = try system.extensions?.suggestions(prefix: String(prefix.dropFirst(kind.count))) ?? []
            return found.map { Suggestion(kind + $0.value, $0.description) }
        }
        var found: [Suggestion] = []
        try system.targets?.forEach { target in
            guard let id = target.id, "\(target.kind.rawValue):\(id)".hasPrefix(prefix) else { return }
            found.append(Suggestion("\(target.kind.rawValue):\(id)", target.name ?? ""))
        }
        return found
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
