/// How a server is to send the values of a statement's rows. A `RowView` shows them as texts either way.
public enum RowEncoding: Sendable {
    /// As the client library's users have it: PostgreSQL writes every value out.
    case text
    /// In the server's own form, which spares it the writing of times, numbers and UUIDs. For statements of long exports whose columns
    /// are all texts, truth values, whole numbers, UUIDs and moments (`timestamptz`); any other type is an error.
    case compact
}
