import Foundation
import Testing

@testable import PBXKit

@Suite("Classes of manager actions")
struct ManagerPrivilegeTests {
    @Test("are those that Asterisk itself asks for")
    func classes() throws {
        let system = try FreePBXLab.system()
        defer { system.close() }
        var compared = 0
        // `DBGet: Get DB Entry. (Priv: system,reporting,all)`
        for header in try system.manager().perform(ManagerAction("ListCommands")).headers {
            guard let known = ManagerPrivilege.classes[header.name.lowercased()],
                let start = header.value.range(of: "(Priv: ", options: .backwards)
            else { continue }
            let asked = header.value[start.upperBound...].dropLast().split(separator: ",").map(String.init)
            #expect(Set(asked).subtracting(["all"]) == Set(known), "\(header.name)")
            compared += 1
        }
        #expect(compared > 35)
    }

    @Test("that writing needs are told apart from those that this Asterisk can do without")
    func missing() {
        #expect(FreePBXControl.missingActions(among: ["dbput", "updateconfig", "setvar", "dbgettree"]) == [])
        #expect(FreePBXControl.missingActions(among: ["dbput", "updateconfig", "setvar"]) == ["Command"])
        #expect(FreePBXControl.missingActions(among: ["dbgettree", "voicemailuserslist"]) == ["DBPut", "UpdateConfig", "Setvar", "VoicemailRefresh"])
    }
}
