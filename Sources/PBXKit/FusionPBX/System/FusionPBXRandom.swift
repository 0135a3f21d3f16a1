import FoundationEssentials

/// Passwords, PINs and identifiers as FusionPBX makes them.
enum FusionPBXRandom {
    /// FusionPBX: `generate_password`: each strength adds its characters, those that are easily confused left out.
    private static let alphabets = [
        "0123456789", "abcdefghijkmnopqrstuvwxyz", "ABCDEFGHIJKLMNPQRSTUVWXYZ", "!^$%*?.",
    ]

    /// The password of an extension, of the length and strength that FusionPBX is set to; never empty.
    static func password(_ settings: FusionPBXSettings) -> String {
        let length = settings.number("extension", "password_length") ?? settings.number("security", "password_length") ?? 20
        let strength =
            settings.number("extension", "password_strength") ?? settings.number("security", "password_strength") ?? 4
        return text(length: length < 8 ? 20 : min(length, 128), strength: min(max(strength, 1), alphabets.count))
    }

    /// A voicemail PIN: digits, because it is typed on a phone.
    static func pin(_ settings: FusionPBXSettings) -> String {
        text(length: min(max(settings.number("voicemail", "password_length") ?? 8, 4), 32), strength: 1)
    }

    /// A random uuid in lower case, as PostgreSQL and FusionPBX write them.
    static func uuid() -> String { UUID().uuidString.lowercased() }

    private static func text(length: Int, strength: Int) -> String {
        let alphabet = Array(alphabets[..<strength].joined())
        var generator = SystemRandomNumberGenerator()
        return String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }
}
