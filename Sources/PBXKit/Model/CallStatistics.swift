/// What the records of one group add up to.
public struct CallStatistics: Sendable, Equatable, FieldNaming {
    /// By what the records are grouped.
    public enum Grouping: String, Sendable, CaseIterable {
        /// All in one group.
        case total
        /// 24 groups, of all days together.
        case hour
        case day
        /// 7 groups from Monday on.
        case weekday
        /// 168 groups: hours of the week.
        case weekhour
        case source = "src", destination = "dest", disposition

        /// How many groups there are always, also where no call is; nil where groups are those that records have.
        public var fixedCount: Int? {
            switch self {
            case .hour: 24
            case .weekday: 7
            case .weekhour: 168
            case .total, .day, .source, .destination, .disposition: nil
            }
        }

        /// Whether a group is a stretch of time: groups come in its order then, else the largest first.
        public var isOfTime: Bool { fixedCount != nil || self == .day }
    }

    public static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// `09`, `2026-11-21`, `monday`, `monday 09`, a number, a word; `all` for everything. nil: records that say none.
    public var group: String?
    public var calls = 0
    public var answered = 0
    public var noAnswer = 0
    public var busy = 0
    public var failed = 0
    public var cancelled = 0
    public var voicemail = 0
    public var durationSeconds = 0
    public var billableSeconds = 0

    public init(group: String?) { self.group = group }

    /// The fields in the order of the JSON contract; a raw value is its name there.
    public enum Field: String, Sendable, CaseIterable {
        case group, calls, answered, noAnswer = "no_answer", busy, failed, cancelled, voicemail
        /// Answered ones of all, to one decimal.
        case answerRate = "answer_rate_percent"
        case duration = "duration_seconds", billable = "billable_seconds"
        /// Of the answered ones, by voicemail too.
        case averageBillable = "average_billable_seconds"
    }

    public static let fieldNames = Field.allCases.map(\.rawValue)
    public static let nameField = "group"
    public static let tableFields = [
        "group", "calls", "answered", "answer_rate_percent", "duration_seconds", "billable_seconds", "average_billable_seconds",
    ]

    /// Adds one of its fields to a row.
    public func add(_ field: Field, to row: RowFields) {
        switch field {
        case .group: group.map { row.text(copying: $0) } ?? row.null()
        case .calls: row.bare(copying: String(calls))
        case .answered: row.bare(copying: String(answered))
        case .noAnswer: row.bare(copying: String(noAnswer))
        case .busy: row.bare(copying: String(busy))
        case .failed: row.bare(copying: String(failed))
        case .cancelled: row.bare(copying: String(cancelled))
        case .voicemail: row.bare(copying: String(voicemail))
        case .answerRate: answerRate.map { row.bare(copying: $0) } ?? row.null()
        case .duration: row.bare(copying: String(durationSeconds))
        case .billable: row.bare(copying: String(billableSeconds))
        case .averageBillable:
            let connected = answered + voicemail
            if connected > 0 { row.bare(copying: String((billableSeconds + connected / 2) / connected)) } else { row.null() }
        }
    }

    /// `87.5`; nil where there is no call.
    public var answerRate: String? {
        guard calls > 0 else { return nil }
        let tenths = (answered * 1000 + calls / 2) / calls
        return "\(tenths / 10).\(tenths % 10)"
    }

    static func += (left: inout CallStatistics, right: CallStatistics) {
        left.calls += right.calls
        left.answered += right.answered
        left.noAnswer += right.noAnswer
        left.busy += right.busy
        left.failed += right.failed
        left.cancelled += right.cancelled
        left.voicemail += right.voicemail
        left.durationSeconds += right.durationSeconds
        left.billableSeconds += right.billableSeconds
    }
}

extension CallStatistics.Grouping {
    /// The name of a group with a number: an hour, a weekday from Monday (0) on, an hour of the week.
    public func name(ofGroup number: Int) -> String {
        func hour(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return switch self {
        case .weekday: CallStatistics.weekdays[number]
        case .weekhour: "\(CallStatistics.weekdays[number / 24]) \(hour(number % 24))"
        case .hour: hour(number)
        case .total, .day, .source, .destination, .disposition: String(number)
        }
    }

    /// The number of the group that a time belongs to, where groups are numbered.
    func number(of time: LocalTime) -> Int {
        let day = LocalTime.dayNumber(year: time.year, month: time.month, day: time.day)
        // 1970-01-01 was a Thursday.
        let weekday = ((day + 3) % 7 + 7) % 7
        return switch self {
        case .hour: time.hour
        case .weekday: weekday
        case .weekhour: weekday * 24 + time.hour
        case .total, .day, .source, .destination, .disposition: 0
        }
    }
}

/// Which sums are wanted.
public struct CallStatisticsRequest: Sendable, Equatable {
    public var grouping: CallStatistics.Grouping
    /// At most so many groups; nil: all.
    public var limit: Int?
    /// The groups with the longest talks first, not those with the most calls: of groups that are no times.
    public var byTalkTime = false

    public init(_ grouping: CallStatistics.Grouping) { self.grouping = grouping }
}

/// Brings sums into the form that is promised: named groups, those without a call too.
struct CallStatisticsGroups {
    let request: CallStatisticsRequest
    private var fixed: [CallStatistics]

    init(_ request: CallStatisticsRequest) {
        self.request = request
        let grouping = request.grouping
        fixed = (0..<(grouping.fixedCount ?? 0)).map { CallStatistics(group: grouping.name(ofGroup: $0)) }
    }

    /// Takes in the sums of a group as the database names it: by its number, where groups are numbered.
    mutating func add(_ sums: CallStatistics, _ body: (CallStatistics) throws -> Void) throws {
        if fixed.isEmpty { return try body(sums) }
        guard let number = sums.group.flatMap({ Int($0) }), fixed.indices.contains(number) else { return }
        fixed[number] += sums
    }

    /// Lends the groups that are always there.
    func finish(_ body: (CallStatistics) throws -> Void) throws {
        for sums in fixed.prefix(request.limit ?? .max) { try body(sums) }
    }
}

extension CallStatistics {
    /// The sums of a row: the group, then the counts in the order of the properties.
    init(_ row: borrowing RowView) {
        func number(_ index: Int) -> Int { row.bytes(index).flatMap { Int64(decimal: $0) }.map { Int($0) } ?? 0 }
        let name = row.text(0)
        group = name?.isEmpty == true ? nil : name
        calls = number(1)
        answered = number(2)
        noAnswer = number(3)
        busy = number(4)
        failed = number(5)
        cancelled = number(6)
        voicemail = number(7)
        durationSeconds = number(8)
        billableSeconds = number(9)
    }
}

extension CallStatistics {
    /// All groups together.
    public static func total(of groups: [CallStatistics]) -> CallStatistics {
        var total = CallStatistics(group: nil)
        for group in groups { total += group }
        return total
    }

    /// Days with those between them that have no call; as they are where they lie years apart.
    public static func withEmptyDays(_ days: [CallStatistics]) -> [CallStatistics] {
        func number(_ day: CallStatistics) -> Int? {
            day.group.flatMap { LocalTime($0) }.map { LocalTime.dayNumber(year: $0.year, month: $0.month, day: $0.day) }
        }
        guard let first = days.first.flatMap(number), let last = days.last.flatMap(number), (0...800).contains(last - first) else { return days }
        let byNumber = Dictionary(days.compactMap { day in number(day).map { ($0, day) } }, uniquingKeysWith: { first, _ in first })
        return (first...last).map { byNumber[$0] ?? CallStatistics(group: LocalTime.text(ofDay: $0)) }
    }
}

extension LocalTime {
    /// `2026-11-21`.
    static func text(ofDay number: Int) -> String {
        String(Timestamp(seconds: Int64(number) * 86_400).iso8601(in: .utc).prefix(10))
    }
}
