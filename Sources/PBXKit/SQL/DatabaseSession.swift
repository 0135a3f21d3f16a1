/// What a client remembers of its connection besides the connection itself, the same for both servers.
final class DatabaseSession {
    var trace: SQLTrace?
    /// Whether a `transaction` is running.
    var isInTransaction = false
    /// The error with which the server gave up the running transaction. Statements that followed would be outside of it.
    var lostTransaction: DatabaseError?
    /// Whether rows are being lent: nothing else can be asked meanwhile.
    var isBusy = false
    /// The columns of the tables that were asked for.
    var catalogue: [String: [TableColumn]] = [:]
    /// The tables whose columns are read with the first that is asked for.
    var expectedTables: Set<String> = []
}
