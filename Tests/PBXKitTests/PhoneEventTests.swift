import PBXKit
import Testing

@Suite("Events for phones")
struct PhoneEventTests {
    @Test("are in the words of each maker", arguments: [
        ("Yealink SIP-T46S 66.86.0.15", "check-sync;reboot=false", "check-sync;reboot=true"),
        ("Grandstream GXP2170 1.0.11.6", "resync", "check-sync;reboot=true"),
        ("PolycomVVX-VVX_411-UA/5.9.0", "check-sync", "check-sync"),
        ("Cisco/SPA504G-7.6.2", "reboot=true", "reboot=true"),
        ("Linksys/SPA942-6.1.5(a)", "reboot=true", "reboot=true"),
        ("snomD785/10.1.64.14", "check-sync;reboot=false", "check-sync;reboot=true"),
        ("Somebody's phone", "check-sync", "check-sync;reboot=true"),
    ])
    func header(agent: String, sync: String, reboot: String) {
        #expect(PhoneEvent.check_sync.header(for: agent) == sync)
        #expect(PhoneEvent.reboot.header(for: agent) == reboot)
    }

    @Test("have a word for a phone that says nothing of itself")
    func unknown() { #expect(PhoneEvent.check_sync.header(for: nil) == "check-sync") }
}
