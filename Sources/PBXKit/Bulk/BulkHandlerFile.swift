/// Files of FreePBX's own Bulk Handler, in the words of pbxctl's columns.
///
/// FreePBX: module bulkhandler; the columns are those of core (`getAllUsersByDeviceType`, `getAllDIDs`), voicemail,
/// findmefollow and callwaiting (`bulkhandlerExport`). What pbxctl has no column for is left out, and said.
struct BulkHandlerFile {
    /// Columns that no file of pbxctl has.
    private static let marks: [BulkNoun: Set<String>] = [
        .extension: ["tech", "ringtimer", "outboundcid", "voicemail_enable", "voicemail_vmpwd", "voicemail_email", "devicedata", "sipdriver", "findmefollow_enabled"],
        .did: ["destination", "cidnum", "mohclass", "grppre"],
    ]

    let noun: BulkNoun
    let table: ImportTable

    /// nil where it is no such file.
    init?(_ table: ImportTable, of noun: BulkNoun) {
        guard let marks = Self.marks[noun], table.columns.contains("extension"), table.columns.contains(where: marks.contains) else { return nil }
        self.noun = noun
        self.table = table
    }

    /// The file with pbxctl's columns, and the columns that have none there.
    func translated() -> (table: ImportTable, left: [String]) {
        let known: Set<String> = noun == .did ? Self.routeColumns : Self.extensionColumns
        let left = table.columns.filter { column in
            !known.contains(column) && table.rows.contains { !($0[column]?.plainText ?? "").isEmpty }
        }
        let rows = table.rows.map { row in
            ImportRow(number: row.number, line: row.line, entries: noun == .did ? route(row) : person(row))
        }
        var columns: [String] = []
        for entry in rows.first?.entries ?? [] { columns.append(entry.key) }
        if rows.isEmpty { columns = [noun == .did ? "did" : "extension"] }
        return (ImportTable(columns: columns, rows: rows), left)
    }

    // MARK: - Inbound numbers

    private static let routeColumns: Set<String> = ["extension", "cidnum", "destination", "description", "mohclass", "grppre"]

    private func route(_ row: ImportRow) -> [Cell.Entry] {
        var entries = [Cell.Entry("did", row["extension"] ?? .null), Cell.Entry("caller_id", row["cidnum"] ?? .null)]
        if let raw = row["destination"]?.plainText {
            let target = FreePBXTargets.decode(raw)
            entries.append(Cell.Entry("target", raw.isEmpty ? .null : .object(Cell.Object([
                Cell.Entry("type", .text(target.kind.rawValue)), Cell.Entry("id", Cell(target.id)), Cell.Entry("raw", .text(raw)),
            ]))))
        }
        for (theirs, ours) in [("description", "description"), ("mohclass", "moh_class"), ("grppre", "caller_id_prefix")] {
            if let value = row[theirs] { entries.append(Cell.Entry(ours, value)) }
        }
        return entries
    }

    // MARK: - Extensions

    private static let same: KeyValuePairs = [
        "extension": "extension", "name": "name", "accountcode": "account_code", "ringtimer": "ring_seconds",
        "recording_ondemand": "rec_ondemand", "recording_priority": "rec_priority", "voicemail_vmpwd": "voicemail_pin",
    ]
    private static let recording: KeyValuePairs = [
        "recording_in_internal": "rec_internal_in", "recording_out_internal": "rec_internal_out",
        "recording_in_external": "rec_external_in", "recording_out_external": "rec_external_out",
    ]
    private static let extensionColumns: Set<String> = Set(same.map(\.key) + recording.map(\.key)).union([
        "tech", "secret", "voicemail", "voicemail_enable", "voicemail_email", "outboundcid", "emergency_cid", "callwaiting_enable",
        "findmefollow_enabled",
        // The same as others, or made from them.
        "description", "dial", "devicedata", "sipdriver", "callerid", "voicemail_name", "voicemail_vmcontext",
    ])

    private func person(_ row: ImportRow) -> [Cell.Entry] {
        var entries: [Cell.Entry] = []
        func text(_ column: String) -> String? { row[column]?.plainText }
        func add(_ column: String, _ value: String?) { if let value { entries.append(Cell.Entry(column, .text(value))) } }
        for (theirs, ours) in Self.same { add(ours, text(theirs)) }
        for (theirs, ours) in Self.recording { add(ours, text(theirs).map { $0 == "force" ? "always" : $0 }) }
        add("driver", text("tech").map { $0 == "sip" ? "chan_sip" : $0 })
        // REGEN asks FreePBX for a new one; a new extension gets one anyway.
        add("secret", text("secret").map { $0 == "REGEN" ? "" : $0 })
        let hasMailbox = text("voicemail_enable").map { $0.lowercased() == "yes" } ?? text("voicemail").map { !["", "novm"].contains($0) }
        add("voicemail", hasMailbox.map { $0 ? "true" : "false" })
        add("email", text("voicemail_email").map { hasMailbox == false ? "" : String($0.map { $0 == "|" ? "," : $0 }) })
        if let stored = text("outboundcid") {
            let callerID = FreePBXCallerID(stored: stored)
            add("outbound_caller_id_name", callerID.name ?? "")
            add("outbound_caller_id_number", callerID.number ?? "")
        }
        if let stored = text("emergency_cid") {
            let callerID = FreePBXCallerID(stored: stored)
            add("emergency_caller_id_name", callerID.name ?? "")
            add("emergency_caller_id_number", callerID.number ?? "")
        }
        add("call_waiting", text("callwaiting_enable").map { ["enabled", "yes"].contains($0.lowercased()) ? "true" : "false" })
        add("follow_me", text("findmefollow_enabled").map { $0.isEmpty ? "false" : "true" })
        return entries
    }
}
