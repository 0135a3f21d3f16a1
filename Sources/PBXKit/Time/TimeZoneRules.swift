/// When and by how much a zone's clocks differ from UTC.
///
/// Read from the system's time zone files by pbxctl itself: the environment (`TZ`) changes nothing, and the statically
/// linked program has no other source of zones.
public struct TimeZoneRules: Sendable {
    /// IANA name: `Europe/Berlin`.
    public let name: String
    /// Moments of change in seconds, ascending, and the offset from each on.
    private let changes: [Int64]
    private let offsets: [Int32]
    /// Before the first change.
    private let firstOffset: Int
    /// After the last change.
    private let rule: TimeZoneRule?

    init(name: String, changes: [Int64], offsets: [Int32], firstOffset: Int, rule: TimeZoneRule?) {
        self.name = name
        self.changes = changes
        self.offsets = offsets
        self.firstOffset = firstOffset
        self.rule = rule
    }

    /// Coordinated Universal Time; needs no file.
    public static let utc = TimeZoneRules(fixedOffset: 0, name: "UTC")

    /// Clocks that are always `fixedOffset` seconds ahead of UTC.
    public init(fixedOffset: Int, name: String) {
        self.init(name: name, changes: [], offsets: [], firstOffset: fixedOffset, rule: nil)
    }

    /// Seconds by which the zone's clocks are ahead of UTC at a moment; negative west of it.
    public func offset(at moment: Timestamp) -> Int {
        let seconds = moment.seconds
        guard let last = changes.last else { return rule?.offset(at: seconds) ?? firstOffset }
        if seconds >= last, let rule { return rule.offset(at: seconds) }
        // The number of changes that have happened by then.
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : Int(offsets[low - 1])
    }

    /// The stretch between two listed changes that a moment lies in; nil where a rule decides.
    func changeFreeBounds(around seconds: Int64) -> Range<Int64>? {
        guard let last = changes.last else { return rule == nil ? Int64.min..<Int64.max : nil }
        if seconds >= last { return rule == nil ? last..<Int64.max : nil }
        let next = changes.firstIndex { $0 > seconds } ?? 0
        return (next == 0 ? Int64.min : changes[next - 1])..<changes[next]
    }

    /// What the zone's clocks show at a moment.
    public func localTime(at moment: Timestamp) -> LocalTime { LocalTime(moment, offset: offset(at: moment)) }

    /// The moment at which the zone's clocks show a time.
    ///
    /// A time that comes twice is the first of the two; one that is skipped is read with the offset from before the
    /// change, so that 02:30 in a night that jumps from 02:00 to 03:00 is the moment then shown as 03:30.
    public func timestamp(of local: LocalTime) -> Timestamp {
        let asUTC = local.timestamp(offset: 0)
        let before = offset(at: asUTC.advanced(bySeconds: -86_400))
        let early = local.timestamp(offset: before)
        if offset(at: early) == before { return early }
        let after = offset(at: asUTC.advanced(bySeconds: 86_400))
        let late = local.timestamp(offset: after)
        return offset(at: late) == after ? late : early
    }
}
