import Foundation
import Testing

@testable import PBXKit

@Suite("SQL connecting")
struct SQLConnectTests {
    private func failure(
        _ address: DatabaseAddress, within limit: Duration = .seconds(3), timeout: Duration = .seconds(2)
    ) throws -> PBXError {
        let start = ContinuousClock.now
        let error = #expect(throws: PBXError.self) {
            try address.open(connectTimeout: timeout, silenceTimeout: .seconds(20))
        }
        #expect(ContinuousClock.now - start < limit)
        return try #require(error)
    }

    @Test("with a wrong password is not permitted, and the password stays unsaid", arguments: LabDatabase.allCases)
    func wrongPassword(server: LabDatabase) throws {
        let error = try failure(try server.address(password: "wrong-Tr0ub4dor"))
        #expect(error.kind == .notPermitted)
        #expect(error.remedy?.contains(server == .mySQL ? "'freepbxuser'" : "'fusionpbx'") == true)
        #expect(!"\(error)".contains("Tr0ub4dor"))
    }

    @Test("to an unknown database is not found, or not permitted where the server does not tell", arguments: LabDatabase.allCases)
    func unknownDatabase(server: LabDatabase) throws {
        var address = try server.address()
        address.database = "no_such_database"
        let error = try failure(address)
        #expect([.notFound, .notPermitted].contains(error.kind))
        #expect(error.what.hasSuffix("/no_such_database"))
    }

    @Test("to a closed port is unreachable, naming host and port", arguments: LabDatabase.allCases)
    func closedPort(server: LabDatabase) throws {
        var address = try server.address(password: "p")
        address.location = .network(host: "127.0.0.1", port: 1)
        let error = try failure(address)
        #expect(error.kind == .unreachable)
        #expect(error.what.contains("127.0.0.1:1/"))
        #expect(error.remedy?.contains("port 1 of 127.0.0.1") == true)
    }

    @Test("to a missing socket is unreachable", arguments: LabDatabase.allCases)
    func missingSocket(server: LabDatabase) throws {
        var address = try server.address(password: "p")
        address.location = .socket(path: "/nonexistent/socket", port: 5432)
        #expect(try failure(address).kind == .unreachable)
    }

    @Test("to an unknown host is unreachable, naming it", arguments: LabDatabase.allCases)
    func unknownHost(server: LabDatabase) throws {
        var address = try server.address(password: "p")
        address.location = .network(host: "no-such-host.invalid", port: 5432)
        let error = try failure(address)
        #expect(error.kind == .unreachable)
        #expect(error.why.contains("no-such-host.invalid"))
    }

    @Test("with an unknown parameter is a mistake in the profile", arguments: LabDatabase.allCases)
    func unknownParameter(server: LabDatabase) throws {
        var address = try server.address()
        address.parameters = ["flavour": "sour"]
        #expect(try failure(address).kind == .usage)
    }

    @Test("to a server that says nothing ends in time", arguments: LabDatabase.allCases, [0, 1] as [Int])
    func silence(server: LabDatabase, greets: Int) throws {
        // The kernel accepts for a socket that listens; a server that greets and then hangs is MySQL's other case.
        let listener = try SilentListener(greeting: greets == 1 && server == .mySQL ? SilentListener.mySQLGreeting : [])
        var address = try server.address(password: "p")
        address.location = .network(host: "127.0.0.1", port: listener.port)
        let error = try failure(address, timeout: .milliseconds(700))
        #expect(error.kind == .unreachable)
        #expect(error.why == "no answer within 0.7 s")
    }

    @Test("leaves SIGPIPE as it was")
    func brokenPipeSignal() throws {
        var before = sigaction()
        sigaction(SIGPIPE, nil, &before)
        _ = try LabDatabase.mySQL.open().value("SELECT 1")
        var after = sigaction()
        sigaction(SIGPIPE, nil, &after)
        #expect(before.__sigaction_handler.sa_handler == nil && after.__sigaction_handler.sa_handler == nil)
    }
}
