/// Output on its way out: raw memory that grows, so that a row is made of plain copies.
struct OutputBytes: ~Copyable {
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 1024) {
        memory = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { memory.deallocate() }

    var isEmpty: Bool { count == 0 }

    /// What is there, valid until the next change.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        memory[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        if capacity - count < bytes.count { grow(by: bytes.count) }
        UnsafeMutableRawPointer(memory + count).copyMemory(from: start, byteCount: bytes.count)
        count += bytes.count
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    mutating func append(repeating byte: UInt8, count: Int) { for _ in 0..<count { append(byte) } }

    mutating func removeLast(_ count: Int) { self.count -= count }

    mutating func removeAll() { count = 0 }

    subscript(_ index: Int) -> UInt8 {
        get { memory[index] }
        set { memory[index] = newValue }
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(capacity * 2, count + more))
        larger.update(from: memory, count: count)
        memory.deallocate()
        memory = larger
        capacity = max(capacity * 2, count + more)
    }
}
