/// System recordings: `v_recordings`, their sound in `<recordings>/<domain>/` or, with the setting
/// recordings/storage_type, in the row itself.
struct FusionPBXRecordings: FusionPBXObjects, SystemRecordings {
    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "recording", table: "v_recordings", uuid: "recording_uuid", number: "recording_filename", name: "recording_name")
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [SystemRecording] {
        try rows.map { row in
            let domain = domains[row["domain_uuid"]]
            var recording = SystemRecording(id: row.filled("recording_filename") ?? row["recording_uuid"] ?? "")
            recording.name = row.filled("recording_name")
            recording.domain = domain?.name
            recording.uuid = row["recording_uuid"]
            recording.files = row.filled("recording_filename").map { [$0] } ?? []
            recording.description = row.filled("recording_description")
            let file = try domain.flatMap { try path(row, $0) }.flatMap { try connection.host.status(of: $0) }
            recording.sizeBytes = file.map { Int($0.size) } ?? row.filled("recording_base64").map { text in
                text.utf8.reduce(0) { $1 == UInt8(ascii: "=") ? $0 : $0 + 1 } * 3 / 4
            }
            recording.raw = row.raw(place.table, options)
            return recording
        }
    }

    func download(_ identifier: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let row = try row(of: identifier)
        let domain = try connection.domain()
        if let path = try path(row, domain), try connection.host.status(of: path) != nil {
            let folder = "\(try connection.settings(of: domain).recordingsDirectory)/\(domain.name)"
            let bytes = try connection.host.read(path, inside: folder, limit: FusionPBXSound.limit).bytes
            return try bytes.withUnsafeBytes { try body($0) }
        }
        if let text = row.filled("recording_base64") {
            return try FusionPBXSound.decoded(text, of: "recording \(identifier)").withUnsafeBytes { try body($0) }
        }
        throw PBXError(
            .notFound, "the sound of recording \(FusionPBXValues.shown(identifier))",
            "is neither in the database nor in a folder of \(connection.host.name)", remedy: HostAddress.remedy)
    }

    /// The file of a recording; nil where its name would lead out of the domain's folder.
    private func path(_ row: Row, _ domain: Domain) throws -> String? {
        guard let file = row.filled("recording_filename"), FusionPBXCommand.isWord(domain.name), !file.hasPrefix("/"),
            !file.split(separator: "/").contains(".."), !file.unicodeScalars.contains(where: FusionPBXValues.isControl)
        else { return nil }
        return "\(try connection.settings(of: domain).recordingsDirectory)/\(domain.name)/\(file)"
    }
}
