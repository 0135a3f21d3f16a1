import Testing

@Suite("FreePBX: a manager user who may not", .serialized)
struct FreePBXPrivilegeTests {
    @Test("is told the class that is missing, and nothing is written", arguments: [
        ["ringgroup", "add", "7990", "--member", "1001"], ["followme", "enable", "1001"], ["forward", "set", "1001", "1002"],
        ["dnd", "on", "1001"], ["callflow", "set", "0", "night"],
    ])
    func privileges(arguments: [String]) throws {
        let before = try Stores.fingerprint("freepbx")
        let outcome = try FreePBX.pbxctl(arguments: arguments, environment: ["PBXCTL_CONFIG": FreePBX.configuration(managerUser: "reporter")])
        #expect(outcome.status == 6 && outcome.errors.contains("the class system"), "\(outcome.errors)")
        #expect(try Stores.fingerprint("freepbx") == before)
    }

    @Test("may list all that is only read", arguments: ["ringgroup", "queue", "ivr", "timecondition", "callflow", "conference", "forward", "moh"])
    func reading(noun: String) throws {
        let outcome = try FreePBX.withReporter(noun, "list")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
