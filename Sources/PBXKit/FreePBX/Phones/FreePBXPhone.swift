/// A phone of an extension: a row of `devices` that belongs to one of `users`.
struct FreePBXPhone: Equatable, Sendable {
    enum Technology: String { case pjsip, chanSIP = "sip", other }

    var number: String
    var name: String?
    /// Asterisk's name for the phone's account: `devices.id`.
    var peer: String
    var technology: Technology
    /// FreePBX: `devices.dial`, `PJSIP/1001`: the name of the device's state, and the beginning of its channels' names.
    var device: String

    /// Phones in the natural order of their extensions; of one extension or of all. Virtual extensions have none.
    static func all(of number: String? = nil, in database: any Database) throws -> [FreePBXPhone] {
        // `users` has no key in some releases: one pass over each table instead of a join that compares all with all.
        var devices: [String: [FreePBXPhone]] = [:]
        try database.forEachRow("SELECT id, tech, dial, user FROM devices WHERE tech <> 'virtual' ORDER BY id") { row in
            guard let peer = row.text(0), let user = row.text(3), user != "none" else { return }
            if let number, user != number { return }
            let technology = Technology(rawValue: row.text(1) ?? "") ?? .other
            devices[user, default: []].append(
                FreePBXPhone(number: user, name: nil, peer: peer, technology: technology, device: row.text(2) ?? ""))
        }
        return try names(of: number, in: database).flatMap { extensionNumber, name in
            (devices[extensionNumber] ?? []).map { phone in
                var phone = phone
                phone.name = name
                return phone
            }
        }
    }

    /// Extensions with their names, in natural order.
    static func names(of number: String? = nil, in database: any Database) throws -> [(number: String, name: String?)] {
        let rows: [Row]
        if let number {
            rows = try database.rows("SELECT extension, name FROM users WHERE extension = \(number)")
        } else {
            rows = try database.rows("SELECT extension, name FROM users ORDER BY LENGTH(extension), extension")
        }
        return rows.compactMap { row in
            // Collations take more for equal than Asterisk does.
            guard let found = row["extension"], number == nil || found == number else { return nil }
            return (found, row["name"].flatMap { $0.isEmpty ? nil : $0 })
        }
    }
}
