/// `Name: value` lines of the FreeSWITCH event socket, each ended by a line feed.
public struct EventSocketHeaders: Sendable, Equatable {
    public private(set) var all: [ManagerMessage.Header]

    /// - Parameter decoding: whether values are percent-encoded, as they are inside events but not around them.
    init(_ bytes: ArraySlice<UInt8>, decoding: Bool) {
        all = bytes.split(separator: 10).compactMap { line in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            var value = line[(colon + 1)...]
            while value.first == UInt8(ascii: " ") { value = value.dropFirst() }
            if value.last == 13 { value = value.dropLast() }
            let text = decoding ? EventSocketEncoding.percentDecoded(value) : String(decoding: value, as: UTF8.self)
            return ManagerMessage.Header(String(decoding: line[..<colon], as: UTF8.self), text)
        }
    }

    /// The first value of this name, whatever the case of its letters.
    public subscript(name: String) -> String? {
        all.first { header in
            header.name.utf8.count == name.utf8.count
                && zip(header.name.utf8, name.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
        }?.value
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
        headers = EventSocketHeaders(bytes[..<end], decoding: true)
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
