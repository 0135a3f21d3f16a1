import Glibc
import PBXKit

/// One reading command on several PBXes, side by side: `--profile a,b` and `--all-profiles`.
///
/// Each PBX is asked by a pbxctl of its own, so that one that hangs or dies is nobody else's trouble. Their rows come out
/// in the order of the profiles, those of one PBX together; those that come before their turn wait in a `Spool`.
final class ManyProfiles {
    /// More are asked only as others are done.
    private static let mostAtOnce = 8
    /// How long those that were told to end may take, in milliseconds.
    private static let patience = 2000

    private let command: Command
    private let invocation: Invocation
    private let arguments: [String]
    private let environment: [String: String]
    private let output: Output
    private var members: [Member] = []

    /// One of the PBXes.
    private final class Member {
        let profile: String
        var process: SiblingProcess?
        let spool = Spool()
        var part = PartReader.Part()
        var isStarted = false
        var isRunning = false
        /// Its rows could not be put together with the others'.
        var isOdd = false
        /// nil while it runs, and before.
        var status: Int32?

        init(_ profile: String) { self.profile = profile }
    }

    init(_ command: Command, _ invocation: Invocation, _ arguments: [String], _ environment: [String: String]) {
        self.command = command
        self.invocation = invocation
        self.arguments = arguments
        self.environment = environment
        output = Output(invocation, environment: environment)
    }

    static func isAskedFor(_ invocation: Invocation) -> Bool {
        invocation[GlobalOptions.allProfiles] ?? false || invocation[GlobalOptions.profile]?.contains(",") ?? false
    }

    func run() -> Int32 {
        do {
            try check()
            members = try profiles().map(Member.init)
            try Interruption.watched(readAll)
            return status()
        } catch let interrupted as Interrupted {
            endAll(interrupted.signal)
            try? output.flush()
            StandardStream.endBySignal(interrupted.signal)
        } catch {
            endAll(SIGTERM)
            let error = PBXError(error)
            output.report(error)
            return error.kind.exitStatus
        }
    }

    // MARK: - What is asked

    private func check() throws {
        try Program.check(invocation, command, isOfSeveral: true)
        func refuse(_ why: String, _ remedy: String) -> PBXError { PBXError(.usage, command.name, why, remedy: remedy) }
        if command.changes(invocation) {
            throw refuse(
                "changes one PBX at a time", "name one profile; how to change a fleet is in docs/cookbook.md: Ansible, one host a profile")
        }
        guard command.readsRecords(invocation) else {
            throw refuse("is not about several PBXes", "name one profile, or none")
        }
        if invocation.has(WatchOptions.watch.long) {
            throw refuse("--\(WatchOptions.watch.long) never ends, and the rows of a PBX stay together", "watch one PBX at a time")
        }
    }

    private func profiles() throws -> [String] {
        let search = ProfileSearch(configPath: invocation[GlobalOptions.config], environment: environment)
        let known = try search.names()
        if invocation[GlobalOptions.allProfiles] ?? false {
            guard invocation[GlobalOptions.profile] == nil else {
                throw PBXError(.usage, "--all-profiles", "excludes --profile", remedy: "leave one of the two out")
            }
            guard !known.isEmpty else {
                throw PBXError(.usage, "--all-profiles", "there is no profile file, or no profile in it", remedy: "see `man pbxctl.conf`")
            }
            return known
        }
        var names: [String] = []
        for name in (invocation[GlobalOptions.profile] ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            guard !name.isEmpty else {
                throw PBXError(.usage, "--profile", "has a comma with no profile beside it", remedy: "write --profile one,other")
            }
            // A PBX on this host has its kind for a name.
            guard known.contains(name) || PBXKind(rawValue: name) != nil else {
                let near = SpellingSuggestions.nearest(to: name, among: known).first.map { "did you mean \($0)? " } ?? ""
                throw PBXError(.notFound, "profile \(name)", "does not exist", remedy: "\(near)profiles: \(known.joined(separator: ", "))")
            }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    // MARK: - Reading

    private func readAll() throws {
        let reader = PartReader(output, hasHeader: invocation[GlobalOptions.header] ?? true)
        let folder = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var turn = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while turn < members.count {
            try Interruption.check()
            try startMore()
            for index in ready() {
                let member = members[index]
                guard let bytes = member.process?.read(into: &buffer) else {
                    end(member)
                    continue
                }
                if index == turn { try pass(bytes, of: member, to: reader) } else { try member.spool.append(bytes, folder: folder) }
            }
            // What the next ones have printed meanwhile.
            while turn < members.count, members[turn].status != nil {
                turn += 1
                if turn < members.count {
                    let next = members[turn]
                    try next.spool.drain { try pass($0, of: next, to: reader) }
                }
            }
            // What is there is seen while the rest is waited for.
            try output.flush()
        }
        try reader.finish(output.format)
    }

    /// Rows that cannot be put together with others are one PBX's trouble, as all that goes wrong there.
    private func pass(_ bytes: ArraySlice<UInt8>, of member: Member, to reader: PartReader) throws {
        guard !member.isOdd else { return }
        do { try reader.take(bytes, of: &member.part) } catch is PartReader.OtherRows {
            member.isOdd = true
            report(PBXError(.failed, command.name, "its rows are not those of the profiles before it"), of: member)
        }
    }

    private func report(_ error: PBXError, of member: Member) {
        StandardStream.writeError(DisplayText.printableLines(ErrorText.line(about: error, of: member.profile, as: output.format)))
    }

    private func startMore() throws {
        var running = members.count { $0.isRunning }
        for member in members where !member.isStarted && running < Self.mostAtOnce {
            member.isStarted = true
            let words = OnePart.arguments(arguments, of: member.profile, isForTerminal: output.isWatched)
            member.process = try SiblingProcess(arguments: words, environment: environment)
            member.isRunning = true
            running += 1
        }
    }

    /// Those that have printed something, or ended; none where a while has passed without.
    private func ready() -> [Int] {
        let running = members.indices.filter { members[$0].isRunning }
        var polled = running.map { pollfd(fd: members[$0].process?.descriptor ?? -1, events: Int16(POLLIN), revents: 0) }
        guard poll(&polled, nfds_t(polled.count), 200) > 0 else { return [] }
        return zip(running, polled).filter { $1.revents != 0 }.map(\.0)
    }

    // MARK: - Ends

    private func end(_ member: Member) {
        guard let process = member.process.take() else { return }
        member.isRunning = false
        switch process.wait() {
        case .exited(let status): member.status = status
        case .killed(let signal):
            member.status = PBXError.Kind.failed.exitStatus
            report(PBXError(.failed, command.name, "was ended by signal \(signal)"), of: member)
        }
    }

    private func endAll(_ signal: Int32) {
        for member in members { member.process?.signal(signal) }
        var waited = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while members.contains(where: { $0.isRunning }), waited < Self.patience {
            for index in ready() where members[index].process?.read(into: &buffer) == nil { forget(members[index]) }
            waited += 20
            usleep(20_000)
        }
        for member in members where member.isRunning {
            member.process?.signal(SIGKILL)
            forget(member)
        }
    }

    private func forget(_ member: Member) {
        member.isRunning = false
        if let process = member.process.take() { _ = process.wait() }
    }

    /// 0 where all were read; 8 where some were; where none was, what they have in common, else 1. An answer "no" is one.
    private func status() -> Int32 {
        let statuses = members.map { $0.isOdd ? PBXError.Kind.failed.exitStatus : $0.status ?? 0 }
        let negative = PBXError.Kind.negative.exitStatus
        let failed = statuses.filter { $0 != 0 && $0 != negative }
        guard let first = failed.first else { return statuses.contains(negative) ? negative : 0 }
        if failed.count < statuses.count { return PBXError.Kind.partial.exitStatus }
        return failed.allSatisfy { $0 == first } ? first : PBXError.Kind.failed.exitStatus
    }
}
