import PBXKit
import Testing

@testable import pbxctl

@Suite("Tables that people like to read")
struct TableTests {
    private func lines(_ columns: [String], _ rows: [[Cell]], width: Int? = nil, isColored: Bool = false) -> [String] {
        TableFormat(hasHeader: true, width: width, isColored: isColored).text(columns, rows).split(separator: "\n").map(String.init)
    }

    @Test("know how wide a character is", arguments: [
        ("abc", 3), ("日本", 4), ("é", 1), ("e\u{301}", 1), ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("한", 2), ("ᄒ\u{1161}\u{11AB}", 2),
        ("क\u{94D}ष", 2), ("\u{200B}", 0), ("ﷺ", 1), ("ｱ", 1), ("Ａ", 2), ("", 0),
    ])
    func width(text: String, columns: Int) { #expect(DisplayText.width(of: text) == columns, "\(text)") }

    @Test("cut between characters, never through one")
    func cut() {
        #expect(DisplayText.cut("日本太郎", to: 6) == "日本…")
        #expect(DisplayText.cut("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", to: 4) == "👨‍👩‍👧…")
        #expect(DisplayText.cut("short", to: 5) == "short")
    }

    @Test("are coloured where it says something: registered, missed, disabled")
    func colors() {
        let (green, red, faint, end) = ("\u{1B}[32m", "\u{1B}[31m", "\u{1B}[2m", "\u{1B}[0m")
        let registrations = lines(["extension", "status"], [["1001", "registered"], ["1002", "unregistered"]].map { $0.map(Cell.text) }, isColored: true)
        #expect(registrations.dropFirst() == ["1001       \(green)registered\(end)", "1002       \(red)unregistered\(end)"])
        let calls = lines(["src", "disposition"], [[.text("1001"), .text("no_answer")], [.text("1002"), .text("answered")]], isColored: true)
        #expect(calls.dropFirst() == ["1001  \(red)no_answer\(end)", "1002  answered"])
        let extensions = lines(["extension", "enabled"], [[.text("1001"), .flag(false)], [.text("1002"), .flag(true)]], isColored: true)
        #expect(extensions.dropFirst() == ["\(faint)1001       false\(end)", "1002       true"])
        let one = lines(["field", "value"], [[.text("status"), .text("registered")]], isColored: true)
        #expect(one.last == "status  \(green)registered\(end)")
        // A word that means nothing in this column, and what the data itself says.
        #expect(lines(["name", "status"], [[.text("registered"), .text("\(red)x")]], isColored: true).last == "registered  \u{FFFD}[31mx")
        #expect(lines(["status"], [[.text("registered")]]).last == "registered")
    }

    @Test("let nothing through that steers a terminal")
    func steering() {
        let evil = "a\u{1B}[2J\u{9B}31m\u{7}\u{202E}b\u{2066}\u{2028}\u{7F}\r\n"
        let shown = lines(["name"], [[.text(evil)]])
        #expect(shown == ["NAME", "a\u{FFFD}[2J\u{FFFD}31m\u{FFFD}\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}⏎"])
    }

    @Test("other formats are disarmed on a terminal: direction marks and bytes that are no text, too")
    func disarmed() {
        var bytes = OutputBytes()
        bytes.append("ok é日👍\t\u{202E}x\u{2066}\u{2028}y\u{85}\u{7F}\r\n")
        for byte: UInt8 in [0x9B, 0xE2, 0x80, 0x0A, 0xC2] { bytes.append(byte) }
        TerminalGuard.disarm(&bytes, from: 0)
        #expect(bytes.text == "ok é日👍\t???x??????y???\r\n???\n?")
    }

    @Test("the state of a PBX in words")
    func words() {
        #expect([0, 999, 1000, 12_345_678, 1_000_000_000].map(StatusText.bytes) == ["0 bytes", "999 bytes", "1.0 kB", "12.3 MB", "1.0 GB"])
        #expect([0, 59, 61, 3600, 273_700, 86_400].map(StatusText.duration) == ["0 s", "59 s", "1 min 1 s", "1 h 0 min", "3 d 4 h", "1 d 0 h"])
        #expect(StatusText.bar(0, of: 0) == String(repeating: "░", count: 20))
        #expect(StatusText.bar(1, of: 1000).hasPrefix("█░") && StatusText.bar(5, of: 5) == String(repeating: "█", count: 20))
    }
}

@Suite("What is watched")
struct ChangeWatchTests {
    private func phone(_ number: String, _ status: Registration.Status, _ contact: String? = nil, expires: String? = nil) -> Registration {
        var registration = Registration(extension: number, status: status)
        registration.contact = contact
        registration.expires = expires
        return registration
    }

    @Test("is told once as it is, then what is new, changed or gone")
    func changes() {
        var watch = ChangeWatch<Registration>()
        let first = [phone("1001", .unregistered), phone("1002", .registered, "a", expires: "1")]
        #expect(watch.changes(to: first) == first)
        // Only its time ran on.
        #expect(watch.changes(to: [first[0], phone("1002", .registered, "a", expires: "2")]).isEmpty)
        #expect(watch.changes(to: [first[0], phone("1002", .unreachable, "a")]) == [phone("1002", .unreachable, "a")])
        let gone = watch.changes(to: [first[0], phone("1002", .unregistered)])
        #expect(gone == [phone("1002", .unregistered), phone("1002", .unregistered, "a")])
        #expect(watch.listing == [first[0], phone("1002", .unregistered)])
    }

    @Test("is put together from changes alone")
    func partial() {
        var watch = ChangeWatch<ExtensionState>()
        let (idle, ringing) = (ExtensionState(extension: "1", state: .idle), ExtensionState(extension: "1", state: .ringing))
        let other = ExtensionState(extension: "2", state: .idle)
        #expect(watch.changes(in: [idle, other]) == [idle, other])
        #expect(watch.changes(in: [ringing]) == [ringing])
        #expect(watch.changes(in: [ringing]).isEmpty)
        #expect(watch.listing == [ringing, other])
    }

    @Test("fits its window, and says what did not")
    func window() {
        let picture = LiveScreen.Picture(
            title: "a title \u{1B}[2J that is long", columns: ["extension", "name"],
            rows: (0..<50).map { [.text("\($0)"), .text("somebody with a name")] })
        for (width, height) in [(80, 24), (20, 5), (10, 2), (3, 1)] {
            let lines = LiveScreen.lines(of: picture, width: width, height: height, hasHeader: true, isColored: false)
            #expect(lines.count <= height && lines.allSatisfy { DisplayText.width(of: $0) <= max(width, 4) && !$0.contains("\u{1B}") }, "\(lines)")
        }
        let lines = LiveScreen.lines(of: picture, width: 80, height: 24, hasHeader: true, isColored: false)
        #expect(lines.count == 23 && lines.last == "… 30 more" && lines[2].hasPrefix("0 "))
    }
}
