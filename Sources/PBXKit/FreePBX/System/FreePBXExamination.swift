/// What lies beyond a FreePBX's connections, for `doctor` and `config show`.
struct FreePBXExamination {
    let system: FreePBXSystem

    /// What `freepbx_settings` adds to the profile.
    func discoveredSettings() throws -> [ReportedSetting] {
        let settings = try system.settings()
        let origin = "freepbx_settings"
        var lines: [ReportedSetting] = []
        if system.profile.callRecordDatabase == nil {
            lines.append(ReportedSetting("cdr_database", try system.callRecordAddress().url, from: origin))
        }
        if system.profile.managers.isEmpty {
            lines.append(ReportedSetting("manager", settings.managerAddress.url, from: origin))
            lines.append(ReportedSetting("manager_password", "(hidden)", from: origin))
        }
        let folders = settings.asteriskDirectories.isEmpty ? origin : "asterisk.conf, else \(origin)"
        lines.append(ReportedSetting("asterisk_etc", settings.etcDirectory, from: folders))
        lines.append(ReportedSetting("asterisk_spool", settings.spoolDirectory, from: folders))
        lines.append(ReportedSetting("asterisk_sounds", settings.soundsDirectory, from: folders))
        lines.append(ReportedSetting("asterisk_varlib", settings.variableDirectory, from: folders))
        lines.append(ReportedSetting("fwconsole", settings.fwconsole, from: origin))
        if system.profile.timeZone == nil {
            lines.append(ReportedSetting("time_zone", try FreePBXCallRecordZone(system: system).zone().name, from: "the PBX"))
        }
        return lines
    }

    func findings() -> [Finding] {
        [
            versions(), grants(), actions(), clock(), mark(), lock(), extensionMode(), files(), rights(), voicemailFile(),
            mailboxLocks(), program(), disk(), zone(), pending(),
        ].compactMap { $0 }
    }

    /// What pbxctl is tested with.
    private static let releases = 15...17
    private static let asterisks = 16...22

    private func versions() -> Finding? {
        attempt("versions") {
            let control = FreePBXControl(system: system)
            let release = try control.release() ?? "?"
            let asterisk = (try? control.runningSwitch().version).flatMap { $0 }
            let found = "FreePBX \(release)" + (asterisk.map { ", Asterisk \($0)" } ?? "")
            let isKnown = Self.major(release).map(Self.releases.contains) ?? false
            let isAsteriskKnown = asterisk.map { Self.major($0).map(Self.asterisks.contains) ?? false } ?? true
            guard !isKnown || !isAsteriskKnown else { return Finding("versions", .ok, found) }
            return Finding(
                "versions", .warning,
                "\(found): tested are FreePBX \(Self.releases.lowerBound) to \(Self.releases.upperBound) on Asterisk \(Self.asterisks.lowerBound) to \(Self.asterisks.upperBound)",
                remedy: "try each change with --dry-run first")
        }
    }

    private static func major(_ version: String) -> Int? { Int(version.prefix { $0.isNumber }) }

    private func grants() -> Finding? {
        attempt("grants") {
            let database = try system.database()
            let schema = try database.value("SELECT DATABASE()") ?? ""
            let grants = FreePBXGrants(lines: try database.rows("SHOW GRANTS").compactMap { $0.values.first ?? nil })
            let tables = try FreePBXGrants.writtenTables(system)
            let missing = ["SELECT", "INSERT", "UPDATE", "DELETE"].compactMap { privilege -> String? in
                let denied = tables.filter { !grants.allows(privilege, on: schema, table: $0) }
                return denied.isEmpty ? nil : "\(privilege) on \(denied.count == tables.count ? "\(schema).*" : denied.joined(separator: ", "))"
            }
            guard missing.isEmpty else {
                return Finding(
                    "grants",
                    PBXError(
                        .notPermitted, "database \(database.address)", "the account has no \(missing.joined(separator: "; no "))",
                        remedy: "grant it (docs/security.md, What the accounts need), or use an account for reading on purpose and never mind"))
            }
            return Finding("grants", .ok, "SELECT, INSERT, UPDATE, DELETE on \(tables.count) tables")
        }
    }

    /// What single commands ask the manager for, beyond what every change does.
    private func actions() -> Finding? {
        let uses = [
            ("CoreShowChannels", "call list"), ("Hangup", "call hangup"), ("Originate", "call originate"), ("DeviceStateList", "state"),
            ("Reload", "system reload core"),
        ]
        return attempt("manager actions") {
            let allowed = try system.manager().allowedActions()
            let lost = uses.filter { !allowed.contains($0.0.lowercased()) }
            guard !lost.isEmpty else { return Finding("manager actions", .ok, uses.map(\.0).joined(separator: ", ")) }
            let classes = lost.compactMap { ManagerPrivilege.classes[$0.0.lowercased()]?.joined(separator: " or ") }
            return Finding(
                "manager actions", .warning, "not allowed: \(lost.map { "\($0.0) (\($0.1))" }.joined(separator: ", "))",
                remedy: "give the manager user \(Set(classes).sorted().joined(separator: ", ")) in its write= line of manager.conf")
        }
    }

    private func clock() -> Finding? { attempt("clock") { try ClockExamination(database: system.database()).finding() } }

    private func mark() -> Finding? {
        attempt("unfinished changes") {
            guard let found = try FreePBXUnfinishedMark(system: system).read() else { return Finding("unfinished changes", .ok, "none") }
            let own = (try system.scope.journal?.brokenOff(on: system.profile.pbxIdentity) ?? []).contains { $0.entry.id == found.id }
            guard !own else { return Finding("unfinished changes", .warning, "\(found.id), of this machine", remedy: "pbxctl recover") }
            return Finding("unfinished changes", PBXError.brokenOffElsewhere(found.id, by: found.who))
        }
    }

    private func lock() -> Finding? {
        attempt("lock") {
            let database = try system.database()
            let name = "pbxctl:" + (try database.value("SELECT DATABASE()") ?? "")
            guard let holder = try database.value("SELECT IS_USED_LOCK(\(name))") else { return Finding("lock", .ok, "free") }
            return Finding(
                "lock", .warning, "another pbxctl changes the PBX (database connection \(holder))",
                remedy: "wait for it; if it hangs, end it, and `pbxctl recover` puts right what it left")
        }
    }

    /// Deleting a mailbox moves its folder; changing messages writes them.
    private func rights() -> Finding? {
        attempt("file rights") {
            guard let host = try system.host() else { return nil }
            let spool = try system.spoolDirectory()
            let denied = try HostExamination(host: host).unusable(["\(spool)/voicemail", "\(spool)/voicemail/default"])
            guard !denied.isEmpty else { return Finding("file rights", .ok, "\(spool)/voicemail can be read and written") }
            return Finding(
                "file rights",
                PBXError(
                    .notPermitted, denied.joined(separator: ", "), "this user may not read and write it",
                    remedy: "run pbxctl as root or as Asterisk's user, or join its group"))
        }
    }

    /// Asterisk writes the file itself, in place, when it is told to over the manager.
    private func voicemailFile() -> Finding? {
        attempt("voicemail.conf") {
            guard let host = try system.host() else { return nil }
            let path = "\(try system.etcDirectory())/\(FreePBXVoicemailFile.name)"
            guard let file = try host.status(of: path), let spool = try host.status(of: system.spoolDirectory() + "/voicemail") else { return nil }
            let isWritable = spool.owner == 0 || file.mode & 0o002 != 0 || file.owner == spool.owner && file.mode & 0o200 != 0
                || file.group == spool.group && file.mode & 0o020 != 0
            guard !isWritable else { return Finding("voicemail.conf", .ok, "\(path) is Asterisk's to write") }
            return Finding(
                "voicemail.conf",
                PBXError(
                    .notPermitted, path, "Asterisk's user may not write it, so that no mailbox can be made or changed",
                    remedy: "chown \(spool.owner):\(spool.group) \(path) and chmod 664, or `fwconsole chown`"))
        }
    }

    /// What a change of messages that was broken off leaves in a mailbox: until it is gone Asterisk stores nothing there.
    private func mailboxLocks() -> Finding? {
        attempt("mailbox locks") {
            guard let host = try system.host() else { return nil }
            let root = try system.spoolDirectory() + "/voicemail"
            guard try host.status(of: root) != nil else { return nil }
            let command = HostCommand(
                "find", [root + "/", "-maxdepth", "3", "-name", FreePBXMailboxKey.name, "-mmin", "+1", "-printf", "%h\n"])
            let result = try host.run(command, deadline: Deadline(after: .seconds(20)))
            let left = result.outputText.split(separator: "\n").map(String.init)
            guard let first = left.first else { return Finding("mailbox locks", .ok, "none left over") }
            return Finding(
                "mailbox locks", .warning, "\(left.count) of a change that was broken off: \(first)",
                remedy: "`pbxctl recover` where it was made; Asterisk stores no message there until then")
        }
    }

    private func disk() -> Finding? {
        attempt("disk") { try system.host().map { HostExamination(host: $0).disk("disk", try system.spoolDirectory() + "/voicemail") } }
    }

    private func extensionMode() -> Finding? {
        attempt("extensions") {
            try system.settings().separatesDevicesFromUsers
                ? Finding(
                    "extensions", .warning, "devices and users are apart (AMPEXTENSIONS = deviceanduser)",
                    remedy: "extensions can be read here, and changed in FreePBX's own interface")
                : Finding("extensions", .ok, "\(try system.database().value("SELECT COUNT(*) FROM users") ?? "0")")
        }
    }

    private func files() -> Finding? {
        attempt("files") {
            let spool = try system.spoolDirectory()
            guard let host = try system.host() else {
                return Finding(
                    "files", .warning, "\(spool) is not on this host", remedy: "voicemail and reloads need them: \(HostAddress.remedy)")
            }
            for folder in ["\(spool)/voicemail", try system.etcDirectory()] where try host.status(of: folder) != nil {
                _ = try host.list(folder)
            }
            return Finding("files", .ok, spool)
        }
    }

    private func program() -> Finding? {
        attempt("fwconsole") {
            guard let host = try system.host() else { return nil }
            let path = try system.fwconsole()
            guard try host.status(of: path) != nil else {
                return Finding("fwconsole", .failed, "\(path) is not there", remedy: "set fwconsole in the profile")
            }
            return Finding("fwconsole", .ok, path)
        }
    }

    private func zone() -> Finding? {
        attempt("time zone") { Finding("time zone", .ok, try FreePBXCallRecordZone(system: system).zone().name) }
    }

    private func pending() -> Finding? {
        attempt("reload") {
            try FreePBXReloadMark(system: system).isSet()
                ? Finding("reload", .warning, "changes wait to be applied", remedy: "pbxctl system reload")
                : Finding("reload", .ok, "nothing waits")
        }
    }

    private func attempt(_ link: String, _ body: () throws -> Finding?) -> Finding? {
        do { return try body() } catch { return Finding(link, PBXError(error)) }
    }
}
