import PBXKit

/// The state of a PBX in words, a line for each part.
enum StatusText {
    static func lines(of status: SystemStatus) -> [(String, String)] {
        let profile = status.profile + (status.domain.map { ", domain \($0)" } ?? "")
        return [("pbx", "\(status.kind.title) \(status.version ?? "")"), ("profile", profile), ("switch", switchLine(status)), ("phones", phones(status)), ("calls", number(status.calls))]
            + queues(status)
            + [("changes", changes(status)), ("voicemail", storage(status.voicemail)), ("recordings", storage(status.recordings))]
    }

    private static let unknown = "unknown"

    private static func number(_ number: Int?) -> String { number.map(String.init) ?? unknown }

    private static func switchLine(_ status: SystemStatus) -> String {
        guard let name = status.switchName else { return unknown }
        let uptime = status.uptimeSeconds.map { ", up \(duration($0))" } ?? ""
        return "\(name) \(status.switchVersion ?? "")\(uptime)"
    }

    private static func phones(_ status: SystemStatus) -> String {
        guard let all = status.phones, let registered = status.registeredPhones else { return unknown }
        return "\(bar(registered, of: all)) \(registered) of \(all) registered"
    }

    private static func queues(_ status: SystemStatus) -> [(String, String)] {
        guard let queues = status.queues else { return [("queues", unknown)] }
        return [("queues", queues.isEmpty ? "none" : "\(number(status.waiting)) waiting")]
            + queues.map { queue in
                let name = [queue.queue, queue.name, queue.domain.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
                let there = queue.available.map { ", \($0) available" } ?? ""
                let agents = queue.agents == 0 ? "no agents" : "\(queue.agents) agent\(queue.agents == 1 ? "" : "s")\(there)"
                return ("", "\(name): \(number(queue.waiting)) waiting, \(agents)")
            }
    }

    private static func changes(_ status: SystemStatus) -> String {
        switch status.needsReload {
        case true?: "wait to be applied: pbxctl system reload"
        case false?: "nothing waits"
        case nil: status.kind == .fusionpbx ? "live at once" : unknown
        }
    }

    private static func storage(_ storage: SystemStatus.Storage) -> String {
        guard storage.bytes != nil || storage.freeBytes != nil else { return unknown }
        return "\(storage.bytes.map(bytes) ?? unknown), \(storage.freeBytes.map(bytes) ?? unknown) free"
    }

    /// Twenty cells, as many of them full as the part is of the whole.
    static func bar(_ part: Int, of whole: Int) -> String {
        let cells = 20
        let full = whole > 0 ? min(cells, max(part > 0 ? 1 : 0, part * cells / whole)) : 0
        return String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
    }

    /// `12.3 MB`: SI units, as disks are sold.
    static func bytes(_ count: Int) -> String {
        var (value, unit) = (count * 10, 0)
        let units = ["bytes", "kB", "MB", "GB", "TB", "PB"]
        while value >= 10_000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
        return unit == 0 ? "\(count) bytes" : "\(value / 10).\(value % 10) \(units[unit])"
    }

    /// `3 d 4 h`: the two largest units.
    static func duration(_ seconds: Int) -> String {
        let parts = [(seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")]
        let first = parts.firstIndex { $0.0 > 0 } ?? parts.count - 1
        return parts[first..<min(first + 2, parts.count)].map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }
}
