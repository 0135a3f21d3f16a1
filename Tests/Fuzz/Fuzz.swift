import Glibc

/// The parser that this run is for: `$PBXCTL_FUZZ_PARSER`.
private nonisolated(unsafe) let parser: FuzzedParser = {
    let name = getenv("PBXCTL_FUZZ_PARSER").map { String(cString: $0) } ?? ""
    guard let parser = FuzzedParser(rawValue: name) else {
        fatalError("PBXCTL_FUZZ_PARSER names no parser")
    }
    return parser
}()

/// With `$PBXCTL_FUZZ_PLANTED` four certain letters crash: what cannot find that would find nothing else.
private nonisolated(unsafe) let isPlanted = getenv("PBXCTL_FUZZ_PLANTED") != nil

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let found = parser.texts(in: Array(UnsafeBufferPointer(start: start, count: count)))
    if isPlanted { for text in found { stumble(over: text) } }
    return 0
}

/// Four letters at once, compared as one number: the fuzzer sees what is compared with what, and tries it.
private func stumble(over text: String) {
    let planted = number(parser.planted.utf8)
    var letters: UInt32 = 0
    for letter in text.utf8 {
        letters = letters << 8 | UInt32(letter)
        stumble(over: letters, if: planted)
    }
}

/// A function of its own: what a loop goes round by is not shown to the fuzzer.
@inline(never)
private func stumble(over letters: UInt32, if planted: UInt32) {
    if letters == planted { fatalError("the planted bug") }
}

private func number(_ letters: String.UTF8View) -> UInt32 { letters.reduce(0) { $0 << 8 | UInt32($1) } }
