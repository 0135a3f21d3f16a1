/// A FusionPBX on FreeSWITCH, administered through its PostgreSQL database and its event sockets.
public final class FusionPBXSystem: PhoneSystem {
    public let profile: Profile
    let connection: FusionPBXConnection

    /// Opens nothing yet. Throws `.usage` where the profile is not one of a FusionPBX.
    public init(profile: Profile, scope: Scope) throws {
        guard profile.kind == .fusionpbx else {
            throw PBXError(.usage, "profile \(profile.name)", "is of a \(profile.kind.title), not of a FusionPBX")
        }
        self.profile = profile
        connection = try FusionPBXConnection(profile: profile, scope: scope)
    }

    public var extensions: (any Extensions)? { FusionPBXExtensions(connection: connection) }
    public var inboundNumbers: (any InboundNumbers)? { FusionPBXInboundNumbers(connection: connection) }
    public var callRecords: (any CallRecords)? { FusionPBXCallRecords(connection: connection) }
    public var calls: (any Calls)? { FusionPBXCalls(connection: connection) }
    public var voicemail: (any Voicemail)? { FusionPBXVoicemail(connection: connection) }
    public var domains: (any Domains)? { FusionPBXDomains(connection: connection) }
    public var ringGroups: (any RingGroups)? { FusionPBXRingGroups(connection: connection) }
    public var followMeLists: (any FollowMeLists)? { FusionPBXFollowMeLists(connection: connection) }
    public var callForwards: (any CallForwards)? { FusionPBXCallForwards(connection: connection) }
    public var blockList: (any BlockList)? { FusionPBXBlockList(connection: connection) }
    public var registrations: (any Registrations)? { FusionPBXRegistrations(connection: connection) }
    public var extensionStates: (any ExtensionStates)? { FusionPBXExtensionStates(connection: connection) }
    public var callFlows: (any CallFlows)? { FusionPBXCallFlows(connection: connection) }
    public var queues: (any Queues)? { FusionPBXQueues(connection: connection) }
    public var ivrs: (any Listing<IVR>)? { FusionPBXIVRs(connection: connection) }
    public var timeConditions: (any TimeConditions)? { FusionPBXTimeConditions(connection: connection) }
    public var conferences: (any Listing<Conference>)? { FusionPBXConferences(connection: connection) }
    /// FusionPBX has recordings and phrases instead.
    public var announcements: (any Listing<Announcement>)? { nil }
    public var recordings: (any SystemRecordings)? { FusionPBXRecordings(connection: connection) }
    public var musicOnHold: (any Listing<MusicOnHoldClass>)? { FusionPBXMusicOnHold(connection: connection) }
    public var outboundRoutes: (any OutboundRoutes)? { FusionPBXOutboundRoutes(connection: connection) }
    public var trunks: (any Trunks)? { FusionPBXTrunks(connection: connection) }
    public var targets: (any AvailableTargets)? { FusionPBXAvailableTargets(connection: connection) }
    public var callPaths: (any CallPaths)? { FusionPBXCallPaths(connection: connection) }
    public var administrators: (any Administrators)? { FusionPBXAdministrators(connection: connection) }
    public var switchCache: any SwitchCache { FusionPBXSwitchCache(connection: connection) }
    public var control: any SystemControl { FusionPBXControl(connection: connection) }

    public func carryOut(_ plan: Plan) throws { try FusionPBXWriter(connection: connection).carryOut(plan) }

    public func assuming<Result>(_ coming: Set<String>, _ body: () throws -> Result) throws -> Result {
        connection.coming = coming
        defer { connection.coming = [] }
        return try body()
    }

    public func check(_ readings: [Reading]) throws { try connection.database().check(readings) }

    public func domainName() throws -> String? { try connection.domain().name }

    public func recover() throws -> [Recovery] { try FusionPBXRecovery(connection: connection).recoverAll() }

    public func forgetBrokenOff(_ id: String) throws {
        let mark = FusionPBXUnfinishedMark(connection: connection)
        guard try mark.all().contains(where: { $0.id == id }) else { throw PBXError.nothingBrokenOff(id) }
        try mark.clear(id)
    }

    public func withLeftovers(_ plan: Plan) throws -> Plan {
        try FusionPBXBlockList(connection: connection).withLeftovers(FusionPBXTrunks(connection: connection).withLeftovers(plan))
    }

    public func discoveredSettings() throws -> [ReportedSetting] {
        try FusionPBXExamination(connection: connection).discoveredSettings()
    }

    public func note(command: String) { connection.scope.journal?.author.command = command }

    public func close() { connection.close() }
}
