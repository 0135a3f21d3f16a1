import Glibc

/// The parser that this run is for: `$PBXCTL_FUZZ_PARSER`.
private nonisolated(unsafe) let parser: FuzzedParser = {
    let name = getenv("PBXCTL_FUZZ_PARSER").map { String(cString: $0) } ?? ""
    guard let parser = FuzzedParser(rawValue: name) else {
        fatalError("PBXCTL_FUZZ_PARSER names no parser")
    }
    return parser
}()

/// With `$PBXCTL_FUZZ_PLANTED` three certain letters crash: what cannot find that would find nothing else.
private nonisolated(unsafe) let isPlanted = getenv("PBXCTL_FUZZ_PLANTED") != nil

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let found = parser.texts(in: Array(UnsafeBufferPointer(start: start, count: count)))
    if isPlanted { for text in found { stumble(over: text) } }
    return 0
}

/// One letter after the other, so that each is news to the fuzzer.
private func stumble(over text: String) {
    let planted = Array(parser.planted.utf8)
    var seen = 0
    for letter in text.utf8 {
        seen = letter == planted[seen] ? seen + 1 : 0
        switch seen {
        case 0: continue
        case 1: steps.first &+= 1
        case 2: steps.second &+= 1
        default: fatalError("the planted bug")
        }
    }
}

/// Counted, so that each step is code of its own.
private nonisolated(unsafe) var steps = (first: 0, second: 0)
