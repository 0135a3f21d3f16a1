/// Announcements of a FreePBX. FreePBX: `Announcement.class.php`.
struct FreePBXAnnouncements: Listing {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (Announcement) throws -> Void) throws {
        try system.requireTables("announcement", of: "announcement")
        let rows = try system.database().rows("SELECT * FROM announcement WHERE \(try options.filter.freePBX("COALESCE(description, '')")) ORDER BY announcement_id")
        let names = try FreePBXTargetNames(of: rows.compactMap { $0["post_dest"] }, in: system)
        let recordings = try system.recordingNames()
        for row in rows {
            var announcement = Announcement(id: row["announcement_id"] ?? "")
            announcement.name = row.filled("description")
            announcement.recording = row.filled("recording_id").flatMap { recordings[$0] }
            announcement.target = names.target(row["post_dest"])
            announcement.mayBeSkipped = row["allow_skip"].map { $0 == "1" }
            announcement.repeatDigit = row.filled("repeat_msg")
            if options.raw { announcement.raw = FreePBXRaw.object(row) }
            try body(announcement)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> Announcement {
        try FreePBXFinder<Announcement>(title: "announcement", command: "announcement", id: \.id, name: \.name)
            .find(identifier) { try forEach(options, $0) }
    }
}
