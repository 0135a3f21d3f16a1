/// What FreePBX's own settings say, with the profile before them.
extension FreePBXSystem {
    func hasModule(_ name: String) throws -> Bool { try modules().contains(name) }

    // MARK: - Folders and programs: the profile's word, else the PBX's own

    func etcDirectory() throws -> String { try profile.paths[.asteriskEtc]?.value ?? settings().etcDirectory }
    func spoolDirectory() throws -> String { try profile.paths[.asteriskSpool]?.value ?? settings().spoolDirectory }
    func fwconsole() throws -> String { try profile.paths[.fwconsole]?.value ?? settings().fwconsole }

    /// FreePBX: `ASTSPOOLDIR/voicemail/<context>/<mailbox>`.
    func mailboxFolder(_ number: String, context: String) throws -> String {
        guard !context.contains("/"), !context.hasPrefix("."), FreePBXExtensions.isNumber(number) else {
            throw PBXError(.failed, "mailbox \(number)", "its context '\(FreePBXInput.shown(context))' is no folder name")
        }
        return "\(try spoolDirectory())/voicemail/\(context)/\(number)"
    }

    /// The zone that times are shown in: asked for, else the profile's, else the PBX's own.
    func shownZone(or zone: @autoclosure () throws -> TimeZoneRules) throws -> TimeZoneRules {
        if let name = scope.timeZone ?? profile.timeZone?.value { return try TimeZoneRules.named(name) }
        return try zone()
    }

    /// The zone that moments are shown in: as `shownZone`, else the one of the PBX's own clock.
    func clockZone() throws -> TimeZoneRules {
        try shownZone(or: host().map { try .ofHost($0) } ?? FreePBXCallRecordZone(system: self).zone())
    }

    /// In `deviceanduser` mode devices and users are two things that pbxctl does not tell apart.
    func checkExtensionsCanBeWritten() throws {
        guard try settings().separatesDevicesFromUsers else { return }
        throw PBXError.notOffered(
            "changing extensions", by: .freepbx,
            nearest: "this one keeps devices and users apart (AMPEXTENSIONS = deviceanduser): use its web interface")
    }

    // MARK: - Addresses

    func managerAddress() throws -> ManagerAddress {
        if let address = profile.managers.first?.value { return address }
        return try storedSettings().managerAddress
    }

    func callRecordAddress() throws -> DatabaseAddress {
        if let address = profile.callRecordDatabase?.value { return address }
        guard let own = profile.database?.value else {
            throw PBXError(
                .unreachable, "the call records' database", "no address is known", remedy: "set cdr_database in the profile")
        }
        return try storedSettings().callRecordAddress(beside: own)
    }
}
