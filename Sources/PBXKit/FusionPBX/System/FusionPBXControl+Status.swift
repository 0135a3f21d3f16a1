/// What `status` asks a FusionPBX itself.
extension FusionPBXControl {
    func release() throws -> String? {
        let database = try connection.database()
        guard try !database.columns(of: "v_software").isEmpty else { return nil }
        return try database.value("SELECT software_version FROM v_software LIMIT 1")
    }

    /// Of several nodes the first that answers.
    func runningSwitch() throws -> RunningSwitch {
        let node = try connection.reachableNode()
        var running = RunningSwitch(name: "FreeSWITCH")
        // `FreeSWITCH Version 1.10.12-release~64bit (-release  64bit)`
        let words = try node.ask("version").split(whereSeparator: \.isWhitespace).map(String.init)
        running.version = words.firstIndex(of: "Version").flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
            .map { String($0.prefix { $0 != "~" }) }
        running.uptimeSeconds = try Int(node.ask("uptime s"))
        return running
    }

    func soundFolders() throws -> SoundFolders {
        let paths = connection.profile.paths
        let domain = connection.scope.allDomains ? nil : try connection.domain()
        let settings = try domain.map(connection.settings) ?? FusionPBXSettings.read(from: connection.database())
        let voicemail = paths[.switchVoicemail]?.value ?? paths[.switchStorage].map { "\($0.value)/voicemail" } ?? settings.voicemailDirectory
        let recordings = paths[.switchRecordings]?.value ?? settings.recordingsDirectory
        let host = connection.host
        guard try connection.isHostKnown && [voicemail, recordings].contains(where: { try host.status(of: $0) != nil }) else {
            throw PBXError(.unreachable, voicemail, "is not on \(host.name)", remedy: HostAddress.remedy)
        }
        guard let domain, FusionPBXCommand.isWord(domain.name), ![".", ".."].contains(domain.name) else {
            return SoundFolders(host: host, voicemail: voicemail, recordings: recordings)
        }
        return SoundFolders(host: host, voicemail: "\(voicemail)/default/\(domain.name)", recordings: "\(recordings)/\(domain.name)")
    }
}
