extension Timestamp {
    /// ISO 8601 with the zone's offset at that moment: `2026-11-21T09:15:00+01:00`.
    public func iso8601(in zone: TimeZoneRules, fraction: Bool = false) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        appendISO8601(in: zone, fraction: fraction, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the time as `iso8601(in:)` gives it, `fraction` with six digits after the second.
    ///
    /// Written by hand for exports of millions of rows. An offset that is no whole minute (local mean time, before
    /// zones) is shown as the minute below, and the time with it: the moment said is the same.
    public func appendISO8601(in zone: TimeZoneRules, fraction: Bool = false, to bytes: inout [UInt8]) {
        let exact = zone.offset(at: self)
        let minutes = exact >= 0 ? exact / 60 : (exact - 59) / 60
        let local = LocalTime(self, offset: minutes * 60)

        if local.year < 0 { bytes.append(UInt8(ascii: "-")) }
        let year = abs(local.year)
        if year >= 10_000 { bytes += String(year / 10_000).utf8 }
        Self.append(year % 10_000 / 100, to: &bytes)
        Self.append(year % 100, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(local.month, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Self.append(local.day, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        Self.append(local.hour, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(local.minute, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(local.second, to: &bytes)
        if fraction {
            bytes.append(UInt8(ascii: "."))
            Self.append(Int(microseconds) / 10_000, to: &bytes)
            Self.append(Int(microseconds) / 100 % 100, to: &bytes)
            Self.append(Int(microseconds) % 100, to: &bytes)
        }
        bytes.append(minutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        Self.append(abs(minutes) / 60, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(abs(minutes) % 60, to: &bytes)
    }

    /// Two decimal digits.
    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        bytes.append(48 + UInt8(truncatingIfNeeded: number / 10 % 10))
        bytes.append(48 + UInt8(truncatingIfNeeded: number % 10))
    }
}
