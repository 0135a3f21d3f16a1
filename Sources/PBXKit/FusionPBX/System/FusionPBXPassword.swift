import Glibc

/// Passwords of the web interface, hashed as PHP's `password_hash` does: bcrypt, cost 10, `$2y$`.
///
/// The hashing is the system's own crypt(3), loaded when it is needed: no other command does.
enum FusionPBXPassword {
    private typealias Crypt = @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>?
    private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    static func hash(_ secret: Secret) throws -> String {
        try secret.reveal { try hash($0, salt: salt()) }
    }

    /// Whether a stored hash is that of the password; false for one of another kind, which is better made anew.
    static func matches(_ secret: Secret, _ stored: String) throws -> Bool {
        guard stored.utf8.count == 60, stored.hasPrefix("$2") else { return false }
        return try secret.reveal { try hash($0, salt: stored) } == stored
    }

    /// bcrypt looks at 72 bytes and stops at a zero byte.
    static func hash(_ password: String, salt: String) throws -> String {
        guard password.utf8.count <= 72, !password.utf8.contains(0) else {
            throw PBXError(.usage, "the password", "is longer than 72 bytes", remedy: "choose a shorter one")
        }
        guard let library = dlopen("libcrypt.so.1", RTLD_NOW | RTLD_LOCAL) ?? dlopen("libcrypt.so.2", RTLD_NOW | RTLD_LOCAL),
            let symbol = dlsym(library, "crypt")
        else {
            throw PBXError(.failed, "the password", "cannot be hashed: libcrypt.so.1 is not there", remedy: "install libcrypt1")
        }
        let crypt = unsafeBitCast(symbol, to: Crypt.self)
        guard let result = crypt(password, salt) else { throw unable }
        let hash = String(cString: result)
        guard hash.hasPrefix(salt.prefix(7)), hash.utf8.count == 60 else { throw unable }
        return hash
    }

    private static var unable: PBXError {
        PBXError(.failed, "the password", "cannot be hashed: this system's crypt(3) has no bcrypt", remedy: "install libcrypt1")
    }

    /// 128 random bits; of the last sign only two count.
    private static func salt() -> String {
        var generator = SystemRandomNumberGenerator()
        let signs = (0..<21).map { _ in alphabet[Int.random(in: 0..<64, using: &generator)] }
        return "$2y$10$" + String(signs) + String(alphabet[Int.random(in: 0..<4, using: &generator) * 16])
    }

    /// FusionPBX: the settings users/password_length and so on.
    static func check(_ secret: Secret, _ settings: FusionPBXSettings) throws {
        let length = settings.number("users", "password_length") ?? 12
        let kinds: [(String, Bool, String, (Character) -> Bool)] = [
            ("password_number", true, "a digit", { $0.isNumber }), ("password_lowercase", true, "a small letter", { $0.isLowercase }),
            ("password_uppercase", true, "a capital letter", { $0.isUppercase }),
            ("password_special", false, "a special character", { !$0.isLetter && !$0.isNumber }),
        ]
        try secret.reveal { text in
            var missing = text.count < length ? ["\(length) characters"] : []
            for (name, isDefault, what, isOne) in kinds
            where settings.flag("users", name) ?? isDefault && !text.contains(where: isOne) {
                missing.append(what)
            }
            guard missing.isEmpty else {
                throw PBXError(
                    .usage, "the password", "has not what this FusionPBX asks for: \(missing.joined(separator: ", "))",
                    remedy: "choose another, or change the settings users/password_* in FusionPBX")
            }
        }
    }
}
