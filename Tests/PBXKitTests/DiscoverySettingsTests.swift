import Testing

@testable import PBXKit

@Suite struct DiscoverySettingsTests {
    private let main = DatabaseAddress(
        engine: .mysql, location: .network(host: "127.0.0.1", port: 3306), user: "u", password: Secret("p"), database: "asterisk")

    @Test func freePBXFallsBackToDefaults() throws {
        let empty = FreePBXSettings(rows: [:])
        #expect(empty.managerAddress.port == 5038 && empty.managerAddress.host == "127.0.0.1")
        #expect(empty.spoolDirectory == "/var/spool/asterisk" && empty.monitorDirectory == "/var/spool/asterisk/monitor")
        #expect(try empty.callRecordAddress(beside: main).database == "asteriskcdrdb" && empty.callRecordTable == "cdr")
        #expect(!empty.separatesDevicesFromUsers && empty.allowsChanSIP && empty.allowsPJSIP)
    }

    @Test func freePBXReadsRows() throws {
        let settings = FreePBXSettings(
            rows: [
                "A": .init(value: "", defaultValue: "d", acceptsEmpty: false), "B": .init(value: "", defaultValue: "d"),
                "C": .init(value: "true"), "D": .init(value: "0"), "ASTMANAGERPROXYPORT": .init(value: "5039"),
                "ASTSPOOLDIR": .init(value: "/table/"), "CDRDBHOST": .init(value: "cdr"), "CDRDBTYPE": .init(value: "postgres"),
                "ASTSIPDRIVER": .init(value: "chan_pjsip"), "AMPEXTENSIONS": .init(value: "deviceanduser"),
            ], asteriskDirectories: AsteriskDirectories.read("[directories](!)\nastetcdir => /a/etc ; x\n[options]\nastspooldir = /no\n"))
        #expect(settings.text("A") == "d" && settings.text("B") == "" && settings.flag("C") && !settings.flag("D"))
        #expect(settings.managerAddress.port == 5039)
        #expect(settings.spoolDirectory == "/table" && settings.etcDirectory == "/a/etc")
        #expect(!settings.allowsChanSIP && settings.separatesDevicesFromUsers)
        let records = try settings.callRecordAddress(beside: main)
        #expect(records.engine == .postgresql && records.location == .network(host: "cdr", port: 5432) && records.user == "u")
    }

    @Test func fusionPBXLayersDomainsOverDefaults() {
        let settings = FusionPBXSettings(
            defaults: [
                .init(category: "cache", subcategory: "method", name: "text", value: "memcache"),
                .init(category: "domain", subcategory: "time_zone", name: "name", value: "UTC"),
                .init(category: "voicemail", subcategory: "storage_type", name: "text", value: "base64", isEnabled: false),
                .init(category: "x", subcategory: "l", name: "array", value: "2", order: 20),
                .init(category: "x", subcategory: "l", name: "array", value: "1", order: 10),
                .init(category: "x", subcategory: "m", name: "array", value: "1"),
            ],
            domain: [
                .init(category: "domain", subcategory: "time_zone", name: "name", value: "Europe/Berlin"),
                .init(category: "cache", subcategory: "method", name: "text", value: ""),
                .init(category: "x", subcategory: "m", name: "array", value: "9"),
            ])
        #expect(settings.cacheMethod == .memcache && settings.timeZone == "Europe/Berlin")
        #expect(!settings.storesVoicemailInDatabase)
        #expect(settings.list("x", "l") == ["1", "2"] && settings.list("x", "m") == ["9"])
        #expect(FusionPBXSettings.isTrue("t") && FusionPBXSettings.isTrue("true") && !FusionPBXSettings.isTrue("f"))
    }
}
