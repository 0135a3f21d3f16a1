import Foundation

/// A pipe that no program inherits unless it is handed over.
struct Channel {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Program.Problem("no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }
}

/// Reads a descriptor to its end beside the test, so that neither side waits for the other, and closes it.
final class Collector: @unchecked Sendable {
    private let condition = NSCondition()
    private var data = Data()
    private var isAtEnd = false

    init(_ descriptor: Int32) {
        Thread.detachNewThread { [self] in
            var bytes = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = Glibc.read(descriptor, &bytes, bytes.count)
                if count < 0, errno == EINTR { continue }
                condition.withLock {
                    if count > 0 { data += bytes[..<count] } else { isAtEnd = true }
                    condition.broadcast()
                }
                guard count > 0 else { break }
            }
            close(descriptor)
        }
    }

    /// What has come so far.
    func soFar() -> String { condition.withLock { String(decoding: data, as: UTF8.self) } }

    /// Everything, once the other side has closed.
    func text() -> String {
        condition.withLock {
            while !isAtEnd { condition.wait() }
            return String(decoding: data, as: UTF8.self)
        }
    }

    /// Takes away what has come up to an ending, and waits for it; nil where the end comes first.
    func take(to ending: String) -> String? {
        condition.withLock {
            var searched = 0
            while true {
                let start = max(0, searched - ending.utf8.count)
                if let place = data.range(of: Data(ending.utf8), in: data.startIndex + start..<data.endIndex) {
                    let taken = String(decoding: data[data.startIndex..<place.lowerBound], as: UTF8.self)
                    data = Data(data[place.upperBound...])
                    return taken
                }
                if isAtEnd { return nil }
                searched = data.count
                condition.wait()
            }
        }
    }
}
