import Testing

@testable import PBXKit

@Suite("SQL errors")
struct SQLErrorTests {
    @Test("have the kind that their code stands for", arguments: [
        ("28P01", 0, PBXError.Kind.notPermitted), ("42501", 0, .notPermitted), ("28000", 1045, .notPermitted),
        ("42000", 1142, .notPermitted), ("08006", 0, .unreachable), ("57P01", 0, .unreachable),
        ("HY000", 2013, .unreachable), ("HY000", 2006, .unreachable), ("40P01", 0, .conflict), ("40001", 1213, .conflict),
        ("55P03", 0, .conflict), ("HY000", 1205, .conflict), ("23505", 0, .conflict), ("23000", 1062, .conflict),
        ("42P01", 0, .notOffered), ("42S02", 1146, .notOffered), ("57014", 0, .failed), ("42601", 0, .failed), ("42000", 1064, .failed),
    ])
    func kinds(state: String, number: Int, kind: PBXError.Kind) {
        let error = DatabaseError(state: state, number: number, message: "reason", address: "h:1/d")
        #expect(PBXError(error).kind == kind)
        #expect(PBXError(error).what == "database h:1/d")
    }

    @Test("of libpq are taken apart", arguments: [
        (
            "connection to server at \"::1\", port 5432 failed: FATAL:  28P01: password authentication failed for user \"f\"\nLOCATION:  auth_failed, auth.c:326\n",
            "28P01", "password authentication failed for user \"f\""
        ),
        (
            "connection to server at \"localhost\" (::1), port 1 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\nconnection to server at \"localhost\" (127.0.0.1), port 1 failed: Connection refused\n",
            nil, "Connection refused"
        ),
        (
            "connection to server at \"::1\", port 1 failed: Connection refused\nconnection to server at \"127.0.0.1\", port 1 failed: FATAL:  3D000: database \"x\" does not exist\n",
            "3D000", "database \"x\" does not exist"
        ),
        ("server closed the connection unexpectedly\n\tThis probably means\n", nil, "server closed the connection unexpectedly"),
        ("", nil, "no reason given"),
    ] as [(String, String?, String)])
    func messages(text: String, state: String?, reason: String) {
        let message = PostgreSQLMessage(text)
        #expect(message.state == state)
        #expect(message.reason == reason)
    }
}
