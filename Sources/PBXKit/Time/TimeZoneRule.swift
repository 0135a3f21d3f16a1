/// The rule by which a zone changes its clocks every year, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// POSIX.1-2017, base definitions, 8.3 "TZ"; RFC 8536, 3.3 for hours from -167 to 167.
struct TimeZoneRule: Sendable {
    /// A day of the year and the local time of the change.
    struct Change: Sendable {
        enum Day: Sendable {
            /// 1 to 365, the leap day never counted.
            case julian(Int)
            /// 0 to 365, the leap day counted.
            case ordinal(Int)
            /// Weekday (Sunday is 0) of a week (5: the last) of a month.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        var day: Day
        /// Seconds from midnight; may lie outside the day.
        var time: Int

        /// Seconds since 1970 that a clock without offset would show at the change.
        func localSeconds(inYear year: Int) -> Int64 {
            let first = LocalTime.dayNumber(year: year, month: 1, day: 1)
            let number =
                switch day {
                case .ordinal(let day): first + day
                case .julian(let day): first + day - 1 + (LocalTime.isLeap(year) && day >= 60 ? 1 : 0)
                case .weekday(let month, let week, let weekday):
                    Self.day(year: year, month: month, week: week, weekday: weekday)
                }
            return Int64(number) * 86_400 + Int64(time)
        }

        private static func day(year: Int, month: Int, week: Int, weekday: Int) -> Int {
            let first = LocalTime.dayNumber(year: year, month: month, day: 1)
            // 1970-01-01 was a Thursday.
            let weekdayOfFirst = ((first + 4) % 7 + 7) % 7
            let day = (weekday - weekdayOfFirst + 7) % 7 + (week - 1) * 7
            return first + (day < LocalTime.days(inMonth: month, of: year) ? day : day - 7)
        }
    }

    var standardOffset: Int
    /// nil: the clocks are never changed.
    var summer: (offset: Int, start: Change, end: Change)?

    /// Seconds ahead of UTC at a moment, given in seconds since 1970.
    func offset(at seconds: Int64) -> Int {
        guard let summer else { return standardOffset }
        let year = LocalTime(Timestamp(seconds: seconds), offset: standardOffset).year
        let start = summer.start.localSeconds(inYear: year) - Int64(standardOffset)
        let end = summer.end.localSeconds(inYear: year) - Int64(summer.offset)
        let isSummer =
            start < end
            ? seconds >= start && seconds < end
            : !(seconds >= end && seconds < start)
        return isSummer ? summer.offset : standardOffset
    }
}
