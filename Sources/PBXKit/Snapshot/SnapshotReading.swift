/// Taking a snapshot of a PBX.
extension PhoneSystem {
    /// Reads the whole configuration. A noun that this PBX does not have is not in it.
    ///
    /// Throws `.unreachable` where a part of the PBX does not answer: half a configuration is none.
    public func snapshot(reveal: Bool = false) throws -> ConfigurationSnapshot {
        var reading = SnapshotReading(kind: kind, options: ReadOptions(reveal: reveal))
        try reading.add("extension", without: reveal ? [] : ["secret", "voicemail_pin"]) { options, take in
            try extensions?.forEach(options) { try take($0.entries) }
        }
        try reading.add("did") { options, take in try inboundNumbers?.forEach(options) { try take($0.entries) } }
        try reading.add("ringgroup") { options, take in try ringGroups?.forEach(options) { try take($0.entries) } }
        try reading.add("followme") { options, take in try followMeLists?.forEach(options) { try take($0.entries) } }
        try reading.add("callflow") { options, take in try callFlows?.forEach(options) { try take($0.entries) } }
        try reading.add("blocklist", without: ["blocked_calls", "added"]) { options, take in
            // FusionPBX: what is blocked in every domain is nobody's own.
            try blockList?.forEach(options) { if kind == .freepbx || $0.domain != nil { try take($0.entries) } }
        }
        try reading.add("timecondition", without: ["state"]) { options, take in
            try timeConditions?.forEach(options) { try take($0.entries) }
        }
        try reading.add("queue", without: ["waiting"]) { options, take in try queues?.forEach(options) { try take($0.configured.entries) } }
        try reading.add("ivr") { options, take in try ivrs?.forEach(options) { try take($0.entries) } }
        try reading.add("conference", without: ["members"]) { options, take in try conferences?.forEach(options) { try take($0.entries) } }
        try reading.add("announcement") { options, take in try announcements?.forEach(options) { try take($0.entries) } }
        try reading.add("recording") { options, take in try recordings?.forEach(options) { try take($0.entries) } }
        try reading.add("moh") { options, take in try musicOnHold?.forEach(options) { try take($0.entries) } }
        try reading.add("route") { options, take in try outboundRoutes?.forEach(options) { try take($0.entries) } }
        return ConfigurationSnapshot(kind: kind, domain: try domainName(), hasSecrets: reveal, sections: reading.sections)
    }
}

extension Record {
    fileprivate var entries: [Cell.Entry] { Self.fields.map { Cell.Entry($0.name, $0.cell(self)) } }
}

extension Queue {
    /// Without those who have logged in, and without what agents are doing.
    fileprivate var configured: Queue {
        var queue = self
        queue.members = members.filter { $0.isStatic != false }.map { member in
            var configured = Member(agent: member.agent)
            configured.penalty = member.penalty
            return configured
        }
        return queue
    }
}

/// A snapshot while it is put together.
private struct SnapshotReading {
    let kind: PBXKind
    let options: ReadOptions
    private(set) var sections: [ConfigurationSnapshot.Section] = []

    init(kind: PBXKind, options: ReadOptions) {
        self.kind = kind
        self.options = options
    }

    /// What every PBX gives its objects anew.
    private static let ownOfPBX: Set<String> = ["uuid", "domain"]

    mutating func add(
        _ noun: String, without left: Set<String> = [],
        _ forEach: (ReadOptions, _ take: ([Cell.Entry]) throws -> Void) throws -> Void?
    ) throws {
        var objects: [ConfigurationSnapshot.Object] = []
        var isOffered = false
        do {
            isOffered = try forEach(options) { entries in
                let entries = named(entries, noun)
                let kept = entries.filter { !left.contains($0.key) && !Self.ownOfPBX.contains($0.key) }
                objects.append(.init(
                    id: ConfigurationSnapshot.id(of: kept, noun), entries: kept.map { Cell.Entry($0.key, lasting($0.value)) }))
            } != nil
        } catch let error as PBXError where error.kind == .notOffered {
            // A FreePBX without that module.
        }
        guard isOffered else { return }
        objects.sort { ($0.id.utf8.count, $0.id) < ($1.id.utf8.count, $1.id) }
        sections.append(.init(noun: noun, objects: ConfigurationSnapshot.told(objects)))
    }

    /// Objects that FusionPBX knows by a uuid alone are known by their names here.
    private func named(_ entries: [Cell.Entry], _ noun: String) -> [Cell.Entry] {
        guard let uuid = entries.first(where: { $0.key == "uuid" })?.value, uuid != .null,
            let field = ConfigurationSnapshot.nouns.first(where: { $0.noun == noun })?.id.first,
            let place = entries.firstIndex(where: { $0.key == field }), entries[place].value == uuid,
            let name = entries.first(where: { $0.key == "name" })?.value, name != .null
        else { return entries }
        var entries = entries
        entries[place].value = name
        return entries
    }

    /// A target without its name, which is another object's; FusionPBX's own string names the domain, and is left where the
    /// rest says it all.
    private func lasting(_ cell: Cell) -> Cell {
        switch cell {
        case .list(let cells): return .list(cells.map(lasting))
        case .object(let object):
            let keys = object.entries.map(\.key)
            guard keys == ["type", "id", "name", "raw"] else {
                // What nobody set is not there, whatever the PBX.
                let entries = object.entries.map { Cell.Entry($0.key, lasting($0.value)) }.filter { $0.value != .null }
                return .object(Cell.Object(entries))
            }
            let isNative = object.entries[1].value == .null && object.entries[0].value != .text(Target.Kind.hangup.rawValue)
            let left: Set<String> = kind == .fusionpbx && !isNative ? ["name", "raw"] : ["name"]
            return .object(Cell.Object(object.entries.filter { !left.contains($0.key) }))
        default: return cell
        }
    }
}
