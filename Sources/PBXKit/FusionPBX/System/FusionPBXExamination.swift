/// What lies beyond a FusionPBX's connections, for `doctor` and `config show`.
struct FusionPBXExamination {
    let connection: FusionPBXConnection

    /// What FusionPBX's settings add to the profile.
    func discoveredSettings() throws -> [ReportedSetting] {
        let origin = "v_default_settings"
        let domain = try? connection.domain()
        let settings = try domain.map(connection.settings) ?? FusionPBXSettings.read(from: connection.database())
        var lines: [ReportedSetting] = []
        if connection.profile.managers.isEmpty {
            for manager in connection.managers() {
                lines.append(ReportedSetting("manager", manager.value.url, from: manager.origin))
            }
        }
        if let domain { lines.append(ReportedSetting("domain", domain.name, from: "the only one there is")) }
        lines.append(ReportedSetting("time_zone", try FusionPBXClock(connection: connection, domain: domain).zone.name, from: origin))
        lines.append(ReportedSetting("switch_storage", settings.storageDirectory, from: origin))
        lines.append(ReportedSetting("switch_recordings", settings.recordingsDirectory, from: origin))
        lines.append(ReportedSetting("switch_voicemail", settings.voicemailDirectory, from: origin))
        lines.append(ReportedSetting("switch_cache", settings.cacheDirectory, from: origin))
        return lines
    }

    func findings() -> [Finding] {
        [versions(), grants(), clock(), marks(), lock(), domain(), files(), rights(), disk(), zone()].compactMap { $0 }
    }

    private func versions() -> Finding? {
        attempt("versions") {
            let control = FusionPBXControl(connection: connection)
            let running = (try? control.runningSwitch().version).flatMap { $0 }
            guard let release = try control.release() else {
                return Finding("versions", .warning, "this FusionPBX does not say its version", remedy: "check that the database is FusionPBX's")
            }
            let found = "FusionPBX \(release)" + (running.map { ", FreeSWITCH \($0)" } ?? "")
            let parts = release.split(separator: ".").prefix(2).map { Int($0) ?? -1 }
            let isKnown = parts.count == 2 && (parts[0] == 4 && parts[1] >= 4 || parts[0] == 5 && parts[1] <= 5)
            guard !isKnown else { return Finding("versions", .ok, found) }
            return Finding(
                "versions", .warning, "\(found): tested are FusionPBX 4.4 to 5.5", remedy: "try each change with --dry-run first")
        }
    }

    private func grants() -> Finding? {
        attempt("grants") {
            let database = try connection.database()
            let tables = FusionPBXControl.writtenTables + ["v_users"]
            let missing = try database.rows(
                """
                SELECT t.name AS name, p.name AS privilege FROM unnest(\("{\(tables.joined(separator: ","))}")::text[]) AS t(name),
                unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS p(name)
                WHERE to_regclass(t.name) IS NOT NULL AND NOT has_table_privilege(to_regclass(t.name), p.name) ORDER BY 2, 1
                """)
            guard !missing.isEmpty else { return Finding("grants", .ok, "SELECT, INSERT, UPDATE, DELETE on \(tables.count) tables") }
            let denied = Dictionary(grouping: missing) { $0["privilege"] ?? "" }.mapValues { $0.compactMap { $0["name"] } }
            let words = denied.sorted { $0.key < $1.key }.map { "\($0.key) on \($0.value.joined(separator: ", "))" }
            return Finding(
                "grants",
                PBXError(
                    .notPermitted, "database \(database.address)", "the account has no \(words.joined(separator: "; no "))",
                    remedy: "grant it (docs/security.md, What the accounts need), or use an account for reading on purpose and never mind"))
        }
    }

    private func clock() -> Finding? { attempt("clock") { try ClockExamination(database: connection.database()).finding() } }

    private func marks() -> Finding? {
        attempt("unfinished changes") {
            let found = try FusionPBXUnfinishedMark(connection: connection).all()
            let own = try connection.scope.journal?.brokenOff(on: connection.profile.pbxIdentity).map(\.entry.id) ?? []
            if let other = found.first(where: { !own.contains($0.id) }) {
                return Finding(
                    "unfinished changes", .warning, "\(other.id), of \(other.who): its row is there, the switch may not have been told",
                    remedy: "run `pbxctl recover` there as that user; if that cannot be done, `pbxctl recover --forget \(other.id)` here")
            }
            guard let first = found.first else { return Finding("unfinished changes", .ok, "none") }
            return Finding("unfinished changes", .warning, "\(first.id), of this machine", remedy: "pbxctl recover")
        }
    }

    private func lock() -> Finding? {
        attempt("lock") {
            let holder = try FusionPBXLock(database: connection.database()).holder()
            guard let holder else { return Finding("lock", .ok, "free") }
            return Finding(
                "lock", .warning, "the PBX is being changed by \(holder)",
                remedy: "wait for it; if it hangs, end it, and `pbxctl recover` puts right what it left")
        }
    }

    /// Deleting a mailbox moves its folder; a lock file stands in the storage folder.
    private func rights() -> Finding? {
        attempt("file rights") {
            guard connection.isHostKnown else { return nil }
            let domain = try connection.domain()
            let root = try FusionPBXStorage(connection: connection).root(of: domain)
            guard try connection.host.status(of: root) != nil else { return nil }
            let denied = try HostExamination(host: connection.host).unusable([root, "\(root)/default", "\(root)/default/\(domain.name)"])
            guard !denied.isEmpty else { return Finding("file rights", .ok, "\(root) can be read and written") }
            return Finding(
                "file rights",
                PBXError(
                    .notPermitted, denied.joined(separator: ", "), "this user may not read and write it",
                    remedy: "run pbxctl as root or as the switch's user (www-data, freeswitch), or join its group"))
        }
    }

    private func disk() -> Finding? {
        attempt("disk") {
            guard connection.isHostKnown else { return nil }
            let root = try FusionPBXStorage(connection: connection).root(of: connection.domain())
            guard try connection.host.status(of: root) != nil else { return nil }
            return HostExamination(host: connection.host).disk("disk", root)
        }
    }

    private func domain() -> Finding? {
        attempt("domain") {
            let domain = try connection.domain()
            return domain.isEnabled == false
                ? Finding("domain", .warning, "\(domain.name) is disabled") : Finding("domain", .ok, domain.name)
        }
    }

    private func files() -> Finding? {
        attempt("files") {
            let domain = try connection.domain()
            let settings = try connection.settings(of: domain)
            if settings.storesVoicemailInDatabase { return Finding("files", .ok, "voicemail lies in the database") }
            let storage = FusionPBXStorage(connection: connection)
            let root = try storage.root(of: domain)
            guard try storage.isHere(domain) else {
                return Finding(
                    "files", .warning, "\(root) is not on \(connection.host.name)",
                    remedy: "\(HostAddress.remedy); set switch_voicemail if it is elsewhere")
            }
            return Finding("files", .ok, root)
        }
    }

    private func zone() -> Finding? {
        attempt("time zone") {
            Finding("time zone", .ok, try FusionPBXClock(connection: connection, domain: try? connection.domain()).zone.name)
        }
    }

    private func attempt(_ link: String, _ body: () throws -> Finding?) -> Finding? {
        do { return try body() } catch {
            let error = PBXError(error)
            guard error.kind == .usage else { return Finding(link, error) }
            // Nothing is broken: several domains, and none was named. Said once.
            return link == "domain" ? Finding(link, .warning, error.why, remedy: error.remedy) : nil
        }
    }
}
