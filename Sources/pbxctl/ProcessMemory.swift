import Glibc

/// The memory of this process, which holds passwords.
enum ProcessMemory {
    /// From `linux/prctl.h`.
    private static let setDumpable: Int32 = 4

    /// No core dump is written, whatever limits and handlers the system has, and no other program of the same user can
    /// look into it (`prctl(2)`, PR_SET_DUMPABLE). Programs that are started are as they would be.
    static func keepToItself() { prctl(setDumpable, 0) }

    /// From `linux/prctl.h`.
    private static let setDeathSignal: Int32 = 1

    /// A process that is a part of another one ends with it, in whatever way that ended (`prctl(2)`, PR_SET_PDEATHSIG).
    static func endWithParent() { prctl(setDeathSignal, UInt(SIGTERM)) }

    /// `prctl(2)` takes any arguments, which the system module does not show.
    private static func prctl(_ option: Int32, _ value: UInt) {
        typealias Call = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let symbol = dlsym(nil, "prctl") else { return }
        _ = unsafeBitCast(symbol, to: Call.self)(option, value, 0, 0, 0)
    }
}
