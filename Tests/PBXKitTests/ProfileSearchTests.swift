import Glibc
import Testing

@testable import PBXKit

@Suite struct ProfileSearchTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func search(
        config: String? = nil, profile: String? = nil, _ environment: [String: String] = [:]
    ) -> ProfileSearch {
        ProfileSearch(configPath: config, profileName: profile, environment: environment, root: folder.path)
    }

    private func error(_ body: () throws -> some Any) -> PBXError? {
        do {
            _ = try body()
            return nil
        } catch { return PBXError(error) }
    }

    private let office = "[office]\nkind = freepbx\ndatabase = mysql://u@h/asterisk\n"

    @Test func prefersFlagThenEnvironmentThenUserThenSystem() throws {
        func write(_ name: String, _ domain: String) throws -> String {
            try folder.file(name, "[t]\nkind = fusionpbx\ndatabase = postgresql://h/d\ndomain = \(domain)\n")
        }
        let flag = try write("flag", "flag")
        let named = try write("named", "named")
        _ = try write("xdg/pbxctl/config", "xdg")
        _ = try write("home/.config/pbxctl/config", "home")
        let system = try write("etc/pbxctl.conf", "system")
        let home = ["HOME": folder("home")]
        let all = home.merging(["XDG_CONFIG_HOME": folder("xdg"), "PBXCTL_CONFIG": named]) { $1 }
        #expect(try search(config: flag, all).load().domain?.value == "flag")
        #expect(try search(all).load().domain?.value == "named")
        #expect(try search(home.merging(["XDG_CONFIG_HOME": folder("xdg")]) { $1 }).load().domain?.value == "xdg")
        #expect(try search(home).load().domain?.value == "home")
        let plain = try search().load()
        #expect(plain.domain?.value == "system" && plain.domain?.origin == "\(system) [t]")
        #expect(error { try search(config: folder("none")).load() }?.kind == .notFound)
        #expect(error { try search(["PBXCTL_CONFIG": folder.path]).load() } != nil)
    }

    @Test func mergesSectionsKeyByKeyWithOrigins() throws {
        let system = try folder.file("etc/pbxctl.conf", "default = office\n" + office + "time_zone = UTC\n[other]\nkind = freepbx\n")
        let user = try folder.file("h/.config/pbxctl/config", "[office]\ndatabase = mysql://me@h/asterisk\nconnect_timeout = 2.5\n")
        let profile = try search(["HOME": folder("h")]).load()
        #expect(profile.database?.value.user == "me" && profile.database?.origin == "\(user) [office]")
        #expect(profile.timeZone?.origin == "\(system) [office]")
        #expect(profile.connectTimeout == .milliseconds(2500) && profile.silenceTimeout == .seconds(30))
        #expect(profile.report.contains(ReportedSetting("connect_timeout", "2.5", from: "\(user) [office]")))
    }

    @Test func choosesTheProfile() throws {
        let path = try folder.file("c", "default = b\n[a]\nkind = freepbx\ndatabase = mysql://h/a\n[b]\nkind = freepbx\ndatabase = mysql://h/b\n")
        #expect(try search(config: path).load().name == "b")
        #expect(try search(config: path, ["PBXCTL_PROFILE": "a"]).load().name == "a")
        #expect(try search(config: path, profile: "b", ["PBXCTL_PROFILE": "a"]).load().name == "b")
        let missing = error { try search(config: path, profile: "c").load() }
        #expect(missing?.kind == .notFound && missing?.remedy?.contains("profiles: a, b") == true)
        try folder.file("c", "[a]\nkind = freepbx\n[b]\nkind = freepbx\n")
        #expect(error { try search(config: path).load() }?.remedy == "name one with --profile: a, b")
        #expect(error { try search().load() }?.kind == .usage)
    }

    @Test func acceptsPasswordsOnlyFromPrivateFiles() throws {
        let text = "[o]\nkind = freepbx\ndatabase = mysql://u:geheim@h/a\n"
        let path = try folder.file("c", text, mode: 0o640)
        let refused = error { try search(config: path).load() }
        #expect(refused?.kind == .notPermitted && refused?.remedy == "chmod 600 \(path)")
        chmod(path, 0o600)
        let profile = try search(config: path).load()
        #expect(profile.database?.value.password == Secret("geheim"))
        #expect(!"\(profile) \(profile.report)".contains("geheim"))
    }

    @Test func readsPasswordFiles() throws {
        let path = try folder.file("c", office + "database_password_file = db pass\nmanager = ami://a@h\nmanager_password_file = ~/m\n")
        let secret = try folder.file("db pass", "s3 cret\r\n", mode: 0o600)
        try folder.file("m", "m\n", mode: 0o400)
        let home = ["HOME": folder.path]
        let profile = try search(config: path, home).load()
        #expect(profile.database?.value.password == Secret("s3 cret"))
        #expect(profile.managers.first?.value.password == Secret("m"))
        chmod(secret, 0o604)
        #expect(error { try search(config: path, home).load() }?.remedy == "chmod 600 '\(secret)'")
        #expect(try search(config: path, home).load(readingSecrets: false).database?.value.password == nil)
        for text in ["", "\n", "a\nb\n", "a\0b"] {
            try folder.file("db pass", text, mode: 0o600)
            #expect(error { try search(config: path, home).load() }?.kind == .usage)
        }
        try LocalHost().removeTree(secret)
        #expect(error { try search(config: path, home).load() }?.kind == .notFound)
    }

    @Test func givesTheCallRecordsTheSamePassword() throws {
        let path = try folder.file("c", office + "database_password_file = p\ncdr_database = mysql://u@h/asteriskcdrdb\n")
        try folder.file("p", "x", mode: 0o600)
        #expect(try search(config: path).load().callRecordDatabase?.value.password == Secret("x"))
        try folder.file("c", office + "database_password_file = p\ncdr_database = mysql://u@elsewhere/asteriskcdrdb\n")
        #expect(try search(config: path).load().callRecordDatabase?.value.password == nil)
    }

    @Test(arguments: [
        "kind = asterisk", "kind = freepbx\nconnect_timeout = soon", "kind = freepbx\nsilence_timeout = nan",
        "kind = freepbx\nconnect_timeout = inf", "kind = freepbx\ntime_zone = Europe/Atlantis", "kind = freepbx\nfwconsole = here",
        "kind = freepbx\nmanager = esl://h", "kind = fusionpbx\nmanager = ami://a@h", "domain = x",
    ])
    func refusesValues(text: String) throws {
        let path = try folder.file("c", "[a]\n\(text)\ndatabase = mysql://h/d\n")
        #expect(error { try search(config: path).load() }?.kind == .usage)
    }

    @Test func refusesFilesThatAreTooLarge() throws {
        let path = try folder.file("c", bytes: [UInt8](repeating: 35, count: (1 << 20) + 1))
        #expect(error { try search(config: path).load() } != nil)
    }
}
