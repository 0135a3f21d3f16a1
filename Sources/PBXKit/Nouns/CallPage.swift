/// Finds from when on calls have to be put together for a listing of the newest ones: putting all together would cost the
/// time of all.
enum CallPage {
    /// The time of a record from which on there are at least `limit` calls; nil where that takes all of them.
    ///
    /// - Parameters:
    ///   - timeOfRecord: the time of a record, counted from the newest; nil where there are fewer.
    ///   - calls: how many calls that are wanted began since then.
    static func start(
        of limit: Int?, timeOfRecord: (_ number: Int) throws -> String?, calls: (_ since: String) throws -> Int
    ) throws -> String? {
        guard let limit else { return nil }
        var number = limit
        while number < 1 << 40 {
            number *= 4
            guard let time = try timeOfRecord(number) else { return nil }
            if try calls(time) >= limit { return time }
        }
        return nil
    }
}
