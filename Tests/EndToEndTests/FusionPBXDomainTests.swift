import Foundation
import Testing

@Suite("FusionPBX: domains")
struct FusionPBXDomainTests {
    @Test("are listed, and shown by name and uuid", arguments: FusionPBX.allCases)
    func show(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, domain: nil)
        defer { office.close() }
        let domains = try office.pbxctl("domain", "list").array()
        #expect(domains.compactMap { $0["domain"] as? String } == [FusionPBXOffice.branch, FusionPBXOffice.domain])
        let stored = try office.sql("SELECT \(FusionPBXOffice.identifier(FusionPBXOffice.domain))")
        let byName = try office.done("domain", "show", FusionPBXOffice.domain)
        #expect(byName["uuid"] as? String == stored.first)
        let byUUID = try office.done("domain", "show", (stored.first ?? "").uppercased())
        #expect(byUUID["domain"] as? String == FusionPBXOffice.domain)
        let unknown = try office.pbxctl("domain", "show", "nowhere.example.test")
        #expect(unknown.status == 3 && unknown.output.isEmpty && unknown.errors.contains(FusionPBXOffice.branch))
    }

    @Test("have to be named where there are several and the profile names none", arguments: [
        ["extension", "list"], ["extension", "show", "1001"], ["extension", "add", "7099"], ["did", "list"], ["cdr", "query"],
        ["voicemail", "list", "1001"], ["call", "originate", "1001", "1002"],
    ])
    func unnamed(_ words: [String]) throws {
        let office = try FusionPBXOffice(domain: nil)
        defer { office.close() }
        let before = try office.fingerprint()
        let outcome = try office.run(words)
        #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome.errors)")
        for word in ["--domain", FusionPBXOffice.domain, FusionPBXOffice.branch] { #expect(outcome.errors.contains(word)) }
        let wrong = try office.run(["--domain", "nowhere"] + words)
        #expect(wrong.status == 3 && wrong.output.isEmpty && wrong.errors.contains(FusionPBXOffice.branch), "\(wrong.errors)")
        #expect(try office.fingerprint() == before)
        #expect(try office.node.commands().isEmpty)
    }

    @Test("named with --domain go before the profile's")
    func named() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        #expect(try office.done("--domain", FusionPBXOffice.branch, "extension", "show", "1001")["domain"] as? String == FusionPBXOffice.branch)
        #expect(try office.pbxctl("--domain", FusionPBXOffice.branch, "extension", "show", "1020").status == 3)
        let all = try office.pbxctl("extension", "list", "--all-domains").array()
        #expect(Set(all.compactMap { $0["domain"] as? String }) == [FusionPBXOffice.branch, FusionPBXOffice.domain])
    }
}
