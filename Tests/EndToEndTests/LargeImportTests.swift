import Foundation
import Testing

@Suite("A large import", .serialized)
struct LargeImportTests {
    private static let first = 640_000

    /// The numbers are six digits long, so that nothing else looks like one.
    private func numbers(_ count: Int) -> [String] { (0..<count).map { String(Self.first + $0) } }

    private func file(_ numbers: [String]) throws -> String {
        try Scratch.file("extension,name,voicemail,email\n" + numbers.map { "\($0),Person \($0),true,p\($0)@example.com\n" }.joined())
    }

    private static func isOurs(_ number: String) -> Bool { number.count == 6 && number.hasPrefix("64") }

    @Test("a thousand extensions are in every store, and one mark is set")
    func thousand() throws {
        defer { try? Bulk.removeAll("freepbx", where: Self.isOurs) }
        let outcome = try Bulk.pbxctl("freepbx", "extension", "import", try file(numbers(1000)), deadline: 300)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for (table, column) in [("users", "extension"), ("devices", "id"), ("findmefollow", "grpnum")] {
            #expect(try Lab.mysql("SELECT COUNT(*) FROM \(table) WHERE \(column) LIKE '64____';") == ["1000"], "\(table)")
        }
        let devices = try Lab.asterisk("database showkey user").split(separator: "\n").filter { $0.hasPrefix("/DEVICE/64") }
        #expect(devices.count == 1000)
        let lines = try String(contentsOfFile: Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf", encoding: .utf8).split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("64") }.count == 1000)
        #expect(try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';") == ["true"])
    }

    @Test("Ctrl-C while Asterisk's keys are written takes all of them back")
    func interruptedAmongKeys() throws {
        let before = try Stores.fingerprint("freepbx")
        let path = try file(numbers(400))
        let write = try Running.pbxctl("--profile", "freepbx", "extension", "import", path)
        try Running.until("a key is written", seconds: 60) { try Lab.asterisk("database show AMPUSER").contains("/AMPUSER/640") }
        write.signal(SIGINT)
        let outcome = write.finish(deadline: 60)
        #expect(outcome.signal == SIGINT && outcome.errors.contains("nothing was changed"), "\(outcome)")
        #expect(try Stores.fingerprint("freepbx") == before)
    }

    @Test("the memory of an import grows with its rows, and not faster")
    func memory() throws {
        defer { try? Bulk.removeAll("freepbx", where: Self.isOurs) }
        func peak(_ count: Int) throws -> Int {
            let path = try file(numbers(count))
            let outcome = try Program.start(
                "/usr/bin/python3",
                ["-c", "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
                    Program.path, "--profile", "freepbx", "extension", "import", path, "--dry-run", "-q"],
                input: "", environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE")], deadline: 120)
            guard let kibibytes = outcome.lines.last.flatMap({ Int($0) }) else { throw Program.Problem(outcome.errors) }
            return kibibytes
        }
        let (few, many) = (try peak(200), try peak(2000))
        print("memory of an import: 200 rows \(few / 1024) MiB, 2,000 rows \(many / 1024) MiB, \((many - few) / 1800) KiB for each row")
        #expect((many - few) / 1800 < 80, "KiB for each row")
    }
}
