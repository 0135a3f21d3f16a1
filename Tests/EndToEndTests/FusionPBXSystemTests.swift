import Foundation
import Testing

@Suite("FusionPBX: the PBX as a whole")
struct FusionPBXSystemTests {
    @Test("a reload empties the cache of every node and reloads the XML", arguments: FusionPBX.allCases)
    func reload(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, modes: ["normal", "normal"])
        defer { office.close() }
        for node in office.switches {
            #expect(try node.ask("user_exists id 1001 \(FusionPBXOffice.domain)") == "true")
            try node.cache("dialplan:public:12085551212")
            try node.cache("configuration:ivr.conf")
        }
        let outcome = try office.pbxctl("system", "reload")
        #expect(try outcome.status == 0 && outcome.object()["reloaded"] as? Bool == true, "\(outcome.errors)")
        for node in office.switches {
            #expect(try !node.isCached("directory:1001@\(FusionPBXOffice.domain)"))
            #expect(try !node.isCached("dialplan:public:12085551212"))
            #expect(try node.commands().contains("api reloadxml"))
        }
    }

    @Test("a reload of the core touches no cache")
    func reloadCore() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        try office.node.cache("dialplan:public")
        try office.done("system", "reload", "core")
        #expect(try office.node.isCached("dialplan:public"))
        #expect(try office.node.commands().filter { $0.hasPrefix("api reload") } == ["api reloadxml", "api reloadacl"])
    }

    @Test("there is nothing to be applied, and no mark for it")
    func needsReload() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        let asked = try office.pbxctl("system", "needreload")
        #expect(try asked.status == 0 && asked.object()["reload_needed"] as? Bool == false && asked.errors.contains("live at once"))
        #expect(try office.pbxctl("system", "needreload", "--exit-code").status == 9)
        let marked = try office.pbxctl("system", "needreload", "set")
        #expect(marked.status == 7 && marked.output.isEmpty, "\(marked.errors)")
    }

    @Test("a test names each part, and what the account may not do", arguments: FusionPBX.allCases)
    func test(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, modes: ["normal", "normal"])
        defer { office.close() }
        let parts = try office.pbxctl("test").array()
        #expect(parts.compactMap { $0["part"] as? String } == ["database", "manager", "manager"])
        #expect(parts.allSatisfy { $0["ok"] as? Bool == true })
        let before = try office.fingerprint()
        for verb in ["add", "set", "delete"] {
            #expect(try office.pbxctl("test", "--write", verb).status == 0)
            let reader = try FusionPBXOffice(version, user: "fusionpbx_reader")
            defer { reader.close() }
            #expect(try reader.pbxctl("test").status == 0)
            let denied = try reader.pbxctl("test", "--write", verb)
            #expect(denied.status == 6 && (denied.output + denied.errors).contains("v_extensions"), "\(denied.errors)")
        }
        #expect(try office.fingerprint() == before)
    }

    @Test("an account that may only read reads, and its writes change nothing", arguments: FusionPBX.allCases)
    func reader(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, user: "fusionpbx_reader")
        defer { office.close() }
        #expect(try office.pbxctl("extension", "show", "1001").status == 0)
        let before = try office.fingerprint()
        for words in [["extension", "add", Numbers.extension()], ["extension", "set", "1020", "--name", "x"], ["extension", "delete", "1020", "--yes", "--force"], ["did", "add", Numbers.did()]] {
            let outcome = try office.run(words)
            #expect(outcome.status == 6 && outcome.output.isEmpty, "\(words): \(outcome.errors)")
        }
        #expect(try office.fingerprint() == before)
    }

    @Test("there is no coffee")
    func coffee() throws {
        let outcome = try Program.run("--profile", "fusionpbx", "coffee")
        #expect(outcome.output == "418 I'm a teapot\n" && outcome.status == 0)
    }
}
