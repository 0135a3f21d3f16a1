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

    func findings() -> [Finding] { [extensionMode(), files(), program(), zone(), pending()].compactMap { $0 } }

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
