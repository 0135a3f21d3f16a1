/// Call detail records.
public protocol CallRecords {
    /// The zone that times without an offset are read in: asked for, the profile's, or the PBX's own.
    func timeZone() throws -> TimeZoneRules
    /// Throws `.usage` where a cursor was not made for this PBX and this kind of listing. Asks no PBX.
    func check(_ query: CallRecordQuery) throws
    /// Lends the wanted fields of the records that match to `body`, in the query's order, as the database sends them: bytes
    /// that lie in its buffer, with the PBX's own columns where `options` asks for them.
    func stream(
        _ query: CallRecordQuery, _ fields: [CallRecord.Field], _ options: ReadOptions,
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

/// A call as its records know it.
public struct CallIdentity: Sendable, Equatable {
    /// What its legs share.
    public var id: String
    /// When one of its legs began, as the database has it; nil where that is not known. Its other legs began within a day
    /// of that.
    var start: String?
    /// Whether its records name no call: then its id is a record's own.
    var isAlone = false
}

/// The recording of a call, or of a part of one.
public struct CallRecording: Sendable, Equatable {
    /// As the record names it.
    public var name: String
    /// On the PBX's host; nil where the name leads to no file of its recordings.
    public var path: String?
    /// Whether the file is there; nil where the host's files cannot be looked at.
    public var exists: Bool?
    public var sizeBytes: Int?

    /// Looks at the file, where there is a host to look at.
    init(name: String, path: String?, on host: (any Host)?) throws {
        self.name = name
        self.path = path
        guard let host else { return }
        let status = try path.flatMap { try host.status(of: $0) }
        exists = status != nil
        sizeBytes = status.map { Int($0.size) }
    }
}
