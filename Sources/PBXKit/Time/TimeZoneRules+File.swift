extension TimeZoneRules {
    /// Reads a compiled time zone file (TZif versions 1 to 4, RFC 8536). Throws `.failed` where it is not one.
    public init(name: String, file bytes: [UInt8]) throws {
        guard let read = Self.parse(bytes, name: name) else {
            throw PBXError(
                .failed, "time zone \(name)", "its file is not a time zone file",
                remedy: "reinstall the time zone data (Debian: apt install --reinstall tzdata)")
        }
        self = read
    }

    private struct Header {
        static let size = 44
        var version: UInt8
        var utcCount, standardCount, leapCount, changeCount, typeCount, nameLength: Int

        init?(_ bytes: ArraySlice<UInt8>) {
            guard bytes.count >= Self.size, bytes.starts(with: Array("TZif".utf8)) else { return nil }
            let start = bytes.startIndex
            version = bytes[start + 4]
            let counts = (0..<6).map { Int(TimeZoneRules.integer(bytes, at: start + 20 + $0 * 4, size: 4)) }
            // Real files have a few hundred changes; a wrong count must not lead outside the file.
            guard counts.allSatisfy({ $0 >= 0 && $0 <= 65_536 }), counts[4] > 0 else { return nil }
            utcCount = counts[0]
            standardCount = counts[1]
            leapCount = counts[2]
            changeCount = counts[3]
            typeCount = counts[4]
            nameLength = counts[5]
        }

        /// Bytes that follow the header, where a time takes `timeSize` bytes.
        func bodySize(timeSize: Int) -> Int {
            let times = changeCount * (timeSize + 1) + leapCount * (timeSize + 4)
            return times + typeCount * 6 + nameLength + standardCount + utcCount
        }
    }

    private static func parse(_ bytes: [UInt8], name: String) -> TimeZoneRules? {
        guard let first = Header(bytes[...]) else { return nil }
        guard first.version >= UInt8(ascii: "2") else {
            return parse(bytes[Header.size...], first, timeSize: 4, name: name)
        }
        // The second block has the same with 64 bits, then the rule for the time after the last change.
        let second = Header.size + first.bodySize(timeSize: 4)
        guard second <= bytes.count, let header = Header(bytes[second...]) else { return nil }
        return parse(bytes[(second + Header.size)...], header, timeSize: 8, name: name)
    }

    private static func parse(
        _ body: ArraySlice<UInt8>, _ header: Header, timeSize: Int, name: String
    ) -> TimeZoneRules? {
        let size = header.bodySize(timeSize: timeSize)
        guard body.count >= size else { return nil }
        let indices = body.startIndex + header.changeCount * timeSize
        let types = indices + header.changeCount

        func offset(ofType type: Int) -> Int32? {
            guard type < header.typeCount else { return nil }
            let offset = integer(body, at: types + type * 6, size: 4)
            // RFC 8536: within about a day, which also keeps all arithmetic in range.
            return (-93_600...93_600).contains(offset) ? Int32(offset) : nil
        }

        var changes: [Int64] = []
        var offsets: [Int32] = []
        for change in 0..<header.changeCount {
            let moment = integer(body, at: body.startIndex + change * timeSize, size: timeSize)
            guard changes.last.map({ $0 < moment }) ?? true, let offset = offset(ofType: Int(body[indices + change]))
            else { return nil }
            changes.append(moment)
            offsets.append(offset)
        }
        guard let firstOffset = offset(ofType: 0) else { return nil }

        var rule: TimeZoneRule?
        if timeSize == 8 {
            let footer = body[(body.startIndex + size)...]
            guard footer.first == 10, let end = footer.dropFirst().firstIndex(of: 10) else { return nil }
            let text = String(decoding: footer[(footer.startIndex + 1)..<end], as: UTF8.self)
            if !text.isEmpty {
                guard let read = TimeZoneRule(text) else { return nil }
                rule = read
            }
        }
        return TimeZoneRules(
            name: name, changes: changes, offsets: offsets, firstOffset: Int(firstOffset), rule: rule)
    }

    /// A signed number with its highest byte first. The caller has checked that the bytes are there.
    private static func integer(_ bytes: ArraySlice<UInt8>, at position: Int, size: Int) -> Int64 {
        var value: UInt64 = 0
        for byte in bytes[position..<(position + size)] { value = value << 8 | UInt64(byte) }
        return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}
