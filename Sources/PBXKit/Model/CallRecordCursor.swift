/// A place in a listing of call records: after one certain record, among all that began in the same second too.
///
/// Its text is opaque to others. It holds what the record is sorted by, as the database has it, and a checksum.
public struct CallRecordCursor: Sendable, Equatable {
    /// What it leads through: another PBX sorts otherwise, and so do whole calls.
    enum Listing: UInt8, Sendable {
        case freePBXLegs = 0x66, freePBXCalls = 0x46, fusionPBXLegs = 0x75, fusionPBXCalls = 0x55
    }

    var listing: Listing
    /// The values that the record is sorted by; nil for NULL.
    var key: [String?]
    /// How many records with this very key come before the place.
    var count: Int

    /// Throws `.usage` for what is no cursor, or not a whole one.
    public init(_ text: String) throws {
        guard let bytes = Self.decoded(text), let read = Self(bytes) else {
            throw PBXError(
                .usage, "cursor '\(text.prefix(80))'", "is no cursor that pbxctl made, or only a part of one",
                remedy: "take it whole from the field cursor of the last record")
        }
        self = read
    }

    init(_ listing: Listing, key: [String?], count: Int = 1) {
        self.listing = listing
        self.key = key
        self.count = count
    }

    private init?(_ bytes: [UInt8]) {
        guard bytes.count > 5, bytes.prefix(4).elementsEqual(Self.checksum(bytes.dropFirst(4))),
            let listing = Listing(rawValue: bytes[4])
        else { return nil }
        let words = bytes.dropFirst(5).split(separator: 0, omittingEmptySubsequences: false)
        guard let number = words.first, let count = Int(String(decoding: number, as: UTF8.self)), count > 0 else { return nil }
        self.listing = listing
        self.count = count
        key = words.dropFirst().map { $0 == [Self.null] ? nil : String(decoding: $0, as: UTF8.self) }
    }

    /// The text of a cursor.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    private var bytes: [UInt8] {
        var body = [listing.rawValue] + Array(String(count).utf8)
        for value in key {
            body.append(0)
            body += value.map { Array($0.utf8) } ?? [Self.null]
        }
        return Self.encoded(Self.checksum(body[...]) + body)
    }

    /// Throws `.usage` unless it was made for this listing, with a key of so many values.
    func check(_ listing: Listing, keyCount: Int) throws {
        guard self.listing == listing, key.count == keyCount else {
            throw PBXError(
                .usage, "the cursor", "was made for another listing",
                remedy: "give the PBX and --by-call as in the command that printed it")
        }
    }

    // MARK: - Bytes

    /// A byte that no text in UTF-8 has.
    private static let null: UInt8 = 0xFF

    /// FNV-1a, which is enough to notice what was cut off or mistyped.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var sum: UInt32 = 2_166_136_261
        for byte in bytes { sum = (sum ^ UInt32(byte)) &* 16_777_619 }
        return (0..<4).map { UInt8(truncatingIfNeeded: sum >> ($0 * 8)) }
    }

    /// Base64 for names of files and URLs (RFC 4648, 5), without padding: nothing in it means anything to a shell.
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 4 / 3 + 3)
        var (bits, count) = (UInt32(0), 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return text
    }

    private static func decoded(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for letter in text.utf8 {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        // A text has one cursor only: the bits that are left over are none of it.
        return bits & (1 << UInt32(count) - 1) == 0 && count < 6 ? bytes : nil
    }
}

/// Makes the cursors of the records of a listing, one after the other.
struct CallRecordCursors {
    private let listing: CallRecordCursor.Listing
    private var key: [String?]
    private var count: Int

    /// `after`: what the listing goes on after. Records with the same key come first then, and so many of them as the cursor
    /// counted were listed before it.
    init(_ listing: CallRecordCursor.Listing, after: CallRecordCursor?) {
        self.listing = listing
        key = []
        count = 0
        left = after
    }

    /// The records that are still to be passed over.
    private var left: CallRecordCursor?

    /// Whether any record may still have been listed before.
    var mayPassOver: Bool { left != nil }

    /// Whether a record was listed before the cursor. Those that have gone from the table meanwhile are not made up for.
    mutating func passesOver(_ key: [String?]) -> Bool {
        guard let cursor = left, cursor.count > 0, cursor.key == key else {
            left = nil
            return false
        }
        left?.count -= 1
        note(key)
        return true
    }

    /// The cursor of the next record.
    mutating func next(_ key: [String?]) -> String {
        note(key)
        return CallRecordCursor(listing, key: key, count: count).text
    }

    private mutating func note(_ key: [String?]) {
        count = key == self.key ? count + 1 : 1
        self.key = key
    }
}
