/// A place where FreePBX stores a number or a destination of something else.
struct FreePBXReferencePlace: Sendable {
    /// How the number stands there, and what taking it out means.
    enum Form: Sendable {
        /// A destination string; taken out, calls are hung up there.
        case destination
        /// A destination string whose row has no purpose without it.
        case destinationRow
        /// Numbers joined by `-`; the number is taken out of the list.
        case list
        /// The number itself; the row is taken out.
        case numberRow
        /// `Local/1001@from-queue/n,0`; the row is taken out.
        case queueMember
        /// A caller id that shows the number; taken out, there is none.
        case callerID
    }

    var table: String
    var column: String
    var form: Form
    /// What the user calls the object: `ring group`.
    var noun: String
    /// The column with its number or id.
    var id: String
    /// Columns that tell its rows apart.
    var keys: [String]

    static let all: [FreePBXReferencePlace] = calls + groups

    /// Where a number is shown to whoever is called: of those numbers that the outside knows.
    static let callerIDs = [
        Self(table: "users", column: "outboundcid", form: .callerID, noun: "outbound caller id of extension", id: "extension", keys: ["extension"]),
        Self(table: "devices", column: "emergency_cid", form: .callerID, noun: "emergency caller id of extension", id: "id", keys: ["id"]),
        Self(table: "outbound_routes", column: "outcid", form: .callerID, noun: "caller id of outbound route", id: "route_id", keys: ["route_id"]),
        Self(table: "trunks", column: "outcid", form: .callerID, noun: "caller id of trunk", id: "trunkid", keys: ["trunkid", "tech", "channelid"]),
    ]

    private static let calls = [
        Self(table: "incoming", column: "destination", form: .destination, noun: "inbound number", id: "extension", keys: ["extension", "cidnum"]),
        Self(table: "ivr_entries", column: "dest", form: .destinationRow, noun: "option of IVR", id: "ivr_id", keys: ["ivr_id", "selection", "dest"]),
        Self(table: "ivr_details", column: "invalid_destination", form: .destination, noun: "invalid choice of IVR", id: "id", keys: ["id"]),
        Self(table: "ivr_details", column: "timeout_destination", form: .destination, noun: "time-out of IVR", id: "id", keys: ["id"]),
        Self(table: "announcement", column: "post_dest", form: .destination, noun: "announcement", id: "announcement_id", keys: ["announcement_id"]),
        Self(table: "timeconditions", column: "truegoto", form: .destination, noun: "time condition", id: "timeconditions_id", keys: ["timeconditions_id"]),
        Self(table: "timeconditions", column: "falsegoto", form: .destination, noun: "time condition", id: "timeconditions_id", keys: ["timeconditions_id"]),
        Self(table: "daynight", column: "dest", form: .destination, noun: "call flow", id: "ext", keys: ["ext", "dmode", "dest"]),
        Self(table: "outbound_routes", column: "dest", form: .destination, noun: "failover of outbound route", id: "route_id", keys: ["route_id"]),
        Self(table: "callrecording", column: "dest", form: .destination, noun: "call recording", id: "callrecording_id", keys: ["callrecording_id"]),
        Self(table: "setcid", column: "dest", form: .destination, noun: "set caller id", id: "cid_id", keys: ["cid_id"]),
        Self(table: "parkplus", column: "dest", form: .destination, noun: "parking lot", id: "id", keys: ["id"]),
        Self(table: "directory_details", column: "invalid_destination", form: .destination, noun: "directory", id: "id", keys: ["id"]),
        Self(table: "fax_incoming", column: "destination", form: .destination, noun: "fax of inbound number", id: "extension", keys: ["extension", "cidnum"]),
        Self(table: "users", column: "noanswer_dest", form: .destination, noun: "no-answer target of extension", id: "extension", keys: ["extension"]),
        Self(table: "users", column: "busy_dest", form: .destination, noun: "busy target of extension", id: "extension", keys: ["extension"]),
        Self(table: "users", column: "chanunavail_dest", form: .destination, noun: "not-reachable target of extension", id: "extension", keys: ["extension"]),
    ]

    private static let groups = [
        Self(table: "ringgroups", column: "grplist", form: .list, noun: "ring group", id: "grpnum", keys: ["grpnum"]),
        Self(table: "ringgroups", column: "postdest", form: .destination, noun: "failover of ring group", id: "grpnum", keys: ["grpnum"]),
        Self(table: "findmefollow", column: "grplist", form: .list, noun: "follow-me list of extension", id: "grpnum", keys: ["grpnum"]),
        Self(table: "findmefollow", column: "postdest", form: .destination, noun: "follow-me failover of extension", id: "grpnum", keys: ["grpnum"]),
        Self(table: "queues_config", column: "dest", form: .destination, noun: "failover of queue", id: "extension", keys: ["extension"]),
        Self(table: "queues_details", column: "data", form: .queueMember, noun: "queue", id: "id", keys: ["id", "keyword", "data"]),
        Self(table: "paging_groups", column: "ext", form: .numberRow, noun: "page group", id: "page_number", keys: ["page_number", "ext"]),
        Self(table: "vmblast_groups", column: "ext", form: .numberRow, noun: "voicemail blast group", id: "grpnum", keys: ["grpnum", "ext"]),
        Self(table: "directory_entries", column: "foreign_id", form: .numberRow, noun: "directory", id: "id", keys: ["id", "foreign_id"]),
        Self(table: "miscdests", column: "destdial", form: .numberRow, noun: "misc destination", id: "id", keys: ["id"]),
    ]
}
