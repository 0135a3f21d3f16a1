/// System recordings of a FreePBX: `recordings`, and files below the folder of sounds, one folder a language.
/// FreePBX: `Recordings.class.php`.
struct FreePBXSystemRecordings: SystemRecordings {
    /// Longest recording that is downloaded.
    private static let largestFile = 1 << 30

    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (SystemRecording) throws -> Void) throws {
        let files = try FreePBXSoundFiles(system: system)
        let codes = try system.featureCodes(of: "recordings", beginning: "edit-recording-")
        for row in try rows(options.filter.freePBX("displayname", "COALESCE(description, '')")) {
            var recording = SystemRecording(id: row["id"] ?? "")
            recording.name = row.filled("displayname")
            recording.description = row.filled("description")
            if row["fcode"] == "1" { recording.featureCode = codes[recording.id] ?? "*29\(recording.id)" }
            for name in Self.names(row) {
                let file = try files.file(of: name, language: row.filled("fcode_lang"))
                recording.files.append(file?.path ?? name)
                if let file { recording.sizeBytes = (recording.sizeBytes ?? 0) + file.size }
            }
            if options.raw { recording.raw = FreePBXRaw.object(row, hiding: options.reveal ? [] : ["fcode_pass"]) }
            try body(recording)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> SystemRecording {
        try FreePBXFinder<SystemRecording>(title: "recording", command: "recording", id: \.id, name: \.name, prefersName: true)
            .find(identifier) { try forEach(options, $0) }
    }

    func download(_ identifier: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let recording = try find(identifier, ReadOptions())
        let what = "recording \(FreePBXInput.shown(recording.name ?? recording.id))"
        guard let host = try system.host() else {
            throw PBXError(
                .unreachable, what, "its sound is a file on the PBX, which cannot be read from here",
                remedy: HostAddress.remedy)
        }
        guard let row = try rows().first(where: { $0["id"] == recording.id }) else {
            throw PBXError(.notFound, what, "does not exist", remedy: "see `pbxctl recording list`")
        }
        let files = try FreePBXSoundFiles(system: system)
        for name in Self.names(row) {
            guard FreePBXSoundFiles.isSafe(name) else {
                throw PBXError(
                    .failed, what, "its file '\(FreePBXInput.shown(name))' lies outside the folder of sounds",
                    remedy: "correct it in FreePBX's own interface")
            }
            guard let file = try files.file(of: name, language: row.filled("fcode_lang")) else { continue }
            return try host.read("\(files.root)/\(file.path)", inside: files.root, limit: Self.largestFile).bytes.withUnsafeBytes(body)
        }
        throw PBXError(
            .notFound, what, "none of its files is there: \(Self.names(row).joined(separator: ", ")) below \(files.root)",
            remedy: "record or upload it again")
    }

    private func rows(_ condition: SQL = "1 = 1") throws -> [Row] {
        try system.requireTables("recordings", of: "recordings")
        return try system.database().rows(
            "SELECT * FROM recordings WHERE COALESCE(displayname, '') <> '__invalid' AND \(condition) ORDER BY id")
    }

    /// FreePBX: several sounds are joined by `&`.
    private static func names(_ row: Row) -> [String] { (row["filename"] ?? "").split(separator: "&").map(String.init) }
}
