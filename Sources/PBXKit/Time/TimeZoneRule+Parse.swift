extension TimeZoneRule {
    /// Reads the POSIX form; nil where the text is not one.
    init?(_ text: some StringProtocol) {
        var reader = Reader(bytes: Array(text.utf8))
        guard reader.skipName(), let west = reader.time() else { return nil }
        standardOffset = -west
        summer = nil
        if reader.isAtEnd { return }

        guard reader.skipName() else { return nil }
        // POSIX: summer time is an hour ahead unless it says otherwise.
        var summerOffset = standardOffset + 3600
        if !reader.isNext(",") {
            guard let west = reader.time() else { return nil }
            summerOffset = -west
        }
        guard reader.skip(","), let start = reader.change(), reader.skip(","), let end = reader.change(),
            reader.isAtEnd
        else { return nil }
        summer = (summerOffset, start, end)
    }

    /// A position in the text, moved on by what is read.
    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position >= bytes.count }

        func isNext(_ character: Unicode.Scalar) -> Bool {
            position < bytes.count && bytes[position] == UInt8(truncatingIfNeeded: character.value)
        }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard isNext(character) else { return false }
            position += 1
            return true
        }

        /// `CET` or `<+03>`.
        mutating func skipName() -> Bool {
            let start = position
            if skip("<") {
                while !isAtEnd, !isNext(">") { position += 1 }
                return skip(">")
            }
            while !isAtEnd, case let letter = bytes[position] | 0x20, letter >= 97, letter <= 122 { position += 1 }
            return position - start >= 3
        }

        mutating func number(_ range: ClosedRange<Int>) -> Int? {
            let start = position
            var value = 0
            while !isAtEnd, case let byte = bytes[position], byte >= 48, byte <= 57, position - start < 4 {
                value = value * 10 + Int(byte) - 48
                position += 1
            }
            return position > start && range.contains(value) ? value : nil
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let sign = skip("-") ? -1 : 1
            if sign == 1 { _ = skip("+") }
            guard let hours = number(0...167) else { return nil }
            var seconds = hours * 3600
            for unit in [60, 1] where skip(":") {
                guard let part = number(0...59) else { return nil }
                seconds += part * unit
            }
            return sign * seconds
        }

        /// `M3.5.0/2`, `J60`, `59/-1`; without a time 02:00.
        mutating func change() -> Change? {
            guard let day = day() else { return nil }
            guard skip("/") else { return Change(day: day, time: 7200) }
            return time().map { Change(day: day, time: $0) }
        }

        private mutating func day() -> Change.Day? {
            if skip("J") { return number(1...365).map(Change.Day.julian) }
            guard skip("M") else { return number(0...365).map(Change.Day.ordinal) }
            guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
                let weekday = number(0...6)
            else { return nil }
            return .weekday(month: month, week: week, weekday: weekday)
        }
    }
}
