extension PhoneSystem {
    public var ringGroups: (any RingGroups)? { nil }
    public var followMeLists: (any FollowMeLists)? { nil }
    public var callForwards: (any CallForwards)? { nil }
    public var registrations: (any Registrations)? { nil }
    public var extensionStates: (any ExtensionStates)? { nil }
    public var queues: (any Listing<Queue>)? { nil }
    public var ivrs: (any Listing<IVR>)? { nil }
    public var timeConditions: (any Listing<TimeCondition>)? { nil }
    public var callFlows: (any CallFlows)? { nil }
    public var conferences: (any Listing<Conference>)? { nil }
    public var announcements: (any Listing<Announcement>)? { nil }
    public var recordings: (any SystemRecordings)? { nil }
    public var musicOnHold: (any Listing<MusicOnHoldClass>)? { nil }
    public var outboundRoutes: (any OutboundRoutes)? { nil }
    public var targets: (any AvailableTargets)? { nil }
    public var administrators: (any Administrators)? { nil }
    public var switchCache: any SwitchCache { NoSwitchCache() }
}
struct NoSwitchCache: SwitchCache {
    func reloadExtensions() throws -> Int { 0 }
    func flush() throws -> String { "" }
}
extension Voicemail {
    public func forEachBox(_ options: ReadOptions, _ body: (VoicemailBox) throws -> Void) throws {}
    public func download(_ id: String, of mailbox: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {}
    public func delete(_ selection: MessageSelection, of mailbox: String, dryRun: Bool) throws -> [VoicemailMessage] { [] }
    public func move(_ selection: MessageSelection, of mailbox: String, to folder: String, dryRun: Bool) throws -> [VoicemailMessage] { [] }
    public func mark(_ selection: MessageSelection, of mailbox: String, read: Bool, dryRun: Bool) throws -> [VoicemailMessage] { [] }
}
