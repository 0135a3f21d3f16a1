import FoundationEssentials
import Glibc

/// The snapshots that are kept on this machine for this user, each a file of mode 0600.
public struct SnapshotStore: Sendable {
    private static let folder = "snapshots"

    public var directory: StateDirectory

    public init(directory: StateDirectory) { self.directory = directory }

    /// Keeps a snapshot under an id of its own: `office-20261121-093000`. What was written.
    public func keep(_ snapshot: ConfigurationSnapshot, of profile: String) throws -> KeptSnapshot {
        let folder = try directory.folder(Self.folder)
        let now = Timestamp.now()
        let digits = now.iso8601(in: .utc).prefix { $0 != "+" && $0 != "Z" }.filter(\.isNumber)
        let name = String(profile.map { $0 == "/" || $0.isWhitespace ? "_" : $0 })
        let start = "\(name)-\(digits.prefix(8))-\(digits.dropFirst(8))"
        let bytes = snapshot.json
        for number in 1...1000 {
            let id = number == 1 ? start : "\(start)-\(number)"
            let path = "\(folder)/\(id).json"
            guard try LocalHost().status(of: path) == nil else { continue }
            try StagedFile.write(bytes, to: path, creating: NewFileAttributes(mode: 0o600))
            return KeptSnapshot(id: id, profile: profile, time: now.seconds, sizeBytes: bytes.count, path: path)
        }
        throw PBXError(.failed, folder, "has a thousand snapshots of this second", remedy: "remove some")
    }

    /// All that are kept, the newest last.
    public func all() throws -> [KeptSnapshot] {
        let folder = "\(directory.path)/\(Self.folder)"
        guard try LocalHost().status(of: folder) != nil else { return [] }
        return try LocalHost().list(folder).compactMap { entry -> KeptSnapshot? in
            guard entry.name.hasSuffix(".json"), let status = try LocalHost().status(of: "\(folder)/\(entry.name)"), status.kind == .file
            else { return nil }
            let id = String(entry.name.dropLast(5))
            guard let place = Self.place(in: id) else { return nil }
            return KeptSnapshot(
                id: id, profile: place.profile, time: place.time, sizeBytes: Int(status.size), path: "\(folder)/\(entry.name)")
        }.sorted { ($0.time, $0.id.utf8.count, $0.id) < ($1.time, $1.id.utf8.count, $1.id) }
    }

    /// `office` and its moment, of `office-20261121-093000-2`.
    private static func place(in id: String) -> (profile: String, time: Int64)? {
        var parts = id.split(separator: "-", omittingEmptySubsequences: false)
        func isDigits(_ part: Substring?, _ count: Int) -> Bool { part?.utf8.count == count && part?.allSatisfy(\.isNumber) == true }
        // The number of a second one of the same second.
        if !isDigits(parts.last, 6) { parts.removeLast() }
        guard parts.count > 2, isDigits(parts.last, 6), isDigits(parts.dropLast().last, 8) else { return nil }
        let (clock, day) = (Array(parts.removeLast()), Array(parts.removeLast()))
        let text = "\(String(day[0..<4]))-\(String(day[4..<6]))-\(String(day[6..<8]))T\(String(clock[0..<2])):\(String(clock[2..<4])):\(String(clock[4..<6]))Z"
        guard let moment = try? TimeInput.parse(text, now: .now(), zone: .utc) else { return nil }
        return (parts.joined(separator: "-"), moment.seconds)
    }
}

/// A snapshot that is kept.
public struct KeptSnapshot: Sendable, Equatable {
    public var id: String
    public var profile: String
    /// Unix time in seconds.
    public var time: Int64
    public var sizeBytes: Int
    public var path: String
}

extension KeptSnapshot {
    /// As it is listed, with its time in a zone.
    public func listed(in zone: TimeZoneRules) -> ListedSnapshot {
        ListedSnapshot(kept: self, time: Timestamp(seconds: time).iso8601(in: zone))
    }
}

/// A snapshot that is kept, as it is listed.
public struct ListedSnapshot: Record, Equatable {
    public var kept: KeptSnapshot
    /// ISO 8601 with offset.
    public var time: String

    public static let nameField = "snapshot"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<ListedSnapshot>] = [
        .text("snapshot") { $0.kept.id },
        .text("profile") { $0.kept.profile },
        .text("time") { $0.time },
        .number("size_bytes") { $0.kept.sizeBytes },
        .text("path") { $0.kept.path },
    ]
}
