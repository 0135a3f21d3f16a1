import Foundation

/// Numbers that nobody else uses: each test takes its own, so that tests run in any order and beside each other.
enum Numbers {
    private static let next = Counter()

    /// An extension that does not exist: 6301, 6302, … Nothing of the seeded office looks like one, PINs included.
    static func `extension`() -> String { String(6300 + next.take()) }

    /// An inbound number that does not exist.
    static func did() -> String { "1999555" + String(1000 + next.take()) }

    private final class Counter: @unchecked Sendable {
        private let lock = NSLock()
        private var count = 0

        func take() -> Int {
            lock.lock()
            defer { lock.unlock() }
            count += 1
            return count
        }
    }
}

/// The kinds of PBX that the lab has, each by its profile.
enum Profiles {
    static let all = ["freepbx", "fusionpbx", "fusionpbx54"]
}
