/// Puts together how a PBX does, from what its nouns say.
public struct StatusReading {
    private let system: any PhoneSystem
    /// Told what could not be had, and why.
    private let warn: (String) -> Void

    public init(_ system: any PhoneSystem, warn: @escaping (String) -> Void) {
        self.system = system
        self.warn = warn
    }

    /// Throws where neither the database nor the switch answers; whatever else cannot be had is nil.
    public func read() throws -> SystemStatus {
        var status = SystemStatus(profile: system.profile.name, kind: system.kind)
        let database = Result { try system.control.release() }
        let running = Result { try system.control.runningSwitch() }
        if case .failure(let first) = database, case .failure(let second) = running {
            let errors = [PBXError(first), PBXError(second)]
            throw errors.first { $0.kind == .unreachable } ?? errors[0]
        }
        let release: String?? = had("version", database)
        status.version = release ?? nil
        let found = had("switch", running)
        (status.switchName, status.switchVersion, status.uptimeSeconds) = (found?.name, found?.version, found?.uptimeSeconds)
        // What needs both is not tried again in vain.
        guard release != nil else { return status }
        if found != nil {
            (status.phones, status.registeredPhones) = attempt("phones", phones) ?? (nil, nil)
            status.calls = attempt("calls") { Set(try system.calls?.live(ReadOptions()).map { $0.callID ?? $0.id } ?? []).count }
            status.queues = attempt("queues", queues)
        }
        status.needsReload = attempt("reload_needed") { try system.control.needsReload() } ?? nil
        if let folders = attempt("disk", system.control.soundFolders) {
            status.voicemail = storage("voicemail", folders.voicemail, on: folders.host)
            status.recordings = storage("recordings", folders.recordings, on: folders.host)
        }
        return status
    }

    private func phones() throws -> (Int?, Int?) {
        var all: Set<String> = []
        var registered: Set<String> = []
        try system.registrations?.forEach(ReadOptions()) { registration in
            let account = "\(registration.extension)@\(registration.domain ?? "")"
            all.insert(account)
            if registration.status == .registered { registered.insert(account) }
        }
        return (all.count, registered.count)
    }

    private func queues() throws -> [SystemStatus.QueueLoad] {
        var loads: [SystemStatus.QueueLoad] = []
        do {
            try system.queues?.forEach(ReadOptions()) { queue in
                let told = queue.members.filter { $0.status != nil }
                loads.append(SystemStatus.QueueLoad(
                    queue: queue.number, name: queue.name, domain: queue.domain, waiting: queue.waiting, agents: queue.members.count,
                    available: told.isEmpty && !queue.members.isEmpty ? nil : told.count(where: Self.isAvailable)))
            }
        } catch let error as PBXError where error.kind == .notOffered {
            // A PBX without the module has no queues.
            return []
        }
        return loads
    }

    private static func isAvailable(_ member: Queue.Member) -> Bool {
        guard member.isPaused != true, let status = member.status else { return false }
        // Asterisk's words, then FreeSWITCH's.
        return !["unknown", "invalid", "unavailable", "Logged Out", "On Break"].contains(status)
    }

    // MARK: - Disk

    /// Counting many recordings takes its time; a look at the PBX must not.
    private static let patience = Duration.seconds(10)

    private func storage(_ name: String, _ folder: String, on host: any Host) -> SystemStatus.Storage {
        var storage = SystemStatus.Storage()
        storage.bytes = attempt("\(name)_bytes") {
            // The first recording makes it.
            guard try host.status(of: folder) != nil else { return 0 }
            return try Self.number(HostCommand("du", ["-s", "-B1", "--", folder]), on: host, folder)
        }
        storage.freeBytes = attempt("\(name)_free_bytes") {
            var place = folder
            while try host.status(of: place) == nil, let slash = place.lastIndex(of: "/"), slash != place.startIndex {
                place = String(place[..<slash])
            }
            return try Self.number(HostCommand("df", ["-B1", "--output=avail", "--", place]), on: host, folder)
        }
        return storage
    }

    /// The number that begins the last line that the command prints.
    private static func number(_ command: HostCommand, on host: any Host, _ folder: String) throws -> Int {
        let result = try host.run(command, deadline: Deadline(after: patience))
        let words = result.outputText.split(whereSeparator: \.isNewline).last?.split(whereSeparator: \.isWhitespace)
        guard result.hasSucceeded, let number = words?.first.flatMap({ Int($0) }) else {
            let why = result.errorText.split(whereSeparator: \.isNewline).first.map(String.init) ?? "\(command.program) did not say"
            throw PBXError(.failed, folder, why)
        }
        return number
    }

    // MARK: - Parts

    private func attempt<Value>(_ what: String, _ body: () throws -> Value) -> Value? { had(what, Result { try body() }) }

    private func had<Value>(_ what: String, _ result: Result<Value, any Error>) -> Value? {
        switch result {
        case .success(let value): return value
        case .failure(let failure):
            let error = PBXError(failure)
            warn("\(what): \(error.what): \(error.why)")
            return nil
        }
    }
}
