import Foundation
import Testing

@Suite("FusionPBX: extensions that cannot be added")
struct FusionPBXExtensionConflictTests {
    @Test("exist already, as extension, alias, disabled row or another object's number", arguments: FusionPBX.allCases, [
        "1001", "2045", "1046", "600", "700", "800", "lobby-1",
    ])
    func taken(_ version: FusionPBX, _ number: String) throws {
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        let before = try office.fingerprint()
        let outcome = try office.pbxctl("extension", "add", number, "--voicemail")
        #expect(outcome.status == 4 && outcome.output.isEmpty, "\(outcome.errors)")
        #expect(try outcome.errorObject()["exit_code"] as? Int == 4 && outcome.errors.contains(number))
        #expect(try office.fingerprint() == before)
    }

    @Test("may have the number of another domain's, which stays as it is")
    func otherDomain() throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let number = Numbers.extension()
        defer {
            office.remove(number)
            office.remove(number, domain: FusionPBXOffice.branch)
        }
        try office.done("extension", "add", number, "--name", "Here")
        try office.done("--domain", FusionPBXOffice.branch, "extension", "add", number, "--name", "There")
        let there = try office.extensionRow(number, domain: FusionPBXOffice.branch)
        #expect(there["user_context"] == FusionPBXOffice.branch && there["accountcode"] == FusionPBXOffice.branch)
        try office.done("extension", "set", number, "--name", "Changed")
        try office.done("extension", "delete", number, "--yes")
        #expect(differences(there, try office.extensionRow(number, domain: FusionPBXOffice.branch)).isEmpty)
        #expect(try office.rows("v_voicemails", "voicemail_id = '\(number)'").count == 1)
    }

    @Test("are more than the domain may have", arguments: FusionPBX.allCases)
    func limit(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, offline: true, domain: FusionPBXOffice.branch)
        defer { office.close() }
        var added: [String] = []
        defer { for number in added { office.remove(number, domain: FusionPBXOffice.branch) } }
        let there = try office.pbxctl("extension", "list").array().count
        for _ in there..<12 {
            let number = Numbers.extension()
            added.append(number)
            try office.done("extension", "add", number)
        }
        let before = try office.fingerprint()
        let refused = try office.pbxctl("extension", "add", Numbers.extension())
        #expect(refused.status == 4 && refused.errors.contains("12") && refused.errors.contains("limit"), "\(refused.errors)")
        #expect(try office.fingerprint() == before)
    }

    @Test("are added by two at the same time: one wins, the other is told", arguments: FusionPBX.allCases)
    func race(_ version: FusionPBX) async throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let configuration = office.configuration
        let statuses = try await withThrowingTaskGroup(of: Int32?.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try Program.run(
                        arguments: ["--profile", "office", "extension", "add", number, "--voicemail"],
                        environment: ["PBXCTL_CONFIG": configuration]
                    ).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1 ?? -1) }
        }
        #expect(statuses.sorted() == [0, 4, 4, 4])
        #expect(try office.rows("v_extensions", "extension = '\(number)'").count == 1)
        #expect(try office.rows("v_voicemails", "voicemail_id = '\(number)'").count == 1)
    }
}
