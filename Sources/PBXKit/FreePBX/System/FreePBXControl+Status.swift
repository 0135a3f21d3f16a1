/// What `status` asks a FreePBX itself.
extension FreePBXControl {
    func release() throws -> String? {
        try system.database().value("SELECT value FROM admin WHERE variable = 'version'")
    }

    func runningSwitch() throws -> RunningSwitch {
        let manager = try system.manager()
        var running = RunningSwitch(name: "Asterisk", version: try manager.asteriskVersion())
        // Its own clock's date and time, without a zone. The zone needs the database, which may be down.
        let core = try manager.perform(ManagerAction("CoreStatus"))
        if let date = core["CoreStartupDate"], let time = core["CoreStartupTime"], let start = LocalTime("\(date) \(time)"),
            let zone = try? switchZone()
        {
            running.uptimeSeconds = Int(max(0, Timestamp.now().seconds - zone.timestamp(of: start).seconds))
        }
        return running
    }

    /// The zone of the clock on Asterisk's host; what the caller wants times shown in does not count.
    private func switchZone() throws -> TimeZoneRules {
        try system.host().map { try .ofHost($0) } ?? FreePBXCallRecordZone(system: system).zone()
    }

    func soundFolders() throws -> SoundFolders {
        let spool = try system.spoolDirectory()
        guard let host = try system.host() else {
            throw PBXError(.unreachable, spool, "is not on this host", remedy: HostAddress.remedy)
        }
        let recordings = try system.settings().textIfAny("MIXMON_DIR") ?? "\(spool)/monitor"
        return SoundFolders(host: host, voicemail: "\(spool)/voicemail", recordings: recordings)
    }
}
