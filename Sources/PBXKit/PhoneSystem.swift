/// What can be asked of any PBX: one small protocol per noun, nil where this kind of PBX has no such thing.
///
/// Connections are opened when first needed. Blocking; used by one thread.
public protocol PhoneSystem: AnyObject {
    var profile: Profile { get }
    var extensions: (any Extensions)? { get }
    var inboundNumbers: (any InboundNumbers)? { get }
    var callRecords: (any CallRecords)? { get }
    var calls: (any Calls)? { get }
    var voicemail: (any Voicemail)? { get }
    var domains: (any Domains)? { get }
    var ringGroups: (any RingGroups)? { get }
    var followMeLists: (any FollowMeLists)? { get }
    var callForwards: (any CallForwards)? { get }
    var blockList: (any BlockList)? { get }
    var registrations: (any Registrations)? { get }
    var extensionStates: (any ExtensionStates)? { get }
    var queues: (any Queues)? { get }
    var ivrs: (any Listing<IVR>)? { get }
    var timeConditions: (any TimeConditions)? { get }
    var callFlows: (any CallFlows)? { get }
    var conferences: (any Listing<Conference>)? { get }
    var announcements: (any Listing<Announcement>)? { get }
    var recordings: (any SystemRecordings)? { get }
    var musicOnHold: (any Listing<MusicOnHoldClass>)? { get }
    var outboundRoutes: (any OutboundRoutes)? { get }
    var trunks: (any Trunks)? { get }
    var targets: (any AvailableTargets)? { get }
    var callPaths: (any CallPaths)? { get }
    var administrators: (any Administrators)? { get }
    var switchCache: any SwitchCache { get }
    var control: any SystemControl { get }

    /// Carries out a plan, whole or not at all: under the PBX-wide lock, after checking that what it read still holds.
    ///
    /// Throws `.conflict` where something changed meanwhile, `.unreachable` where a part of the PBX does not answer;
    /// what had been done is undone then.
    func carryOut(_ plan: Plan) throws

    /// Whether what was read to make a plan still is as it was. Throws `.conflict` where it is not.
    func check(_ readings: [Reading]) throws

    /// Brings writes that were broken off on this machine by this user to their beginning or their end.
    ///
    /// Throws `.conflict` where one was broken off elsewhere.
    func recover() throws -> [Recovery]

    /// Takes away what a write that was broken off on another machine left to be seen. Throws `.notFound`.
    func forgetBrokenOff(_ id: String) throws

    /// Runs `body`, which plans changes to all of these numbers: what their plans read is read for all of them at once.
    func planning<Result>(_ numbers: [String], _ body: () throws -> Result) throws -> Result

    /// Runs `body`, which plans as if these were there already: targets (`extension:1001`) that an earlier part of the same
    /// plan adds.
    func assuming<Result>(_ coming: Set<String>, _ body: () throws -> Result) throws -> Result

    /// A plan that takes a change back, with what the PBX itself has made of the change since and would be left of it.
    func withLeftovers(_ plan: Plan) throws -> Plan

    /// The target that a string of this PBX's own leads to; nil where the string cannot tell.
    func target(stored raw: String) -> Target?

    /// The domain that commands are about; nil where the PBX has none. Throws `.usage` where several come into question.
    func domainName() throws -> String?

    /// What the PBX's own settings add to the profile: manager, directories, zone. Throws where its database does not
    /// answer.
    func discoveredSettings() throws -> [ReportedSetting]

    /// The command line that the changes from now on are written down under.
    func note(command: String)

    /// Ends all connections.
    func close()
}

extension PhoneSystem {
    public var kind: PBXKind { profile.kind }

    public func planning<Result>(_ numbers: [String], _ body: () throws -> Result) throws -> Result { try body() }
    public func withLeftovers(_ plan: Plan) throws -> Plan { plan }
    public func target(stored raw: String) -> Target? { nil }
}

/// How much a running switch is asked for what the database does not say.
public enum SwitchReading: Sendable {
    case all
    /// Its configuration files, and not what changes from call to call.
    case files
    case nothing
}

/// How much of a thing is read.
public struct ReadOptions: Sendable {
    /// Passwords and PINs in clear.
    public var reveal = false
    /// The PBX's own columns and keys beside the common ones.
    public var raw = false
    /// Less leaves what only the switch knows as if there were nothing; finding one by name asks for all.
    public var asking = SwitchReading.all
    /// Which objects a listing lends; finding one by name does not go by it.
    public var filter = ListingFilter()

    public init(reveal: Bool = false, raw: Bool = false) {
        self.reveal = reveal
        self.raw = raw
    }
}

/// A value for shell completion with a word about it: `1001`, `Front desk`.
public struct Suggestion: Sendable, Equatable {
    public var value: String
    public var description: String

    public init(_ value: String, _ description: String) {
        self.value = value
        self.description = description
    }
}
