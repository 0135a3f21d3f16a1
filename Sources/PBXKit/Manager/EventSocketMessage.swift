/// `Name: value` lines of the FreeSWITCH event socket, each ended by a line feed.
///
/// Kept as the bytes that came and read where asked: an event has 150 lines, of which few are of interest.
public struct EventSocketHeaders: Sendable, Equatable {
    private let bytes: [UInt8]
    /// Whether values are percent-encoded, as they are inside events but not around them.
    private let isEncoded: Bool

    init(_ bytes: ArraySlice<UInt8>, isEncoded: Bool) {
        self.bytes = Array(bytes)
        self.isEncoded = isEncoded
    }

    /// All lines that have a name, in order.
    public var all: [ManagerMessage.Header] {
        var headers: [ManagerMessage.Header] = []
        forEachLine { name, value in
            headers.append(ManagerMessage.Header(String(decoding: bytes[name], as: UTF8.self), text(value)))
            return true
        }
        return headers
    }

    /// The first value of this name, whatever the case of its letters.
    public subscript(name: String) -> String? {
        var found: Range<Int>?
        forEachLine { candidate, value in
            if bytes.isASCII(name, in: candidate) { found = value }
            return found == nil
        }
        return found.map(text)
    }

    var isEmpty: Bool { bytes.allSatisfy { $0 == 10 || $0 == 13 } }

    /// Gives each line's name and value to `body`, until it returns false.
    private func forEachLine(_ body: (_ name: Range<Int>, _ value: Range<Int>) -> Bool) {
        var start = 0
        while start < bytes.count {
            var end = bytes.firstIndex(of: 10, in: start..<bytes.count) ?? bytes.count
            let next = end + 1
            if end > start, bytes[end - 1] == 13 { end -= 1 }
            if let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: start..<end) {
                var first = colon + 1
                while first < end, bytes[first] == UInt8(ascii: " ") { first += 1 }
                guard body(start..<colon, first..<end) else { return }
            }
            start = next
        }
    }

    private func text(_ range: Range<Int>) -> String {
        isEncoded ? EventSocketEncoding.percentDecoded(bytes[range]) : String(decoding: bytes[range], as: UTF8.self)
    }

    /// What Content-Length says; 0 where there is none, nil where it is no number or below zero.
    var contentLength: Int? {
        guard let text = self["Content-Length"] else { return 0 }
        guard let length = Int(text), length >= 0 else { return nil }
        return length
    }
}

/// One message of the event socket: headers, and a body where Content-Length announces one.
public struct EventSocketMessage: Sendable, Equatable {
    public var headers: EventSocketHeaders
    var body: [UInt8]

    /// The body as text; what is not UTF-8 is replaced.
    public var text: String { String(decoding: body, as: UTF8.self) }
    public var contentType: String { headers["Content-Type"] ?? "" }
    /// `+OK accepted`, `-ERR invalid`, … of a `command/reply`.
    public var replyText: String? { headers["Reply-Text"] }
}

/// An event of FreeSWITCH (`text/event-plain`), its values decoded.
public struct EventSocketEvent: Sendable, Equatable {
    public var headers: EventSocketHeaders
    /// The event's own body: what a background job printed, the text of a message.
    public var body: String

    init(_ message: EventSocketMessage) {
        let bytes = message.body
        let end = bytes.firstEndOfHeaders ?? bytes.count
        headers = EventSocketHeaders(bytes[..<end], isEncoded: true)
        let rest = bytes.dropFirst(end + 2)
        // A length that does not fit is the sender's mistake: what there is, is the body.
        body = String(decoding: rest.prefix(headers.contentLength ?? rest.count), as: UTF8.self)
    }

    public var name: String { headers["Event-Name"] ?? "" }
    public subscript(name: String) -> String? { headers[name] }
}

extension [UInt8] {
    /// Where the first empty line begins: the position of the line feed that ends the last header.
    fileprivate var firstEndOfHeaders: Int? {
        var scan = 0
        while let feed = firstIndex(of: 10, in: scan..<count) {
            if feed + 1 < count, self[feed + 1] == 10 { return feed }
            scan = feed + 1
        }
        return nil
    }
}
