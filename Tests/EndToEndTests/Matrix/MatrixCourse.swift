import Foundation

/// One write of the matrix on one PBX: its undisturbed course, all that can go wrong on it, and what becomes of it then.
final class MatrixCourse {
    let office: MatrixOffice
    let write: MatrixWrite
    private var before: MatrixContents
    /// What the preparation changed.
    private let prepared: MatrixContents.Difference
    private let change: MatrixContents.Difference
    private let steps: [Strace.Step]
    private var pieces: [Disturbance.Link: ClosedRange<Int>] = [:]
    private var actions: ClosedRange<Int>?

    /// Where a case ended.
    enum Ending: Equatable {
        case before
        case after
        /// Neither, or something was said that is not so.
        case between(String)
    }

    /// Runs the write twice, undisturbed: under strace, and over the proxies.
    init(_ office: MatrixOffice, _ write: MatrixWrite) throws {
        (self.office, self.write) = (office, write)
        try office.prepare(write)
        before = try office.stores.contents()
        prepared = before.difference(since: office.base, known: office.known)
        let known = office.changes()
        let run = try office.strace().traced(office.filled(write.words))
        guard run.outcome.status == 0 else { throw Program.Problem("\(write.name): \(run.outcome.errors)") }
        steps = run.steps
        change = try office.stores.contents().difference(since: before, known: office.known)
        guard !change.isEmpty else { throw Program.Problem("\(write.name) changes nothing") }
        try goBack(known, isProxied: false)
        try countPieces()
    }

    private func countPieces() throws {
        try leave()
        try prepare(isProxied: true)
        let known = office.changes()
        let counts = Counts()
        let isWriting = { [office] in !office.pending().isEmpty }
        office.database.reset { piece, _ in counts.note(.database, piece, isWriting()) }
        office.manager.reset { piece, spoilable in counts.note(.manager, piece, isWriting(), spoilable) }
        try office.done(write.words, isProxied: true)
        office.database.reset()
        office.manager.reset()
        pieces = counts.ranges
        actions = counts.actions
        try goBack(known, isProxied: true)
        try leave()
        try prepare(isProxied: false)
    }

    private var isUndoing: Bool { write.preparation.map { !$0.contains("--plan-out") } ?? false }

    private func prepare(isProxied: Bool) throws {
        try office.prepare(write, isProxied: isProxied)
        preparedProxied = isProxied
        before = try office.stores.contents()
        let difference = before.difference(since: office.base, known: office.known)
        guard difference == prepared else { throw Program.Problem("prepared otherwise than before:\n\(difference)\n\nand not\n\(prepared)") }
    }

    /// Takes the preparation back.
    func leave() throws {
        office.removeMessages(write)
        guard isUndoing else { return }
        try office.done(["undo", "{change}"], isProxied: preparedProxied)
        try office.stores.calm()
    }

    // MARK: - What can go wrong

    func disturbances(_ chance: inout Chance) throws -> [Disturbance] {
        let rest = steps.drop { !$0.text.contains("/pending/") || !$0.text.contains("O_CREAT") }
        // The change is done when its entry is in the history; what follows reads it back.
        let writing = rest.prefix((rest.firstIndex { $0.call.name == "rename" && $0.text.contains("/history/") } ?? rest.endIndex) - rest.startIndex + 3)
        let reading = steps.dropLast(rest.count).filter { $0.call.name == "sendto" }
        var all = (chance.pick(2, of: Array(reading)) + writing).map { Disturbance.killed(at: $0.call) }
        let acts = writing.filter { ["sendto", "write", "rename", "unlink", "unlinkat"].contains($0.call.name) }
        for step in chance.pick(3, of: Array(acts.dropFirst())) {
            // The recovery's own steps are not known yet: any number that it may have.
            for _ in 0..<3 { all.append(.killedTwice(at: step.call, recoveryAt: .init(name: "sendto", number: chance.number(in: 12...40)))) }
        }
        for step in writing where step.touchesFile {
            for error in ["ENOSPC", "EROFS"] { all.append(.file(step.call, error: error)) }
        }
        for (link, range) in pieces.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for piece in range {
                for losesAnswer in [false, true] {
                    for staysAway in [false, true] { all.append(.cut(link, .init(piece: piece, losesAnswer: losesAnswer, staysAway: staysAway))) }
                }
            }
        }
        if let actions { all += actions.map(Disturbance.refused) }
        return all
    }

    // MARK: - One case

    func run(_ disturbance: Disturbance, recoversByWriting: Bool) throws -> Ending {
        let isProxied = disturbance.isProxied
        if isProxied != preparedProxied {
            try leave()
            try prepare(isProxied: isProxied)
        }
        try office.placeMessages(write)
        let known = office.changes()
        var ending: Ending
        do {
            let outcome = try disturb(disturbance)
            ending = try check(outcome, after: disturbance)
            if case .between = ending {} else { ending = try recover(isProxied, byWriting: recoversByWriting) }
        } catch {
            ending = .between("\(error)")
        }
        do {
            if ending == .after { try goBack(known, isProxied: isProxied) }
        } catch {
            ending = .between("\(error)")
        }
        guard case .between(let why) = ending else { return ending }
        do { try heal() } catch { throw Program.Problem("\(write.name): \(disturbance): \(why)\nand healing failed: \(error)") }
        return ending
    }

    private var preparedProxied = false
    /// How many runs ended before the call at which they were to be killed: some make one more or less.
    private(set) var survivals = 0

    private func disturb(_ disturbance: Disturbance) throws -> Program.Outcome {
        let words = office.filled(write.words)
        switch disturbance {
        case .killed(let call): return try office.strace().killed(words, at: call)
        case .killedTwice(let call, let other):
            let outcome = try office.strace().killed(words, at: call)
            _ = try office.strace().killed(office.filled(["recover"]), at: other)
            return outcome
        case .file(let call, let error): return try office.strace().failing(words, at: call, error: error)
        case .cut(let link, let cut):
            let proxy = link == .database ? office.database : office.manager
            proxy.breakOff(cut)
            defer { proxy.reset() }
            return try office.strace(isProxied: true).run(words)
        case .refused(let number):
            office.manager.spoil(number) { message in
                Self.spoiled(String(decoding: message, as: UTF8.self))
            }
            defer { office.manager.reset() }
            return try office.strace(isProxied: true).run(words)
        }
    }

    /// The server itself refuses it, in its turn: a header is missing, or there is no such action or command.
    private static func spoiled(_ message: String) -> [UInt8] {
        if message.hasPrefix("api ") { return Array("api matrix_refused\n\n".utf8) }
        let header = message.range(of: #"\r\n(Key|SrcFilename|Filename|Variable): "#, options: .regularExpression)
        if let header { return Array(message.replacingCharacters(in: header, with: "\r\nSpoiled: ").utf8) }
        return Array(message.replacingOccurrences(of: #"^Action: \w+"#, with: "Action: MatrixRefused", options: .regularExpression).utf8)
    }

    /// Whether the stores are as the command said when it ended by itself.
    private func check(_ outcome: Program.Outcome, after disturbance: Disturbance) throws -> Ending {
        guard let status = outcome.status else { return .before }
        if case .killed = disturbance { survivals += 1 }
        // Done in part: recovery is left to do the rest.
        if status == 8 { return .before }
        let found = try standing()
        switch status {
        case 0 where found != .after: return .between("status 0, but \(Self.words(found))")
        case 1, 4...7:
            if found != .before { return .between("status \(status), but \(Self.words(found)): \(outcome.errors)") }
        case 0: break
        default: return .between("status \(status): \(outcome.errors)")
        }
        return found
    }

    private static func words(_ ending: Ending) -> String {
        switch ending {
        case .before: "as before"
        case .after: "as after"
        case .between(let difference): "between:\n\(difference)"
        }
    }

    private func standing() throws -> Ending {
        let difference = try office.stores.contents().difference(since: before, known: office.known)
        return difference.isEmpty ? .before : difference == change ? .after : .between(difference.distance(from: change))
    }

    private func recover(_ isProxied: Bool, byWriting: Bool) throws -> Ending {
        if byWriting {
            try office.stores.unnoted {
                for words in [["forward", "set", "{u}", "15551230000"], ["forward", "clear", "{u}"]] { try office.done(words, isProxied: isProxied) }
            }
        } else {
            try office.done(["recover"], isProxied: isProxied)
        }
        guard office.pending().isEmpty else { return .between("the journal still has \(office.pending())") }
        return try standing()
    }

    /// From after to before, by pbxctl's own means where it has them.
    private func goBack(_ known: [String], isProxied: Bool) throws {
        guard let change = office.changes().first(where: { !known.contains($0) }) else { throw Program.Problem("\(write.name) is not in the journal") }
        if isUndoing {
            try office.stores.calm()
            return try prepare(isProxied: isProxied)
        }
        if write.messages == nil { try office.done(["undo", change], isProxied: isProxied) }
        try office.stores.calm()
        try office.placeMessages(write)
        let rest = try office.stores.contents().difference(since: before, known: office.known)
        guard rest.isEmpty else { throw Program.Problem("taking it back leaves:\n\(rest)") }
    }

    private func heal() throws {
        try? FileManager.default.removeItem(atPath: office.state)
        office.removeMessages(write)
        try office.stores.heal()
        try prepare(isProxied: preparedProxied)
    }
}

extension Strace.Step {
    /// Whether it is about a file that pbxctl writes.
    var touchesFile: Bool {
        switch call.name {
        case "openat": text.contains("O_CREAT") || text.contains("O_WRONLY") || text.contains("O_RDWR")
        case "write": text.hasPrefix("write(") && text.drop { $0 != "<" }.hasPrefix("</") && !text.contains("</dev/")
        case "sendto", "sendmsg", "writev", "pwrite64", "flock": false
        default: true
        }
    }
}

/// Which pieces are sent while a write is in the journal, and the first ones after that.
private final class Counts: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var ranges: [Disturbance.Link: ClosedRange<Int>] = [:]
    private(set) var actions: ClosedRange<Int>?
    private var later: [Disturbance.Link: Int] = [:]

    func note(_ link: Disturbance.Link, _ piece: Int, _ isWriting: Bool, _ spoilable: Int? = nil) {
        lock.lock()
        defer { lock.unlock() }
        guard isWriting || ranges[link] != nil else { return }
        if !isWriting { later[link, default: 0] += 1 }
        guard later[link, default: 0] <= 2 else { return }
        ranges[link] = (ranges[link]?.lowerBound ?? piece)...piece
        // The messages of a piece are counted after it is noted.
        if let spoilable { actions = (actions?.lowerBound ?? spoilable + 1)...(spoilable + 1) }
    }
}

/// Random numbers that a seed repeats (SplitMix64).
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// Some of them, in their order.
    mutating func pick<Element>(_ count: Int, of elements: [Element]) -> [Element] {
        elements.indices.shuffled(using: &self).prefix(count).sorted().map { elements[$0] }
    }
}
