/// How the values of a column come over the wire.
enum PostgreSQLColumn {
    /// The text itself, in either encoding.
    case text
    case truth
    case whole(width: Int)
    case uuid
    case moment

    /// For values in the server's own form; nil for a type that is not read in it. The numbers are those of `pg_type`.
    init?(type: UInt32) {
        switch type {
        case 16: self = .truth
        case 20: self = .whole(width: 8)
        case 21: self = .whole(width: 2)
        case 23: self = .whole(width: 4)
        // name, text, json, unknown, bpchar, varchar
        case 19, 25, 114, 705, 1042, 1043: self = .text
        case 1184: self = .moment
        case 2950: self = .uuid
        default: return nil
        }
    }
}
