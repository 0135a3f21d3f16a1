/// Secrets that pbxctl makes up, from the kernel's random numbers.
enum FreePBXGenerated {
    /// Hexadecimal digits, as FreePBX makes them. FreePBX: `SIPSECRETSIZE`.
    static func secret(length: Int) -> String {
        digits("0123456789abcdef", count: length)
    }

    /// A voicemail PIN that is not the extension's own number.
    static func pin(length: Int, unlike number: String) -> String {
        var pin = digits("0123456789", count: length)
        while pin == number { pin = digits("0123456789", count: length) }
        return pin
    }

    private static func digits(_ alphabet: String, count: Int) -> String {
        let characters = Array(alphabet)
        var generator = SystemRandomNumberGenerator()
        return String((0..<count).map { _ in characters[Int.random(in: 0..<characters.count, using: &generator)] })
    }
}
