/// Cuts the byte stream of an Asterisk manager connection into its banner and messages. Knows nothing of sockets.
///
/// Every byte is looked at once, however the stream is cut, and what is kept is bounded.
public struct ManagerFramer: Sendable, Equatable {
    /// What stands in the stream.
    public enum Frame: Sendable, Equatable {
        /// The first line, which no empty line follows: `Asterisk Call Manager/5.0.4`.
        case banner(String)
        case message(ManagerMessage)
    }

    /// A server that is none, or means ill.
    public enum Failure: Error, Equatable {
        case bannerTooLong
        /// A message larger than this many bytes.
        case messageTooLong(Int)
    }

    private var pending: [UInt8] = []
    /// How far `pending` has been searched for the end of a message.
    private var searched = 0
    private var hasBanner = false
    private let limit: Int
    private static let bannerLimit = 1024

    /// - Parameter limit: the longest message in bytes. A CLI listing is one message: `database show` of an office
    ///   with 10,000 extensions has some 40 MB.
    public init(limit: Int = 128 << 20) { self.limit = limit }

    /// The frames that these bytes complete.
    public mutating func receive(_ bytes: [UInt8]) throws(Failure) -> [Frame] {
        pending += bytes
        var frames: [Frame] = []
        var start = 0
        while let feed = pending.firstIndex(of: 10, in: searched..<pending.count) {
            searched = feed + 1
            guard feed > start, pending[feed - 1] == 13 else { continue }
            if !hasBanner {
                hasBanner = true
                frames.append(.banner(String(decoding: pending[start..<(feed - 1)], as: UTF8.self)))
            } else if feed - 1 == start {
                // An empty line where a message could begin says nothing.
            } else if feed - 3 >= start, pending[feed - 2] == 10, pending[feed - 3] == 13 {
                frames.append(.message(ManagerMessage(bytes: Array(pending[start..<(feed - 3)]))))
            } else {
                continue
            }
            start = feed + 1
        }
        pending.removeFirst(start)
        searched = pending.count
        if !hasBanner, pending.count > ManagerFramer.bannerLimit { throw .bannerTooLong }
        if pending.count > limit { throw .messageTooLong(limit) }
        return frames
    }
}
