import Glibc

/// One message of the Asterisk Manager Interface: an answer or an event, a list of `Name: value` lines.
///
/// Kept as the bytes that came and read where asked, so that a list of 100,000 events costs what it weighs.
public struct ManagerMessage: Sendable, Equatable {
    /// One line of a message.
    public struct Header: Sendable, Equatable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The lines, parted by CRLF, without the empty line that ends the message.
    private let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// A message of these lines, for stand-ins; line breaks inside values are left out.
    public init(_ headers: [Header]) {
        bytes = Array(headers.map { "\($0.name): \($0.value)" }.joined(separator: "\r\n").utf8)
    }

    /// The first value of this name, whatever the case of its letters.
    public subscript(name: String) -> String? {
        for line in ManagerLines(bytes) {
            if let parts = parts(of: line), isName(parts.name, name) { return text(parts.value) }
        }
        return nil
    }

    /// All values of this name, in the order of the message.
    public func values(of name: String) -> [String] {
        ManagerLines(bytes).compactMap { line in
            guard let parts = parts(of: line), isName(parts.name, name) else { return nil }
            return text(parts.value)
        }
    }

    /// All lines that have a name, in order.
    public var headers: [Header] {
        ManagerLines(bytes).compactMap { line in
            parts(of: line).map { Header(text($0.name), text($0.value)) }
        }
    }

    /// The lines without a colon, such as GetConfig's `No categories found`.
    public var bareLines: [String] {
        ManagerLines(bytes).compactMap { parts(of: $0) == nil ? text($0) : nil }
    }

    /// What a CLI command printed, line by line.
    ///
    /// Asterisk 14 and later send an `Output` header per line; 13 sent raw text that ends with `--END COMMAND--`.
    public var output: [String] {
        let lines = values(of: "Output")
        guard lines.isEmpty, response == "Follows" else { return lines }
        let end = "--END COMMAND--"
        let raw = ManagerLines(bytes).map { String(decoding: bytes[$0], as: UTF8.self) }.first { $0.hasSuffix(end) }
        return (raw ?? "").dropLast(end.count).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            .dropLast()
    }

    /// `Success`, `Error`, `Goodbye`, … of an answer. Some events have such a line too (OriginateResponse).
    public var response: String? { self["Response"] }

    /// The event's name; nil for an answer.
    public var event: String? { kind == .event ? self["Event"] : nil }

    /// Whether an answer says that the action was taken. VoicemailMove and its like say so even when they failed.
    public var isSuccess: Bool { kind == .answer && response?.lowercased() != "error" }

    /// The human-readable line of an answer.
    public var text: String? { self["Message"] }

    enum Kind { case answer, event, other }

    /// Decided by the first line alone: OriginateResponse is an event with a `Response` line further down.
    var kind: Kind {
        for line in ManagerLines(bytes) {
            guard let parts = parts(of: line) else { return .other }
            if isName(parts.name, "Response") { return .answer }
            return isName(parts.name, "Event") ? .event : .other
        }
        return .other
    }

    private func parts(of line: Range<Int>) -> (name: Range<Int>, value: Range<Int>)? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: line) else { return nil }
        var start = colon + 1
        // One blank only: further ones belong to the value, as in the columns that CLI commands print.
        if start < line.upperBound, bytes[start] == UInt8(ascii: " ") { start += 1 }
        return (line.lowerBound..<colon, start..<line.upperBound)
    }

    private func isName(_ range: Range<Int>, _ name: String) -> Bool { bytes.isASCII(name, in: range) }

    private func text(_ range: Range<Int>) -> String {
        var end = range.upperBound
        // Asterisk ends some texts with a line feed of their own: `Message: Unable to retrieve endpoint\n\r\n`.
        while end > range.lowerBound, bytes[end - 1] == 10 || bytes[end - 1] == 13 { end -= 1 }
        return String(decoding: bytes[range.lowerBound..<end], as: UTF8.self)
    }
}

/// The lines of a message as ranges of its bytes. Lines end at CRLF only.
struct ManagerLines: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Range<Int>? {
        guard position < bytes.count else { return nil }
        let start = position
        var scan = start
        while let feed = bytes.firstIndex(of: 10, in: scan..<bytes.count) {
            if feed > start, bytes[feed - 1] == 13 {
                position = feed + 1
                return start..<(feed - 1)
            }
            scan = feed + 1
        }
        position = bytes.count
        return start..<bytes.count
    }
}

extension [UInt8] {
    /// Whether `range` holds this text, without regard to the case of ASCII letters.
    func isASCII(_ text: String, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8.count else { return false }
        return withUnsafeBytes { raw in
            guard let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self) else { return text.isEmpty }
            return strncasecmp(start + range.lowerBound, text, range.count) == 0
        }
    }

    /// Where `byte` stands first in `range`, by memchr(3): the generic search costs a call per byte in debug builds.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        withUnsafeBytes { raw in
            guard let start = raw.baseAddress, !range.isEmpty, range.upperBound <= raw.count else { return nil }
            guard let found = memchr(start + range.lowerBound, Int32(byte), range.count) else { return nil }
            return UnsafeRawPointer(found) - start
        }
    }
}

extension UInt8 {
    var asciiLowercased: UInt8 { (65...90).contains(self) ? self + 32 : self }
}
