import Glibc

/// A FreePBX: its databases, the Asterisk it manages and, where they can be reached, the files of its host.
public final class FreePBXSystem: PhoneSystem {
    public let profile: Profile
    public private(set) var scope: Scope

    private var openDatabase: (any Database)?
    private var openCallRecordDatabase: (any Database)?
    private var openManager: AsteriskManager?
    private var knownHost: (any Host)??
    private var knownSettings: FreePBXSettings?
    private var knownSettingRows: FreePBXSettings?
    private var knownCatalogue: FreePBXCatalogue?
    private var knownModules: Set<String>?
    private var knownVoicemailFile: FreePBXVoicemailFile?
    private var knownRelease: Int?
    private var markToConfirm: ContinuousClock.Instant?
    /// What plans of many objects read, while they are made.
    private(set) var snapshot: FreePBXSnapshot?

    /// Targets that the plan in the making adds: `extension:1001`.
    private(set) var coming: Set<String> = []

    public init(profile: Profile, scope: Scope) throws {
        guard scope.domain == nil, !scope.allDomains else {
            throw PBXError.notOffered(
                scope.allDomains ? "--all-domains" : "--domain", by: .freepbx, nearest: "leave --domain out: a FreePBX is one tenant")
        }
        self.profile = profile
        self.scope = scope
    }

    public var extensions: (any Extensions)? { FreePBXExtensions(system: self) }
    public var inboundNumbers: (any InboundNumbers)? { FreePBXInboundNumbers(system: self) }
    public var callRecords: (any CallRecords)? { FreePBXCallRecords(system: self) }
    public var calls: (any Calls)? { FreePBXCalls(system: self) }
    public var voicemail: (any Voicemail)? { FreePBXVoicemail(system: self) }
    public var registrations: (any Registrations)? { FreePBXRegistrations(system: self) }
    public var extensionStates: (any ExtensionStates)? { FreePBXExtensionStates(system: self) }
    public var domains: (any Domains)? { nil }
    public var ringGroups: (any RingGroups)? { FreePBXRingGroups(system: self) }
    public var followMeLists: (any FollowMeLists)? { FreePBXFollowMeLists(system: self) }
    public var callForwards: (any CallForwards)? { FreePBXCallForwards(system: self) }
    public var blockList: (any BlockList)? { FreePBXBlockList(system: self) }
    public var queues: (any Queues)? { FreePBXQueues(system: self) }
    public var ivrs: (any Listing<IVR>)? { FreePBXIVRs(system: self) }
    public var timeConditions: (any TimeConditions)? { FreePBXTimeConditions(system: self) }
    public var callFlows: (any CallFlows)? { FreePBXCallFlows(system: self) }
    public var conferences: (any Listing<Conference>)? { FreePBXConferences(system: self) }
    public var announcements: (any Listing<Announcement>)? { FreePBXAnnouncements(system: self) }
    public var recordings: (any SystemRecordings)? { FreePBXSystemRecordings(system: self) }
    public var musicOnHold: (any Listing<MusicOnHoldClass>)? { FreePBXMusicOnHold(system: self) }
    public var outboundRoutes: (any OutboundRoutes)? { FreePBXOutboundRoutes(system: self) }
    public var trunks: (any Trunks)? { FreePBXTrunks(system: self) }
    public var targets: (any AvailableTargets)? { FreePBXAvailableTargets(system: self) }
    public var callPaths: (any CallPaths)? { FreePBXCallPaths(system: self) }
    public var administrators: (any Administrators)? { FreePBXAdministrators(system: self) }
    public var switchCache: any SwitchCache { FreePBXSwitchCache(system: self) }
    public var control: any SystemControl { FreePBXControl(system: self) }

    public func carryOut(_ plan: Plan) throws {
        defer { forgetVoicemailFile() }
        try FreePBXWriter(system: self).carryOut(plan)
    }

    public func check(_ readings: [Reading]) throws {
        try database().check(readings)
        let keys = readings.compactMap { reading -> AstDBStep? in
            if case .key(let family, let key, let value) = reading { AstDBStep(family: family, key: key, before: value, after: nil) } else { nil }
        }
        guard !keys.isEmpty else { return }
        let values = try astDB().values(of: keys.map { AstDBPath(family: $0.family, key: $0.key) })
        for (key, value) in zip(keys, values) where key.before != value { throw SavedPlan.stale("\(key.family)/\(key.key) in AstDB") }
    }

    public func domainName() -> String? { nil }

    public func recover() throws -> [Recovery] {
        _ = try manager()
        return try FreePBXLock(system: self).whileHeld { try FreePBXRecovery(system: self).recoverAll() }
    }

    public func forgetBrokenOff(_ id: String) throws {
        let mark = FreePBXUnfinishedMark(system: self)
        guard try mark.read()?.id == id else { throw PBXError.nothingBrokenOff(id) }
        try mark.clear()
    }

    public func withLeftovers(_ plan: Plan) throws -> Plan { try FreePBXExtensions(system: self).withLeftovers(plan) }

    public func assuming<Result>(_ coming: Set<String>, _ body: () throws -> Result) throws -> Result {
        self.coming = coming
        defer { self.coming = [] }
        return try body()
    }

    public func planning<Result>(_ numbers: [String], _ body: () throws -> Result) throws -> Result {
        forgetVoicemailFile()
        snapshot = FreePBXSnapshot(system: self, numbers: numbers)
        defer { snapshot = nil }
        return try body()
    }

    public func target(stored raw: String) -> Target? { FreePBXTargets.decode(raw) }

    public func discoveredSettings() throws -> [ReportedSetting] {
        try FreePBXExamination(system: self).discoveredSettings()
    }

    public func note(command: String) { scope.journal?.author.command = command }

    public func close() {
        if let moment = markToConfirm { FreePBXReloadMark(system: self).confirmNow(writtenAt: moment) }
        markToConfirm = nil
        openDatabase?.close()
        openCallRecordDatabase?.close()
        openManager?.close()
        openDatabase = nil
        openCallRecordDatabase = nil
        openManager = nil
    }

    /// Drops connections that may be broken; new ones are opened when needed.
    func reconnect() {
        openDatabase?.close()
        openManager?.close()
        openDatabase = nil
        openManager = nil
        forgetVoicemailFile()
    }

    /// At the end of the session the mark for a reload is looked at once more.
    func confirmMarkLater() { markToConfirm = .now }

    // MARK: - Connections

    /// FreePBX's own database, usually called `asterisk`.
    func database() throws -> any Database {
        if let openDatabase { return openDatabase }
        guard let address = profile.database?.value else {
            throw PBXError(
                .unreachable, "FreePBX's database", "no address is known", remedy: "set database in the profile (`pbxctl doctor`)")
        }
        let database = try open(address)
        openDatabase = database
        return database
    }

    func callRecordDatabase() throws -> any Database {
        if let openCallRecordDatabase { return openCallRecordDatabase }
        let database = try open(callRecordAddress())
        openCallRecordDatabase = database
        return database
    }

    /// The manager, without events.
    func manager() throws -> AsteriskManager {
        if let openManager { return openManager }
        let manager = try newManager(events: "off")
        openManager = manager
        return manager
    }

    /// A manager session of its own, for those that listen.
    func newManager(events: String) throws -> AsteriskManager {
        let address = try managerAddress()
        return try profile.open(address, profile.reachable(address)) { address in
            try AsteriskManager(
                address: address, connectTimeout: profile.connectTimeout, silenceTimeout: profile.silenceTimeout, events: events,
                trace: scope.trace)
        }
    }

    func astDB() throws -> FreePBXAstDB {
        FreePBXAstDB(database: AsteriskDatabase(try manager()), readings: scope.readings, snapshot: snapshot)
    }

    private func open(_ address: DatabaseAddress) throws -> any Database {
        let database = try profile.open(address, profile.reachable(address)) {
            try $0.open(connectTimeout: profile.connectTimeout, silenceTimeout: profile.silenceTimeout)
        }
        database.trace = scope.trace
        return scope.readings.map { RecordedDatabase(database, log: $0) } ?? database
    }

    // MARK: - What is read once

    /// FreePBX's settings, with the folders that the running Asterisk was told where its files can be read.
    func settings() throws -> FreePBXSettings {
        if let knownSettings { return knownSettings }
        var settings = try storedSettings()
        if try isThisHost() {
            let folder = profile.paths[.asteriskEtc]?.value ?? settings.etcDirectory
            let source = try? (profile.remoteHost() ?? LocalHost()).readIfPresent("\(folder)/asterisk.conf")?.text
            settings.asteriskDirectories = source.map(AsteriskDirectories.read) ?? [:]
        }
        knownSettings = settings
        return settings
    }

    /// The settings as the table has them.
    func storedSettings() throws -> FreePBXSettings {
        if let knownSettingRows { return knownSettingRows }
        let settings = try FreePBXSettings.read(from: database())
        knownSettingRows = settings
        return settings
    }

    func catalogue() throws -> FreePBXCatalogue {
        if let knownCatalogue { return knownCatalogue }
        let catalogue = try FreePBXCatalogue(reading: database())
        knownCatalogue = catalogue
        return catalogue
    }

    /// Names of the modules that are switched on.
    func modules() throws -> Set<String> {
        if let knownModules { return knownModules }
        let rows = try database().rows("SELECT modulename FROM modules WHERE enabled = 1")
        let modules = Set(rows.compactMap { $0["modulename"] })
        knownModules = modules
        return modules
    }

    func voicemailFile() throws -> FreePBXVoicemailFile {
        if let knownVoicemailFile { return knownVoicemailFile }
        let file: FreePBXVoicemailFile
        do {
            file = try FreePBXVoicemailFile(manager().getConfig(FreePBXVoicemailFile.name))
        } catch let error as PBXError where error.kind == .notFound {
            // A PBX without voicemail: nobody has a mailbox.
            file = FreePBXVoicemailFile()
        }
        knownVoicemailFile = file
        return file
    }

    /// The file with a mailbox that the database says is there.
    ///
    /// Asterisk writes the file in place: who reads it in that moment sees its beginning only. So it is read again, for
    /// half a second, before the mailbox counts as missing.
    func voicemailFile(expecting number: String, in context: String) throws -> FreePBXVoicemailFile {
        for _ in 0..<5 {
            let file = try voicemailFile()
            if file.value(context, number) != nil { return file }
            forgetVoicemailFile()
            usleep(100_000)
        }
        return try voicemailFile()
    }

    /// Others write it, too: FreePBX's reload, phones. Each plan begins with what it says now.
    func forgetVoicemailFile() { if snapshot == nil { knownVoicemailFile = nil } }

    /// FreePBX's major release: 15, 16, 17.
    func release() throws -> Int {
        if let knownRelease { return knownRelease }
        let version = try database().value("SELECT version FROM modules WHERE modulename = 'framework'")
            ?? database().value("SELECT value FROM admin WHERE variable = 'version'")
        let release = version.flatMap { Int($0.prefix { $0 != "." }) } ?? 16
        knownRelease = release
        return release
    }

    /// The PBX's machine, where the profile names it or it is this one; nil where its files cannot be reached. Throws
    /// where the profile names one that is not the PBX's.
    func host() throws -> (any Host)? {
        if let knownHost { return knownHost }
        let host = try profile.remoteHost() ?? LocalHost()
        let isHere = try isThisHost() && host.status(of: spoolDirectory()) != nil
        if let named = profile.host, !isHere {
            throw PBXError(
                .unreachable, try spoolDirectory(), "is not on \(host.name), the host of the profile (\(named.origin))",
                remedy: "correct host or asterisk_spool in the profile")
        }
        knownHost = .some(isHere ? host : nil)
        return isHere ? host : nil
    }

    private func isThisHost() throws -> Bool {
        // A host that the profile names is the PBX's, wherever its manager is.
        if profile.host != nil { return true }
        return try Profile.isLoopback(managerAddress().host)
    }
}
