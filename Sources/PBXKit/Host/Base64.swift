import FoundationEssentials

/// Bytes as text, as `base64` of coreutils writes them.
enum Base64 {
    static func decoded(_ text: some Collection<UInt8>) -> [UInt8]? { Data(base64Encoded: Data(text)).map { Array($0) } }
}
