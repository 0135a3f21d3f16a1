import Glibc

/// The memory of this process, which holds passwords.
enum ProcessMemory {
    /// From `linux/prctl.h`.
    private static let setDumpable: Int32 = 4

    /// No core dump is written, whatever limits and handlers the system has, and no other program of the same user can
    /// look into it (`prctl(2)`, PR_SET_DUMPABLE). Programs that are started are as they would be.
    static func keepToItself() {
        // `prctl(2)` takes any arguments, which the system module does not show.
        typealias Call = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let symbol = dlsym(nil, "prctl") else { return }
        _ = unsafeBitCast(symbol, to: Call.self)(setDumpable, 0, 0, 0, 0)
    }
}
