extension Duration {
    /// The duration as a message says it: `30 s`, `0.5 s`.
    var words: String {
        let tenths = max(0, components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000)
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }

    /// Whole seconds, rounded up and at least 1, for interfaces that know nothing finer.
    var wholeSeconds: UInt32 {
        UInt32(clamping: max(1, components.seconds + (components.attoseconds > 0 ? 1 : 0)))
    }

    /// How long a statement may wait for a lock, so that it fails by the lock's name before it looks like silence.
    var lockWaitMilliseconds: Int64 {
        max(1, (components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000) * 4 / 5)
    }
}
