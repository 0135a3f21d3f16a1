/// A date and time as a clock on the wall shows it: without a zone, in the Gregorian calendar.
public struct LocalTime: Sendable, Hashable {
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
    public var microsecond: Int32

    public init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int32 = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
    }

    /// Reads `YYYY-MM-DD`, `YYYY-MM-DD HH:MM[:SS[.ffffff]]` and the same with `T`. nil for anything else: a time
    /// with an offset, a day that no calendar has, MySQL's `0000-00-00 00:00:00`.
    public init?(_ text: some StringProtocol) {
        guard let read = TimeText(text), read.offset == nil else { return nil }
        self = read.local
    }

    /// As `init(_:)`, from bytes as a database client lends them.
    public init?(bytes: UnsafeRawBufferPointer) {
        guard let read = TimeText(bytes: bytes), read.offset == nil else { return nil }
        self = read.local
    }

    /// The moment at which a clock that is `offset` seconds ahead of UTC shows this.
    public func timestamp(offset: Int) -> Timestamp {
        Timestamp(seconds: secondsAsUTC - Int64(offset), microseconds: microsecond)
    }

    /// What a clock that is `offset` seconds ahead of UTC shows at a moment.
    public init(_ timestamp: Timestamp, offset: Int) {
        let shifted = timestamp.seconds &+ Int64(offset)
        var days = shifted / 86_400
        var rest = Int(shifted % 86_400)
        if rest < 0 {
            rest += 86_400
            days -= 1
        }
        (year, month, day) = LocalTime.date(ofDay: Int(days))
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
        microsecond = timestamp.microseconds
    }

    /// The same time of day a number of days later, or earlier where it is negative.
    public func adding(days: Int) -> LocalTime {
        var moved = self
        (moved.year, moved.month, moved.day) = LocalTime.date(
            ofDay: LocalTime.dayNumber(year: year, month: month, day: day) &+ days)
        return moved
    }

    /// The first moment of the day.
    public var startOfDay: LocalTime { LocalTime(year: year, month: month, day: day) }

    var secondsAsUTC: Int64 {
        let days = LocalTime.dayNumber(year: year, month: month, day: day)
        return Int64(days * 86_400 + hour * 3600 + minute * 60 + second)
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// The length of a month in days; 0 for a month that there is not.
    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        case 1...12: 31
        default: 0
        }
    }

    /// Days from 1970-01-01. Years are taken to begin in March, so that the leap day is the last of its year;
    /// 400 years have 146,097 days (Howard Hinnant, "chrono-compatible low-level date algorithms").
    static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The inverse of `dayNumber`.
    static func date(ofDay number: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
