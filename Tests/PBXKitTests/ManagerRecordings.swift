import Foundation
@testable import PBXKit

/// One recorded session with a real server: every byte that it sent, and every byte that was sent to it.
struct Recording: Sendable, CustomStringConvertible {
    let folder: String
    let name: String
    let server: [UInt8]
    let client: [UInt8]

    var description: String { "\(folder)/\(name)" }

    static let asterisk = load("asterisk-manager-16") + load("asterisk-manager-22")
    static let freeswitch = load("event-socket")

    static func named(_ description: String) -> Recording? {
        (asterisk + freeswitch).first { $0.description == description }
    }

    /// The recorded answers to one action, by its ActionID.
    func answer(_ id: String) throws -> ManagerReply? {
        var session = asteriskSession()
        for case .completed(id, let reply) in try session.receive(server) { return reply }
        return nil
    }

    /// A session that waits for the answers to all recorded actions.
    func asteriskSession() -> ManagerSession {
        var session = ManagerSession()
        for id in actionIDs { session.expect(id: id) }
        return session
    }

    /// A session that waits for the replies to all recorded commands.
    func eventSocketSession() -> EventSocketSession {
        var session = EventSocketSession()
        for _ in commands { _ = session.submit() }
        return session
    }

    /// The recorded actions' identifiers; nil for an action without one.
    var actionIDs: [String?] {
        commands.map { action in
            let line = action.split(separator: "\n").first { $0.lowercased().hasPrefix("actionid:") }
            return line.map { String($0.dropFirst("actionid:".count).drop { $0 == " " }) }
        }
    }

    private var commands: [String] {
        String(decoding: client, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
            .components(separatedBy: "\n\n").filter { !$0.isEmpty }
    }

    private static func load(_ folder: String) -> [Recording] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recordings/\(folder)")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path.path)) ?? []
        return names.filter { $0.hasSuffix(".server.bin") }.sorted().compactMap { file in
            let name = String(file.dropLast(".server.bin".count))
            guard let server = try? Data(contentsOf: path.appending(path: file)),
                let client = try? Data(contentsOf: path.appending(path: "\(name).client.bin"))
            else { return nil }
            return Recording(folder: folder, name: name, server: Array(server), client: Array(client))
        }
    }
}

/// What takes a stream in pieces; the same stream has to come to the same, however it is cut.
protocol TakesPieces: Equatable {
    associatedtype Piece: Equatable
    mutating func receive(_ bytes: [UInt8]) throws -> [Piece]
}

struct AnyTaker<Taker: Equatable, Piece: Equatable>: TakesPieces {
    var taker: Taker
    let take: (inout Taker, [UInt8]) throws -> [Piece]

    mutating func receive(_ bytes: [UInt8]) throws -> [Piece] { try take(&taker, bytes) }
    static func == (left: Self, right: Self) -> Bool { left.taker == right.taker }
}

/// What came of cutting a stream at every position.
struct Cuts<Piece> {
    var whole: [Piece] = []
    var differing: [Int] = []
    var tried = 0
}

/// Takes the stream whole, byte by byte, and cut in two at positions `step` apart.
///
/// The takers are values: a cut need not be played from the beginning. A copy that has had the messages before takes the
/// one that is cut and the next, and must then be equal to the taker that was never cut, state and all.
func cut<Taker: TakesPieces>(_ start: Taker, _ stream: [UInt8], step: Int = 1) throws -> Cuts<Taker.Piece> {
    var cuts = Cuts<Taker.Piece>()
    var taker = start
    cuts.whole = try taker.receive(stream)

    // Positions behind which something was complete, found byte by byte.
    var ends = [0]
    var slow = start
    var bytewise: [Taker.Piece] = []
    for position in stream.indices {
        let pieces = try slow.receive([stream[position]])
        if !pieces.isEmpty { ends.append(position + 1) }
        bytewise += pieces
    }
    if bytewise != cuts.whole || slow != taker { cuts.differing.append(-1) }
    if ends.last != stream.count { ends.append(stream.count) }

    var checkpoint = start
    for number in ends.indices.dropLast() {
        let first = ends[number]
        let last = ends[min(number + 2, ends.count - 1)]
        var uncut = checkpoint
        let expected = try uncut.receive(Array(stream[first..<last]))
        for position in stride(from: first, to: ends[number + 1], by: step) {
            var copy = checkpoint
            let pieces = try copy.receive(Array(stream[first..<position])) + copy.receive(Array(stream[position..<last]))
            if pieces != expected || copy != uncut { cuts.differing.append(position) }
            cuts.tried += 1
        }
        _ = try checkpoint.receive(Array(stream[first..<ends[number + 1]]))
    }
    return cuts
}

/// A generator that gives the same numbers each time: SplitMix64.
struct RepeatableGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// The bytes with some replaced, removed, doubled or cut off.
    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...12, using: &self) where !result.isEmpty {
            let position = Int.random(in: 0..<result.count, using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: result[position] = UInt8.random(in: 0...255, using: &self)
            case 1: result.remove(at: position)
            case 2: result.insert(contentsOf: [13, 10, 10, 0, 58].shuffled(using: &self), at: position)
            case 3: result.removeSubrange(position..<min(result.count, position + 40))
            default: result.append(contentsOf: result[position..<min(result.count, position + 200)])
            }
        }
        return result
    }
}
