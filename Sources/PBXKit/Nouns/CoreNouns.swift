import Glibc

/// Extensions: what can be asked of and done to them.
public protocol Extensions {
    /// Lends the extensions to `body` in the natural order of their numbers.
    func forEach(_ options: ReadOptions, _ body: (Extension) throws -> Void) throws
    /// One extension by number, or on FusionPBX by uuid. Throws `.notFound`.
    func find(_ identifier: String, _ options: ReadOptions) throws -> Extension
    /// Everything the PBX stores about one extension with its live keys, or about all without them (R19, R20).
    func dump(_ number: String?, reveal: Bool, _ body: (Cell) throws -> Void) throws
    /// Throws `.conflict` where the number is taken, `.usage` where it or a value is not acceptable.
    func planAdd(_ number: String, type: ExtensionType, driver: Extension.Driver?, _ change: ExtensionChange) throws -> Plan
    /// Throws `.notFound`.
    func planSet(_ number: String, _ change: ExtensionChange) throws -> Plan
    /// Do-not-disturb, forwards and the follow-me list at once. Throws `.notFound`.
    func planDiversion(_ number: String, _ diversion: CallDiversion) throws -> Plan
    /// A new secret, made as the PBX makes them; the plan has it to be printed. Throws `.conflict` where there is no phone.
    func planRotateSecret(_ number: String) throws -> Plan
    /// A new extension that is set as `source` is, where `change` says nothing else.
    func planCopy(of source: String, to number: String, _ change: ExtensionChange) throws -> Plan
    /// Throws `.notFound`, and `.conflict` with a list where something still refers to the number.
    func planDelete(_ number: String, mailbox: MailboxFate, references: ReferenceHandling) throws -> Plan
    /// Numbers that begin with `prefix`, with names, for completion.
    func suggestions(prefix: String) throws -> [Suggestion]
}

/// What becomes of the mailbox when its extension is deleted.
public enum MailboxFate: String, Sendable, CaseIterable { case keep, delete }

/// What deleting a number does about objects that still refer to it.
public enum ReferenceHandling: Sendable {
    /// Refuse and list them.
    case refuse
    /// Take the references out.
    case cascade
    /// Leave them dangling.
    case leave
}

/// Inbound numbers (DIDs).
public protocol InboundNumbers {
    func forEach(_ options: ReadOptions, _ body: (InboundNumber) throws -> Void) throws
    /// All routes of a number: several where FreePBX tells callers apart, or several domains have it. Throws `.notFound`.
    func find(_ did: String, _ options: ReadOptions) throws -> [InboundNumber]
    func planAdd(_ did: String, callerID: String?, _ change: InboundNumberChange) throws -> Plan
    func planSet(_ did: String, callerID: String?, _ change: InboundNumberChange) throws -> Plan
    /// Throws `.notFound`, and `.conflict` with a list where something still refers to the number.
    func planDelete(_ did: String, callerID: String?, references: ReferenceHandling) throws -> Plan
    func suggestions(prefix: String) throws -> [Suggestion]
}

extension InboundNumbers {
    /// Deletes what nothing refers to.
    public func planDelete(_ did: String, callerID: String?) throws -> Plan {
        try planDelete(did, callerID: callerID, references: .refuse)
    }
}

/// Call detail records.
public protocol CallRecords {
    /// The zone that times without an offset are read in: asked for, the profile's, or the PBX's own.
    func timeZone() throws -> TimeZoneRules
    /// Throws `.usage` where a cursor was not made for this PBX and this kind of listing. Asks no PBX.
    func check(_ query: CallRecordQuery) throws
    /// Lends the wanted fields of the records that match to `body`, in the query's order, as the database sends them: bytes
    /// that lie in its buffer, with the PBX's own columns where `options` asks for them. `expecting` is told beforehand
    /// about how many there will be, where the database can tell.
    func stream(
        _ query: CallRecordQuery, _ fields: [CallRecord.Field], _ options: ReadOptions, expecting: ((Int) -> Void)?,
        _ body: (RowFields, _ raw: Cell?) throws -> Void
    ) throws
    /// Finds the call that a record is of, by the record's id or the call's. Throws `.notFound`.
    func find(_ id: String) throws -> CallIdentity
    /// The file of a recording that a record names, and what there is of it. `start` is the record's, as `stream` lends it.
    func recording(_ name: String, start: String?) throws -> CallRecording
    /// Sums of the records that match, made by the database.
    func statistics(_ query: CallRecordQuery, _ request: CallStatisticsRequest, _ body: (CallStatistics) throws -> Void) throws
    /// Something that changes whenever a record was added that began at `start` (Unix time in seconds) or after, and costs
    /// much less than reading them.
    func changeMark(since start: Int) throws -> String
}

extension CallRecords {
    public func stream(
        _ query: CallRecordQuery, _ fields: [CallRecord.Field], _ options: ReadOptions, _ body: (RowFields, _ raw: Cell?) throws -> Void
    ) throws {
        try stream(query, fields, options, expecting: nil, body)
    }
}

/// Which call records are wanted. Conditions not given do not narrow.
public struct CallRecordQuery: Sendable, Equatable {
    /// Unix time in seconds; calls that began at or after it.
    public var start: Int?
    /// Unix time in seconds; calls that began at or before it.
    public var end: Int?
    public var source: String?
    public var destination: String?
    public var did: String?
    /// nil: all.
    public var limit: Int?
    public var minimumDurationSeconds: Int?
    public var disposition: CallRecord.Disposition?
    public var direction: CallRecord.Direction?
    /// FusionPBX: second legs and lost races as well.
    public var includesAllLegs = false
    /// One record for each call: numbers narrow by any of its legs, the rest by the call as a whole.
    public var byCall = false
    /// The oldest first, not the newest.
    public var oldestFirst = false
    /// Only what comes after the record that this cursor was made for, in the query's order.
    public var after: CallRecordCursor?
    /// Only this call's.
    public var call: CallIdentity?

    public init() {}
}

/// Calls: placing them, seeing those that are up, ending them.
public protocol Calls {
    /// Rings `source` first and, when it answers, `destination`. Throws `.notPermitted` where a given secret is wrong,
    /// `.notFound` where the source is no extension, `.timedOut` where a wait ran out.
    func originate(_ request: OriginateRequest) throws -> OriginatedCall
    /// The parties of the calls that are up now, a record for each channel, oldest call first.
    func live(_ options: ReadOptions) throws -> [LiveCall]
    /// Sends a party to another number, as a blind transfer does; who it talked to is let go. Throws `.notFound` where it has
    /// ended.
    func transfer(_ call: LiveCall, to destination: String) throws
    /// Asks the switch to end these. One that has ended meanwhile is no error.
    func end(_ calls: [LiveCall]) throws
}

extension Calls {
    /// Ends calls and waits until the switch does not list them any more. Throws `.failed` where it still does after
    /// `patience`.
    public func hangUp(_ calls: [LiveCall], patience: Duration = .seconds(10)) throws {
        guard !calls.isEmpty else { return }
        try end(calls)
        let ended = Set(calls.map(\.id))
        let deadline = Deadline(after: patience)
        while true {
            let left = try live(ReadOptions()).filter { ended.contains($0.id) }
            guard let first = left.first else { return }
            guard !deadline.hasPassed else {
                throw PBXError(
                    .failed, "call \(first.id)", "is still up \(patience.inWords) after it was told to end",
                    remedy: "look at it with `pbxctl call list`, and try again")
            }
            usleep(50_000)
        }
    }
}

/// A call to place.
public struct OriginateRequest: Sendable {
    /// Rung first (`destination_a`).
    public var source: String
    /// Rung when the first has answered (`destination_b`).
    public var destination: String
    public var callerIDNumber: String?
    public var callerIDName: String?
    /// When given it has to be the source extension's SIP secret.
    public var secret: Secret?
    public var autoAnswer = false
    /// Wait until it is known what became of the destination.
    public var waits = false
    /// Longest wait and longest ringing.
    public var timeout: Duration = .seconds(60)

    public init(source: String, destination: String) {
        self.source = source
        self.destination = destination
    }
}

/// Tenants.
public protocol Domains {
    func all(_ options: ReadOptions) throws -> [Domain]
    /// By name or uuid. Throws `.notFound`.
    func find(_ nameOrUUID: String, _ options: ReadOptions) throws -> Domain
}
