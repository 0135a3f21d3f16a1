import CDatabaseClients
import Glibc

/// Owns a connection of libmariadb. Its calls block, for as long as the read timeout allows a server to be silent.
final class MySQLConnection {
    let client: UnsafePointer<MariaDBClient>
    let handle: UnsafeMutablePointer<MYSQL>
    let target: DatabaseAddress
    let silenceTimeout: Duration
    /// Whether the connection has ended, or could not be made usable again.
    private(set) var isLost = false
    /// Whether this connection only serves to stop another one.
    private var isCancelling = false
    /// Whether OpenSSL writes to the socket, which raises SIGPIPE when the server has gone.
    private var isEncrypted = false
    private var waitBegan = timespec()

    /// Takes the ownership of `handle`.
    init(
        _ handle: UnsafeMutablePointer<MYSQL>, _ client: UnsafePointer<MariaDBClient>, target: DatabaseAddress,
        silenceTimeout: Duration
    ) {
        self.handle = handle
        self.client = client
        self.target = target
        self.silenceTimeout = silenceTimeout
    }

    deinit { BrokenPipe.silenced { client.pointee.mysql_close(handle) } }

    /// Sends a statement without parameters; the number of rows that it matched.
    func run(_ text: String) throws -> Int {
        try ParameterBuffer.checkForNUL(text)
        let status = waiting { client.pointee.mysql_real_query(handle, text, UInt(text.utf8.count)) }
        if status != 0 { throw failure() }
        if client.pointee.mysql_field_count(handle) > 0 {
            // Freeing a result takes in what is left of it.
            if let result = client.pointee.mysql_use_result(handle) { client.pointee.mysql_free_result(result) }
            return 0
        }
        return Int(clamping: Int64(bitPattern: client.pointee.mysql_affected_rows(handle)))
    }

    /// To be called once, when the login is through.
    func noteEncryption() { isEncrypted = client.pointee.mysql_get_ssl_cipher(handle) != nil }

    /// Calls into the library, noting when the wait for the server began.
    @inline(__always)
    func waiting<Result>(_ call: () throws -> Result) rethrows -> Result {
        clock_gettime(CLOCK_MONOTONIC_COARSE, &waitBegan)
        return isEncrypted ? try BrokenPipe.silenced(call) : try call()
    }

    /// The failure of the library's last call, as the right kind of error.
    func failure() -> any Error {
        failure(
            number: client.pointee.mysql_errno(handle), state: client.pointee.mysql_sqlstate(handle),
            message: client.pointee.mysql_error(handle)
        )
    }

    /// A failure that the library told of a statement.
    func failure(number: UInt32, state: UnsafePointer<CChar>?, message: UnsafePointer<CChar>?) -> any Error {
        let error = DatabaseError(
            state: state.map { String(cString: $0) } ?? "HY000", number: Int(number),
            message: message.map { String(cString: $0) } ?? "no reason given", address: target.description
        )
        guard error.isLost else { return error }
        isLost = true
        // libmariadb says "lost" of a silent server as well.
        guard hasWaitedTooLong else { return error }
        if !isCancelling { requestCancel("KILL") }
        return target.silent(for: silenceTimeout)
    }

    /// Makes the connection usable after rows that were not all taken in; gives it up where that fails.
    func abandon(_ rows: MySQLRowBuffer) {
        // What is left is often little, and then cheaper to read than to call off.
        if rows.drain(until: Deadline(after: .milliseconds(20))) || isLost { return }
        requestCancel("KILL QUERY")
        if rows.drain(until: Deadline(after: Self.patience)) { return }
        isLost = true
        // Freeing the statement would read its rows to the end.
        shutdown(client.pointee.mysql_get_socket(handle), Int32(SHUT_RDWR))
    }

    /// How long to try to come to an orderly end with a server.
    private static let patience = Duration.seconds(2)

    /// Stops what the connection is doing on the server, over a connection of its own. Best effort.
    private func requestCancel(_ command: String) {
        let identifier = client.pointee.mysql_thread_id(handle)
        let other = try? MySQLConnection.open(target, connectTimeout: Self.patience, silenceTimeout: Self.patience)
        other?.isCancelling = true
        _ = try? other?.run("\(command) \(identifier)")
    }

    private var hasWaitedTooLong: Bool {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &now)
        let waited = Duration.seconds(now.tv_sec - waitBegan.tv_sec) + .nanoseconds(now.tv_nsec - waitBegan.tv_nsec)
        // The clock is coarse, by some milliseconds.
        return waited + .milliseconds(50) >= .seconds(Int64(silenceTimeout.wholeSeconds))
    }
}
