/// One thing that two snapshots say differently.
public struct SnapshotDifference: Record, Equatable {
    public enum Change: String, Sendable, CaseIterable { case added, removed, changed }

    public var noun: String
    public var id: String
    public var change: Change
    /// The field that is another; nil where the whole object came or went.
    public var field: String?
    public var from: Cell
    public var to: Cell

    public static let nameField = "id"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<SnapshotDifference>] = [
        .text("noun") { $0.noun },
        .text("id") { $0.id },
        .text("change") { $0.change.rawValue },
        .text("field") { $0.field },
        RecordField("from") { $0.from },
        RecordField("to") { $0.to },
    ]
}

extension ConfigurationSnapshot {
    /// What has to change for this snapshot to become the other: noun by noun, in the order of the objects' ids.
    ///
    /// Secrets are compared where both have them, and never shown. A noun that one of the two does not have is left out.
    public func differences(to other: ConfigurationSnapshot, _ body: (SnapshotDifference) throws -> Void) throws {
        for (noun, _) in Self.nouns {
            guard let before = self[noun], let after = other[noun] else { continue }
            let (old, new) = (Self.byID(before), Self.byID(after))
            let ids = Set(old.keys).union(new.keys).sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
            for id in ids {
                switch (old[id], new[id]) {
                case (let object?, nil):
                    try body(SnapshotDifference(noun: noun, id: id, change: .removed, from: Self.shown(object), to: .null))
                case (nil, let object?):
                    try body(SnapshotDifference(noun: noun, id: id, change: .added, from: .null, to: Self.shown(object)))
                case (let left?, let right?): try Self.changes(noun, left, right, body)
                case (nil, nil): break
                }
            }
        }
    }

    /// The nouns that only one of the two has.
    public func nounsOfOne(_ other: ConfigurationSnapshot) -> [String] {
        Self.nouns.map(\.noun).filter { (self[$0] == nil) != (other[$0] == nil) }
    }

    private static let secrets: Set<String> = ["secret", "voicemail_pin"]

    private static func byID(_ section: Section) -> [String: Object] {
        Dictionary(section.objects.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func changes(_ noun: String, _ old: Object, _ new: Object, _ body: (SnapshotDifference) throws -> Void) throws {
        for entry in new.entries {
            // A field that one of them does not have, an edited file say, is not spoken of.
            guard let before = old[entry.key], before != entry.value else { continue }
            let isSecret = secrets.contains(entry.key)
            try body(SnapshotDifference(
                noun: noun, id: new.id, change: .changed, field: entry.key, from: isSecret ? .text(Step.hidden) : shown(before),
                to: isSecret ? .text(Step.hidden) : shown(entry.value)))
        }
    }

    /// An object that came or went: its fields in JSON, its name in a table.
    private static func shown(_ object: Object) -> Cell {
        let entries = object.entries.filter { !secrets.contains($0.key) && $0.value != .null }
        let names = ["name", "description"].map { (object[$0] ?? .null).plainText } + [object.id]
        return .object(Cell.Object(entries.map { Cell.Entry($0.key, shown($0.value)) }, short: names.first { !$0.isEmpty } ?? ""))
    }

    /// A value with the short form that tables show.
    private static func shown(_ cell: Cell) -> Cell {
        switch cell {
        case .list(let cells): return .list(cells.map(shown))
        case .object(let object):
            func text(_ key: String) -> String? { object.entries.first { $0.key == key }?.value.plainText }
            let entries = object.entries.map { Cell.Entry($0.key, shown($0.value)) }
            if let type = text("type") {
                let id = text("id").flatMap { $0.isEmpty ? nil : $0 }
                let short = id.map { "\(type):\($0)" } ?? (type == Target.Kind.hangup.rawValue ? type : "raw:\(text("raw") ?? "")")
                return .object(Cell.Object(entries, short: short))
            }
            let rest = object.entries.dropFirst().map { "\($0.key) \(shown($0.value).plainText)" }.joined(separator: " ")
            let first = object.entries.first.map(\.value.plainText) ?? ""
            return .object(Cell.Object(entries, short: rest.isEmpty ? first : "\(first) (\(rest))"))
        default: return cell
        }
    }
}
