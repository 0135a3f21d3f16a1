import PBXKit

/// A record that can be watched: told apart from others, and from how it was before.
protocol Watched: Record {
    /// The same from one look to the next.
    var watchKey: String { get }
    /// What counts as a change; times that only run on do not.
    var watchedState: [Cell] { get }
    /// How it is reported when it is not there any more; nil where something else says so.
    var gone: Self? { get }
}

extension Watched {
    /// Every field but those named.
    func cells(without names: Set<String>) -> [Cell] { Self.fields.filter { !names.contains($0.name) }.map { $0.cell(self) } }
}

extension Registration: Watched {
    var watchKey: String { "\(`extension`)@\(domain ?? "") \(node ?? "") \(contact ?? "")" }
    var watchedState: [Cell] { cells(without: ["expires", "latency_ms"]) }

    var gone: Registration? {
        // An extension without a contact has a record of its own for that.
        guard status != .unregistered else { return nil }
        var gone = self
        gone.status = .unregistered
        gone.expires = nil
        gone.latencyMilliseconds = nil
        return gone
    }
}

extension Trunk: Watched {
    var watchKey: String { "\(uuid ?? id)" }
    var watchedState: [Cell] { cells(without: ["latency_ms"]) }
    var gone: Trunk? { nil }
}

extension ExtensionState: Watched {
    var watchKey: String { "\(`extension`)@\(domain ?? "")" }
    var watchedState: [Cell] { cells(without: []) }
    var gone: ExtensionState? { nil }
}

extension LiveCall: Watched {
    var watchKey: String { id }
    var watchedState: [Cell] { cells(without: ["started", "duration_seconds", "application"]) }

    var gone: LiveCall? {
        var gone = self
        gone.state = .ended
        gone.bridgedTo = nil
        return gone
    }
}

extension Queue: Watched {
    var watchKey: String { "\(number)@\(domain ?? "")" }
    var watchedState: [Cell] { cells(without: []) }
    var gone: Queue? { nil }
}

/// What changed from one look to the next.
struct ChangeWatch<Listed: Watched> {
    private var last: [String: Listed] = [:]
    private var order: [String] = []

    /// Of a whole listing what is new, what has changed, and at the end what has gone.
    mutating func changes(to listing: [Listed]) -> [Listed] {
        let before = last
        let keys = Set(listing.map(\.watchKey))
        let gone = order.filter { !keys.contains($0) }.compactMap { last.removeValue(forKey: $0)?.gone }
        order = listing.map(\.watchKey)
        return changes(in: listing, since: before) + gone
    }

    /// Of those records that are new or have changed; what is not among them is as it was.
    mutating func changes(in records: [Listed]) -> [Listed] {
        let before = last
        let known = Set(order)
        order += records.map(\.watchKey).filter { !known.contains($0) }
        return changes(in: records, since: before)
    }

    /// All that is there, in its order.
    var listing: [Listed] { order.compactMap { last[$0] } }

    private mutating func changes(in records: [Listed], since before: [String: Listed]) -> [Listed] {
        for record in records { last[record.watchKey] = record }
        return records.filter { before[$0.watchKey]?.watchedState != $0.watchedState }
    }
}

extension Output {
    /// Prints what is watched: on a terminal the whole listing in one place, else each record that is new or has changed,
    /// at once. `look` hands over what it sees: everything, or with `isPartial` what has changed.
    func watch<Listed: Watched>(
        _ title: String, raw: Bool = false, _ look: (_ see: (_ records: [Listed], _ isPartial: Bool) throws -> Void) throws -> Void
    ) throws {
        var watch = ChangeWatch<Listed>()
        if redrawsInPlace {
            try live { screen in
                try look { records, isPartial in
                    _ = isPartial ? watch.changes(in: records) : watch.changes(to: records)
                    screen.show(try picture(of: watch.listing, title: title, raw: raw))
                }
            }
        } else {
            try begin(picture(of: [Listed](), title: title, raw: raw).columns)
            try look { records, isPartial in
                let changes = isPartial ? watch.changes(in: records) : watch.changes(to: records)
                for cells in try picture(of: changes, title: title, raw: raw).rows { try row(cells) }
                try flushRows()
            }
            try end()
        }
    }
}
