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
