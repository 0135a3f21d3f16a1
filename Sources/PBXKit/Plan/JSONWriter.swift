/// JSON as bytes, put together piece by piece: the plan of an import has several hundred thousand values, too many for a
/// tree of them in memory.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether each element of a list of objects begins a line, for files that people look into.
    var breaksLines = false

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// The whole text of one value.
    static func text(_ value: some JSONWritable, breaksLines: Bool = false) -> [UInt8] {
        var writer = JSONWriter(breaksLines: breaksLines)
        value.write(to: &writer)
        writer.dropComma()
        writer.bytes.append(UInt8(ascii: "\n"))
        return writer.bytes
    }

    // MARK: - Objects

    mutating func object(_ fields: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        fields(&self)
        close(UInt8(ascii: "}"))
    }

    mutating func field(_ name: StaticString, _ value: some JSONWritable) {
        self.name(name)
        value.write(to: &self)
    }

    /// Nothing where there is no value.
    mutating func field(_ name: StaticString, ifPresent value: (some JSONWritable)?) {
        if let value { field(name, value) }
    }

    mutating func field(_ name: StaticString, _ values: [some JSONWritable]) {
        self.name(name)
        list { for value in values { $0.element(value) } }
    }

    /// An object of texts.
    mutating func field(_ name: StaticString, _ texts: [String: String]) {
        self.name(name)
        object {
            for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
                $0.write(text: key)
                $0.bytes.append(UInt8(ascii: ":"))
                $0.write(text)
            }
        }
    }

    /// A field whose name is known at run time only.
    mutating func field(named name: String, _ value: some JSONWritable) {
        write(text: name)
        bytes.append(UInt8(ascii: ":"))
        value.write(to: &self)
    }

    // MARK: - Lists

    mutating func list(_ elements: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "["))
        elements(&self)
        close(UInt8(ascii: "]"))
    }

    mutating func element(_ value: some JSONWritable) { value.write(to: &self) }

    /// Begins a line, where lines are broken.
    mutating func breakLine() { if breaksLines { bytes.append(UInt8(ascii: "\n")) } }

    // MARK: - Values

    mutating func write(_ text: String) {
        write(text: text)
        bytes.append(Self.comma)
    }

    /// A number, `true`, `false` or `null`.
    mutating func write(bare word: String) {
        bytes.append(contentsOf: word.utf8)
        bytes.append(Self.comma)
    }

    private mutating func write(text: String) {
        bytes.append(Self.quote)
        var text = text
        text.withUTF8 { utf8 in
            if utf8.contains(where: { $0 < 0x20 || $0 == Self.quote || $0 == UInt8(ascii: "\\") }) {
                for byte in utf8 { escape(byte) }
            } else {
                bytes.append(contentsOf: utf8)
            }
        }
        bytes.append(Self.quote)
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case Self.quote, UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0..<0x20:
            bytes += "\\u00".utf8
            bytes += [Self.hexadecimal[Int(byte >> 4)], Self.hexadecimal[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }

    private mutating func name(_ name: StaticString) {
        bytes.append(Self.quote)
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(Self.quote)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func close(_ end: UInt8) {
        dropComma()
        bytes.append(end)
        bytes.append(Self.comma)
    }

    /// Every value is followed by a comma; the last of an object or list by none.
    private mutating func dropComma() { if bytes.last == Self.comma { bytes.removeLast() } }
}

/// What files of pbxctl hold as JSON. Read back by `Decodable`.
protocol JSONWritable {
    func write(to writer: inout JSONWriter)
}

extension String: JSONWritable {
    func write(to writer: inout JSONWriter) { writer.write(self) }
}

extension Int: JSONWritable {
    func write(to writer: inout JSONWriter) { writer.write(bare: String(self)) }
}

extension Int64: JSONWritable {
    func write(to writer: inout JSONWriter) { writer.write(bare: String(self)) }
}

extension Bool: JSONWritable {
    func write(to writer: inout JSONWriter) { writer.write(bare: self ? "true" : "false") }
}
