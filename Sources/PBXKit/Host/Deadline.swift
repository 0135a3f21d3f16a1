import Glibc

/// A moment on the monotonic clock by which something has to be done.
public struct Deadline: Sendable {
    private let instant: ContinuousClock.Instant

    public init(after duration: Duration) { instant = ContinuousClock.now + duration }

    public var hasPassed: Bool { ContinuousClock.now >= instant }

    /// What is left; zero once the moment has passed.
    public var remaining: Duration { max(.zero, instant - ContinuousClock.now) }

    /// What is left, in milliseconds, as `poll(2)` wants it: 0 once the moment has passed.
    public var remainingMilliseconds: Int32 {
        let left = (instant - ContinuousClock.now).components
        let milliseconds = left.seconds * 1000 + (left.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: max(0, milliseconds))
    }
}
