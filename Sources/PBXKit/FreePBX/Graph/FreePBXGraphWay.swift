/// A column that says where calls of an object go.
struct FreePBXGraphWay: Sendable {
    /// How it stands there.
    enum Form: Sendable {
        /// A destination string.
        case destination
        /// Numbers joined by `-`.
        case list
        /// A number as it would be dialled, or `{module:feature}`.
        case number
        /// `Local/1001@from-queue/n,0`.
        case queueMember
    }

    enum When: Sendable {
        case always(CallEdge.Role)
        /// The role depends on a column: the digits of an IVR.
        case option(column: String)
        /// `day` or `night` of a call flow.
        case mode(column: String)
    }

    var table: String
    /// The column of the object's id, and what makes the object's own destination of it.
    var id: String
    var prefix: String
    var suffix = ",1"
    var column: String
    var form: Form = .destination
    var when: When
    var condition: SQL = "1 = 1"

    /// FreePBX: what each module's `*_check_destinations` and `*_getdestinfo` look through.
    static let all: [FreePBXGraphWay] = [
        Self(table: "ivr_entries", id: "ivr_id", prefix: "ivr-", suffix: ",s,1", column: "dest", when: .option(column: "selection")),
        Self(table: "ivr_details", id: "id", prefix: "ivr-", suffix: ",s,1", column: "timeout_destination", when: .always(.timeout)),
        Self(table: "ivr_details", id: "id", prefix: "ivr-", suffix: ",s,1", column: "invalid_destination", when: .always(.invalid)),
        Self(table: "announcement", id: "announcement_id", prefix: "app-announcement-", suffix: ",s,1", column: "post_dest", when: .always(.always)),
        Self(table: "timeconditions", id: "timeconditions_id", prefix: "timeconditions,", column: "truegoto", when: .always(.match(1))),
        Self(table: "timeconditions", id: "timeconditions_id", prefix: "timeconditions,", column: "falsegoto", when: .always(.noMatch)),
        Self(
            table: "daynight", id: "ext", prefix: "app-daynight,", column: "dest", when: .mode(column: "dmode"),
            condition: "dmode IN ('day', 'night')"),
        Self(table: "users", id: "extension", prefix: "from-did-direct,", column: "noanswer_dest", when: .always(.noAnswer)),
        Self(table: "users", id: "extension", prefix: "from-did-direct,", column: "busy_dest", when: .always(.busy)),
        Self(table: "users", id: "extension", prefix: "from-did-direct,", column: "chanunavail_dest", when: .always(.unreachable)),
        Self(table: "ringgroups", id: "grpnum", prefix: "ext-group,", column: "grplist", form: .list, when: .always(.member)),
        Self(table: "ringgroups", id: "grpnum", prefix: "ext-group,", column: "postdest", when: .always(.noAnswer)),
        Self(table: "findmefollow", id: "grpnum", prefix: "ext-findmefollow,FM", column: "grplist", form: .list, when: .always(.member)),
        Self(table: "findmefollow", id: "grpnum", prefix: "ext-findmefollow,FM", column: "postdest", when: .always(.noAnswer)),
        Self(
            table: "queues_details", id: "id", prefix: "ext-queues,", column: "data", form: .queueMember, when: .always(.member),
            condition: "keyword = 'member'"),
        Self(table: "queues_config", id: "extension", prefix: "ext-queues,", column: "dest", when: .always(.noAnswer)),
        Self(table: "miscdests", id: "id", prefix: "ext-miscdests,", column: "destdial", form: .number, when: .always(.always)),
        Self(table: "callrecording", id: "callrecording_id", prefix: "ext-callrecording,", column: "dest", when: .always(.always)),
        Self(table: "setcid", id: "cid_id", prefix: "app-setcid,", column: "dest", when: .always(.always)),
        Self(table: "queueprio", id: "queueprio_id", prefix: "app-queueprio,", column: "dest", when: .always(.always)),
        Self(table: "languages", id: "language_id", prefix: "app-languages,", column: "dest", when: .always(.always)),
        Self(table: "tts", id: "id", prefix: "ext-tts,", column: "goto", when: .always(.always)),
        Self(table: "directory_details", id: "id", prefix: "directory,", column: "invalid_destination", when: .always(.invalid)),
        Self(table: "directory_entries", id: "id", prefix: "directory,", column: "foreign_id", form: .number, when: .always(.member)),
        Self(table: "parkplus", id: "parkext", prefix: "from-internal,", column: "dest", when: .always(.noAnswer)),
        Self(table: "paging_groups", id: "page_number", prefix: "app-pagegroups,", column: "ext", form: .number, when: .always(.member)),
        Self(table: "vmblast_groups", id: "grpnum", prefix: "vmblast-grp,", column: "ext", form: .number, when: .always(.member)),
    ]
}
