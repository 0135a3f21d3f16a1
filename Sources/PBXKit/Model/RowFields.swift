/// The fields of one record on their way from a database's buffer to the output's: bytes where they lie, not copies.
///
/// Filled anew for each record; what a field points to has to stay where it is until the record is written.
public final class RowFields {
    /// What a format has to know of a field to write it.
    public enum Kind: UInt8 {
        /// Absent.
        case null
        /// Any text: escaped as the format does.
        case text
        /// Text that needs no escaping anywhere: a time, a word of pbxctl's own, a UUID.
        case plain
        /// A number or a truth value: needs no escaping anywhere and no quotes in JSON.
        case bare
        /// A list or an object, as JSON. Other formats show `short`.
        case json
    }

    /// One field; its bytes are valid until the next record.
    public struct Field {
        public var kind: Kind
        public var bytes: UnsafeRawBufferPointer
        /// What formats without structure show of a `json` field.
        public var short: UnsafeRawBufferPointer
    }

    /// The fields so far, valid until the next one is added.
    public var fields: UnsafeBufferPointer<Field> { UnsafeBufferPointer(start: places, count: count) }
    private var places: UnsafeMutablePointer<Field>
    private var capacity = 32
    private var count = 0
    private let scratch: UnsafeMutableRawBufferPointer
    private var used = 0
    /// What did not fit into the scratch memory.
    private var overflow: [UnsafeMutableRawBufferPointer] = []

    private static let scratchBytes = 64 * 1024

    public init() {
        scratch = .allocate(byteCount: Self.scratchBytes, alignment: 16)
        places = .allocate(capacity: capacity)
    }

    deinit {
        removeAll()
        scratch.deallocate()
        places.deallocate()
    }

    /// Begins the next record.
    public func removeAll() {
        count = 0
        used = 0
        if !overflow.isEmpty {
            for memory in overflow { memory.deallocate() }
            overflow = []
        }
    }

    /// Puts a text, which is copied, before the fields so far.
    public func prepend(copying text: String) {
        self.text(copying: text)
        let added = places[count - 1]
        for index in stride(from: count - 1, to: 0, by: -1) { places[index] = places[index - 1] }
        places[0] = added
    }

    /// Takes away the fields that were added last.
    public func removeLast(_ number: Int) { count -= number }

    public func null() { append(.null, UnsafeRawBufferPointer(start: nil, count: 0)) }

    /// Text; nil and the empty text are absent.
    public func text(_ bytes: UnsafeRawBufferPointer?) {
        if let bytes, bytes.count > 0 { append(.text, bytes) } else { null() }
    }

    /// A number as its digits; nil is absent.
    public func number(_ bytes: UnsafeRawBufferPointer?) {
        if let bytes, bytes.count > 0 { append(.bare, bytes) } else { null() }
    }

    /// A word that is written in the source.
    public func word(_ word: StaticString) {
        append(.plain, UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// Text that is copied.
    public func text(copying text: String) { append(.text, copy(text)) }

    /// Text that needs no escaping in any format, copied.
    public func plain(copying text: String) { append(.plain, copy(text)) }

    /// Digits or a truth value, copied.
    public func bare(copying text: String) { append(.bare, copy(text)) }

    /// A list or an object: its JSON and its short form, both copied.
    public func json(copying json: UnsafeRawBufferPointer, short: String) {
        append(Field(kind: .json, bytes: copy(json), short: copy(short)))
    }

    /// Text that needs no escaping in any format; nil and the empty text are absent.
    public func plain(_ bytes: UnsafeRawBufferPointer?) {
        if let bytes, bytes.count > 0 { append(.plain, bytes) } else { null() }
    }

    /// A time, as a column of times writes it.
    func time(_ moment: Int64, in column: inout TimeColumn) {
        let memory = reserve(TimeColumn.capacity)
        let count = column.write(moment, to: memory)
        append(.plain, UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }

    /// Text that `body` writes into memory of `capacity` bytes; how many it wrote is what it returns.
    public func text(capacity: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int) {
        let before = used
        let memory = reserve(capacity)
        let count = body(memory)
        if used > before { used = before + count }
        append(.text, UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }

    private func append(_ kind: Kind, _ bytes: UnsafeRawBufferPointer) {
        append(Field(kind: kind, bytes: bytes, short: bytes))
    }

    private func append(_ field: Field) {
        if count == capacity { grow() }
        (places + count).initialize(to: field)
        count += 1
    }

    @inline(never)
    private func grow() {
        let larger = UnsafeMutablePointer<Field>.allocate(capacity: capacity * 2)
        larger.update(from: places, count: count)
        places.deallocate()
        places = larger
        capacity *= 2
    }

    private func copy(_ text: String) -> UnsafeRawBufferPointer {
        var text = text
        return text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    private func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let memory = reserve(bytes.count)
        memory.copyMemory(from: bytes)
        return UnsafeRawBufferPointer(memory)
    }

    private func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if count <= scratch.count - used {
            defer { used += count }
            return UnsafeMutableRawBufferPointer(rebasing: scratch[used..<(used + count)])
        }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        overflow.append(memory)
        return memory
    }
}
