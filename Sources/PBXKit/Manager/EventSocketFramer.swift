/// Cuts the byte stream of an event socket into messages. Knows nothing of sockets.
///
/// Every byte is looked at once, however the stream is cut, and what is kept is bounded.
public struct EventSocketFramer: Sendable, Equatable {
    public enum Failure: Error, Equatable {
        /// Headers or a body of more than this many bytes, or announced so.
        case tooLong(Int)
        /// Content-Length is no number.
        case malformed
    }

    private var pending: [UInt8] = []
    private var searched = 0
    /// Where the line begins that `searched` is in.
    private var lineStart = 0
    /// The headers whose body is still to come, and the body's length.
    private var headers: EventSocketHeaders?
    private var length = 0
    private let headerLimit: Int
    private let bodyLimit: Int

    /// - Parameters:
    ///   - headerLimit: the longest headers of one message, in bytes.
    ///   - bodyLimit: the longest body; `show registrations` of 10,000 phones has some 5 MB.
    public init(headerLimit: Int = 1 << 20, bodyLimit: Int = 128 << 20) {
        self.headerLimit = headerLimit
        self.bodyLimit = bodyLimit
    }

    /// The messages that these bytes complete.
    public mutating func receive(_ bytes: [UInt8]) throws(Failure) -> [EventSocketMessage] {
        pending += bytes
        var messages: [EventSocketMessage] = []
        var start = 0
        while true {
            if let complete = headers {
                guard pending.count - start >= length else { break }
                messages.append(EventSocketMessage(headers: complete, body: Array(pending[start..<(start + length)])))
                headers = nil
                start += length
                (searched, lineStart) = (start, start)
            } else if let end = try endOfHeaders(from: start) {
                let found = EventSocketHeaders(pending[start..<end], isEncoded: false)
                start = searched
                guard !found.isEmpty else { continue }
                guard let announced = found.contentLength else { throw .malformed }
                guard announced <= bodyLimit else { throw .tooLong(bodyLimit) }
                (headers, length) = (found, announced)
            } else {
                break
            }
        }
        pending.removeFirst(start)
        searched = max(0, searched - start)
        lineStart = max(0, lineStart - start)
        return messages
    }

    /// Where the headers that begin at `start` end, `searched` then being behind their empty line.
    private mutating func endOfHeaders(from start: Int) throws(Failure) -> Int? {
        while let feed = pending.firstIndex(of: 10, in: searched..<pending.count) {
            let end = lineStart
            let isEmpty = feed == end || (feed == end + 1 && pending[end] == 13)
            searched = feed + 1
            lineStart = feed + 1
            if isEmpty { return end }
        }
        searched = pending.count
        if pending.count - start > headerLimit { throw .tooLong(headerLimit) }
        return nil
    }
}
