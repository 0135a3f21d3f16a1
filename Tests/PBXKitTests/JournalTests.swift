import FoundationEssentials
import Glibc
import Testing

@testable import PBXKit

@Suite("The journal of changes")
struct JournalTests {
    private static func plan() -> Plan {
        var plan = Plan(.set, "extension", "1001")
        plan.steps = [
            .row(RowStep(
                table: "users", key: [.init("extension", .text("1001"))], before: [.init("name", .text("Zoë \"Z\"")), .init("n", .null)],
                after: [.init("name", .text("日本\n\u{0}")), .init("n", .integer(-7))])),
            .row(RowStep(table: "sip", key: [], before: nil, after: [.init("data", .text("geheim"), isSecret: true)])),
            .row(RowStep(table: "devices", key: [.init("id", .text("1"))], before: [.init("id", .text("1"))], after: nil)),
            .astDB(AstDBStep(family: "AMPUSER", key: "1001/cidname", before: nil, after: "x")),
            .configurationLine(ConfigurationLineStep(file: "voicemail.conf", section: "default", name: "1001", before: "1,a", after: nil, isSecret: true)),
            .folder(FolderStep(path: "/var/spool/x")), .cacheKey("directory:1001@a"),
            .notification(.variable(name: "DEVICE_STATE(Custom:DND1001)", value: "BUSY")), .notification(.reloadModule("app_voicemail.so")),
            .notification(.switchCommand("reloadxml")),
            .notification(.switchEvent(SwitchEvent(name: "PRESENCE_IN", headers: [.init("from", "1001@a")], unlessInCall: "1001@a"))),
        ]
        plan.reloadNeeded = true
        plan.warnings = ["w"]
        plan.generatedSecret = Secret("s")
        return plan
    }

    private static let author = JournalAuthor(command: "pbxctl test", environment: ["SUDO_USER": "anna"])

    /// A journal in a folder that goes with the test.
    private final class Desk {
        let path = "/tmp/pbxctl-journal-\(getpid())-\(UInt64.random(in: .min ... .max))"
        var directory: StateDirectory { StateDirectory(path: path) }
        var journal: Journal { Journal(directory: directory, author: JournalTests.author) }
        deinit { try? LocalHost().removeTree(path) }

        func begin(_ plan: Plan = JournalTests.plan()) throws -> OpenJournalEntry {
            try journal.begin(plan, profile: Profile(name: "office", kind: .freepbx), domain: nil)
        }
    }

    @Test("a plan comes back from its JSON as it went in")
    func roundTrip() throws {
        let plan = Self.plan()
        #expect(try JSONDecoder().decode(Plan.self, from: Data(JSONWriter.text(plan))) == plan)
    }

    @Test("the inverse of the inverse is the plan, but for what cannot come back")
    func inverse() {
        var plan = Self.plan()
        plan.steps.removeAll { if case .folder = $0 { true } else { false } }
        plan.steps.removeAll { if case .notification(.switchEvent) = $0 { true } else { false } }
        plan.steps.removeAll { if case .notification(.variable) = $0 { true } else { false } }
        let again = plan.inverse.inverse
        #expect(plan.steps.filter { $0.isNotification } == again.steps.filter { $0.isNotification })
        let inserted = RowStep(table: "sip", key: [.init("data", .text("geheim"), isSecret: true)], before: nil, after: [.init("data", .text("geheim"), isSecret: true)])
        #expect(again.steps.contains(.row(inserted)))
        #expect(again.steps.contains(plan.steps[0]) && again.steps.contains(plan.steps[2]) && again.steps.contains(plan.steps[3]))
        #expect(Self.plan().inverse.warnings.contains { $0.contains("/var/spool/x") })
    }

    @Test("an entry is on the disk before its plan begins, and moves when it ends")
    func course() throws {
        let desk = Desk()
        let open = try desk.begin()
        var found = try desk.journal.find(open.entry.id)
        #expect(found.outcome == .unfinished && found.plan == Self.plan() && found.user.hasPrefix("anna"))
        // Held by its own program: nobody else takes it for broken off.
        #expect(try desk.journal.brokenOff(on: "freepbx office").isEmpty)
        open.finish(.done, notes: ["fine"])
        found = try desk.journal.find(String(open.entry.id.suffix(6)))
        #expect(found.outcome == .done && found.notes == ["fine"])
        try desk.journal.markUndone(found.id)
        #expect(try desk.journal.find(found.id).outcome == .undone)
    }

    @Test("what a program that is gone left is broken off; a torn file is none, for its plan never began")
    func brokenOff() throws {
        let desk = Desk()
        var open: OpenJournalEntry? = try desk.begin()
        let id = try #require(open?.entry.id)
        open = nil
        #expect(try desk.journal.brokenOff(on: "freepbx office").map(\.entry.id) == [id])
        #expect(try desk.journal.brokenOff(on: "freepbx elsewhere").isEmpty)
        let whole = try LocalHost().read("\(desk.path)/pending/\(id).json").bytes
        for length in stride(from: 0, to: whole.count - 1, by: 41) {
            try LocalHost().write(Array(whole.prefix(length)), to: "\(desk.path)/pending/20200101-000000-000000.json")
            #expect(try desk.journal.brokenOff(id: "20200101-000000-000000") == nil)
            #expect(try LocalHost().status(of: "\(desk.path)/pending/20200101-000000-000000.json") == nil)
        }
        try desk.journal.brokenOff(id: id)?.finish(.restored)
        #expect(try desk.journal.find(id).outcome == .restored)
    }

    @Test("the oldest go when there are too many")
    func rotation() throws {
        let desk = Desk()
        let open = try desk.begin()
        for number in 0..<(Journal.keptEntries + 20) {
            let name = "20200101-000000-\(String(repeating: "0", count: 6 - String(number).count))\(number).json"
            close(creat("\(desk.path)/history/\(name)", 0o600))
        }
        open.finish(.done)
        let names = try LocalHost().list("\(desk.path)/history").map(\.name)
        #expect(names.count == Journal.keptEntries)
        #expect(names.contains("\(open.entry.id).json") && !names.contains("20200101-000000-000005.json"))
    }

    @Test("the place: PBXCTL_STATE, root's, the user's, or none", arguments: [
        (["PBXCTL_STATE": "/x", "HOME": "/h"], true, "/x"), (["HOME": "/h"], true, "/var/lib/pbxctl"), (["HOME": "/h"], false, "/h/.local/state/pbxctl"),
        (["HOME": "/h", "XDG_STATE_HOME": "/s"], false, "/s/pbxctl"), (["HOME": "/h", "XDG_STATE_HOME": "relative"], false, "/h/.local/state/pbxctl"),
        ([:], false, nil),
    ] as [([String: String], Bool, String?)])
    func place(environment: [String: String], isRoot: Bool, path: String?) {
        #expect(StateDirectory(environment: environment, isRoot: isRoot)?.path == path)
    }

    @Test("which way a broken-off write goes", arguments: [
        ([.after, .after], [.before], .forward), ([.after, .before], [.after], .back), ([.after, .neither], [.after], .back), ([.either], [.after], .forward),
        ([], [.after, .before], .back), ([], [], .back), ([.either], [.either], .back),
    ] as [([Standing], [Standing], RecoveryDirection)])
    func direction(rows: [Standing], others: [Standing], expected: RecoveryDirection) {
        #expect(RecoveryDirection(rows: rows, others: others) == expected)
    }
}
