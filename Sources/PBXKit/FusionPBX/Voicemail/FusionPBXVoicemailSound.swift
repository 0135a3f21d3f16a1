import FoundationEssentials

/// The sound of a message: in a file, or with the setting voicemail/storage_type in the row itself.
extension FusionPBXVoicemail {
    func download(_ id: String, of mailbox: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let domain = try connection.domain()
        let box = try box(mailbox, in: domain)
        let number = box["voicemail_id"] ?? mailbox
        let uuid = id.lowercased()
        let sound = try connection.text("message_base64", of: "v_voicemail_messages", as: "m")
        let row = try connection.database().firstRow(
            """
            SELECT \(sound) FROM v_voicemail_messages m
            WHERE m.domain_uuid = \(domain.uuid) AND m.voicemail_uuid = \(box["voicemail_uuid"])
              AND m.voicemail_message_uuid::text = \(uuid)
            """)
        guard let row else {
            throw PBXError(
                .notFound, "message \(FusionPBXValues.shown(id)) of mailbox \(number)", "does not exist in \(domain.name)",
                remedy: "`pbxctl voicemail list \(number)` lists them")
        }
        if let file = try files(of: number, in: domain)[uuid] {
            let folder = try FusionPBXStorage(connection: connection).folder(of: number, in: domain)
            let bytes = try connection.host.read(file.path, inside: folder ?? "/", limit: FusionPBXSound.limit).bytes
            return try bytes.withUnsafeBytes { try body($0) }
        }
        if let text = row.values[0]?.nonEmpty {
            return try FusionPBXSound.decoded(text, of: "message \(uuid)").withUnsafeBytes { try body($0) }
        }
        throw PBXError(
            .notFound, "the sound of message \(uuid)", "is neither in the database nor in a folder of \(connection.host.name)",
            remedy: "\(HostAddress.remedy), or set switch_storage there")
    }
}

/// Sounds kept as base64 in rows.
enum FusionPBXSound {
    /// No message or recording of a telephone is longer.
    static let limit = 512 << 20

    static func decoded(_ text: String, of what: String) throws -> [UInt8] {
        guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
            throw PBXError(.failed, "the sound of \(what)", "is no base64 text in the database")
        }
        return Array(data)
    }
}
