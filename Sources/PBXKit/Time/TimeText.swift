/// A date, or a date and time with or without an offset, as text says it.
///
/// `2026-11-21`, `2026-11-21 09:15`, `2026-11-21T09:15:00.25Z`, `2026-11-21 09:15:00+01`, `… +05:53:28`.
struct TimeText {
    var local: LocalTime
    /// Seconds ahead of UTC; nil where the text names no offset.
    var offset: Int?
    var hasTime: Bool

    init?(_ text: some StringProtocol) {
        var copy = String(text)
        let read = copy.withUTF8 { TimeText(bytes: UnsafeRawBufferPointer($0)) }
        guard let read else { return nil }
        self = read
    }

    init?(bytes: UnsafeRawBufferPointer) {
        var scanner = Scanner(bytes: bytes)
        guard let year = scanner.number(digits: 4), scanner.skip("-"),
            let month = scanner.number(digits: 2), scanner.skip("-"),
            let day = scanner.number(digits: 2),
            year > 0, day > 0, day <= LocalTime.days(inMonth: month, of: year)
        else { return nil }
        local = LocalTime(year: year, month: month, day: day)
        offset = nil
        hasTime = false
        if scanner.isAtEnd { return }

        guard scanner.skip(" ") || scanner.skip("T") || scanner.skip("t"),
            let hour = scanner.number(digits: 2), hour < 24, scanner.skip(":"),
            let minute = scanner.number(digits: 2), minute < 60
        else { return nil }
        hasTime = true
        local.hour = hour
        local.minute = minute
        if scanner.skip(":") {
            guard let second = scanner.number(digits: 2), second < 60 else { return nil }
            local.second = second
            if scanner.skip(".") {
                guard let microsecond = scanner.fraction() else { return nil }
                local.microsecond = microsecond
            }
        }
        if scanner.isAtEnd { return }
        guard let read = scanner.offset(), scanner.isAtEnd else { return nil }
        offset = read
    }
}

extension TimeText {
    /// A position in the bytes, moved on by what is read.
    private struct Scanner {
        let bytes: UnsafeRawBufferPointer
        var position = 0

        init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        var isAtEnd: Bool { position >= bytes.count }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(truncatingIfNeeded: character.value) else {
                return false
            }
            position += 1
            return true
        }

        mutating func digit() -> Int? {
            guard position < bytes.count, case let byte = bytes[position], byte >= 48, byte <= 57 else { return nil }
            position += 1
            return Int(byte) - 48
        }

        mutating func number(digits: Int) -> Int? {
            var value = 0
            for _ in 0..<digits {
                guard let digit = digit() else { return nil }
                value = value * 10 + digit
            }
            return value
        }

        /// Microseconds of a fraction of any length; what is finer is cut off.
        mutating func fraction() -> Int32? {
            guard let first = digit() else { return nil }
            var value = Int32(first) * 100_000
            var unit: Int32 = 10_000
            while let digit = digit() {
                value += Int32(digit) * unit
                unit /= 10
            }
            return value
        }

        /// `Z`, `+01`, `+0100`, `+01:00`, `+05:53:28`, with or without a blank before it.
        mutating func offset() -> Int? {
            _ = skip(" ")
            if skip("Z") || skip("z") { return 0 }
            let sign = skip("+") ? 1 : skip("-") ? -1 : 0
            guard sign != 0, let hours = number(digits: 2), hours < 24 else { return nil }
            var seconds = hours * 3600
            var unit = 60
            while !isAtEnd, unit > 0 {
                _ = skip(":")
                guard let part = number(digits: 2), part < 60 else { return nil }
                seconds += part * unit
                unit /= 60
            }
            return sign * seconds
        }
    }
}
