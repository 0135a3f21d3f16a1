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

    func findings() -> [Finding] { [domain(), files(), zone()].compactMap { $0 } }

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
