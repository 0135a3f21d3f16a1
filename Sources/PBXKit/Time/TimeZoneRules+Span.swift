extension TimeZoneRules {
    /// The offset at a moment, and a stretch around it in which it certainly holds: for many moments near each other.
    ///
    /// Where a rule decides, clocks change at full quarters of an hour.
    func span(at seconds: Int64) -> (offset: Int, moments: Range<Int64>) {
        let offset = offset(at: Timestamp(seconds: seconds))
        if let bounds = changeFreeBounds(around: seconds) { return (offset, bounds) }
        let quarter = seconds - ((seconds % 900) + 900) % 900
        return (offset, quarter..<(quarter + 900))
    }
}
