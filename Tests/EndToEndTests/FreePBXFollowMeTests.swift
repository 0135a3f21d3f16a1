import Foundation
import Testing

@Suite("FreePBX: follow-me", .serialized)
struct FreePBXFollowMeTests {
    private func extensionWithFollowMe() throws -> String {
        let number = Numbers.extension()
        let added = try FreePBX.pbxctl("extension", "add", number)
        #expect(added.status == 0, "\(added.errors)")
        return number
    }

    private func delete(_ number: String) { _ = try? FreePBX.pbxctl("extension", "delete", number, "--yes", "--force") }

    private func stores(_ number: String) throws -> [String] {
        let row = try Lab.mysql("SELECT grplist, pre_ring, grptime FROM findmefollow WHERE grpnum = '\(number)';")
        return row + (try ["ddial", "grplist", "prering", "grptime"].map { try Lab.astDB("AMPUSER", "\(number)/followme/\($0)") ?? "-" })
    }

    @Test("is switched, and its list changed, in both stores and on the lamp")
    func lifecycle() throws {
        let number = try extensionWithFollowMe()
        defer { delete(number) }
        func pbxctl(_ arguments: String...) throws -> Program.Outcome { try Program.run(arguments: ["--profile", "freepbx", "-o", "json"] + arguments) }
        let start = try stores(number)
        #expect(start[0] == "\(number)\t7\t20")

        let enabled = try pbxctl("followme", "enable", number)
        #expect(enabled.status == 0, "\(enabled.errors)")
        #expect(try enabled.object()["reload_needed"] as? Bool == false)
        #expect(try Lab.astDB("AMPUSER", "\(number)/followme/ddial") == "DIRECT")
        #expect(try Lab.astDB("CustomDevstate", "FOLLOWME\(number)") == "BUSY")

        #expect(try pbxctl("followme", "add", number, "15559876543").status == 0)
        #expect(try pbxctl("followme", "set", number, "--action", "addExternal", "--number", "1002").status == 0)
        #expect(try stores(number) == ["\(number)-15559876543#-1002\t7\t20", "DIRECT", "\(number)-15559876543#-1002", "7", "20"])
        #expect(try pbxctl("followme", "list", number).array().map { $0["number"] as? String } == [number, "15559876543", "1002"])
        #expect(try pbxctl("followme", "has", number, "15559876543").object()["has"] as? Bool == true)
        #expect(try pbxctl("followme", "add", number, "15559876543#").status == 4)
        #expect(try pbxctl("followme", "set", number, "--action", "removeExternal", "--number", "15559876543").status == 0)
        #expect(try pbxctl("followme", "remove", number, "15559876543").status == 3)
        #expect(try stores(number)[0] == "\(number)-1002\t7\t20")

        #expect(try pbxctl("followme", "disable", number).status == 0)
        #expect(try Lab.astDB("AMPUSER", "\(number)/followme/ddial") == "EXTENSION")
        #expect(try Lab.astDB("CustomDevstate", "FOLLOWME\(number)") == "NOT_INUSE")
        #expect(try pbxctl("followme", "status", number).object()["enabled"] as? Bool == false)
        #expect(try pbxctl("followme", "disable", number).object()["changed"] as? Bool == false)
    }

    @Test("is made whole where an extension never had one")
    func none() throws {
        let number = try extensionWithFollowMe()
        defer { delete(number) }
        _ = try Lab.mysql("DELETE FROM findmefollow WHERE grpnum = '\(number)';")
        _ = try Lab.asterisk("database deltree AMPUSER \(number)/followme")
        #expect(try FreePBX.pbxctl("followme", "list", number).array().isEmpty)
        #expect(try FreePBX.pbxctl("followme", "status", number).object()["enabled"] as? Bool == false)
        #expect(try FreePBX.pbxctl("followme", "disable", number).object()["changed"] as? Bool == false)
        let added = try FreePBX.pbxctl("followme", "add", number, "15559876543")
        #expect(added.status == 0, "\(added.errors)")
        #expect(try added.object()["reload_needed"] as? Bool == true)
        #expect(try stores(number) == ["\(number)-15559876543#\t7\t20", "EXTENSION", "\(number)-15559876543#", "7", "20"])
        #expect(try Lab.mysql("SELECT strategy, postdest, ringing FROM findmefollow WHERE grpnum = '\(number)';") == ["ringallv2-prim\text-local,\(number),dest\tRing"])
    }

    @Test("is completed from the row where AstDB lost it, and from AstDB where the row is lost")
    func halves() throws {
        let number = try extensionWithFollowMe()
        defer { delete(number) }
        _ = try Lab.mysql("UPDATE findmefollow SET grplist = '\(number)-5551#', pre_ring = 9 WHERE grpnum = '\(number)';")
        _ = try Lab.asterisk("database deltree AMPUSER \(number)/followme")
        #expect(try FreePBX.pbxctl("followme", "enable", number).status == 0)
        #expect(try stores(number) == ["\(number)-5551#\t9\t20", "DIRECT", "\(number)-5551#", "9", "20"])
        #expect(try Lab.astDB("AMPUSER", "\(number)/followme/strategy") == "ringallv2-prim")

        _ = try Lab.mysql("DELETE FROM findmefollow WHERE grpnum = '\(number)';")
        let added = try FreePBX.pbxctl("followme", "add", number, "5552")
        #expect(try added.status == 0 && added.object()["reload_needed"] as? Bool == true)
        #expect(try stores(number) == ["\(number)-5551#-5552#\t9\t20", "DIRECT", "\(number)-5551#-5552#", "9", "20"])
    }

    @Test("refuses what is no number, unknown extensions, and a missing manager")
    func refusals() throws {
        #expect(try FreePBX.pbxctl("followme", "list", "4711").status == 3)
        #expect(try FreePBX.pbxctl("followme", "add", "4711", "1001").status == 3)
        for text in ["12-34", "one", "1&2", ""] { #expect(try FreePBX.pbxctl("followme", "add", "1001", "--", text).status == 2, "\(text)") }
        #expect(try FreePBX.pbxctl("followme", "set", "1001", "--action", "addExternal").status == 2)
        #expect(try FreePBX.pbxctl("followme", "set", "1001", "--action", "explode").status == 2)
        #expect(try FreePBX.withoutManager("followme", "status", "1001").status == 5)
        #expect(try FreePBX.withoutManager("followme", "enable", "1001").status == 5)
        try FreePBX.without(table: "findmefollow") {
            let outcome = try FreePBX.pbxctl("followme", "status", "1001")
            #expect(outcome.status == 7 && outcome.errors.contains("module findmefollow is not installed"), "\(outcome.errors)")
        }
    }
}
