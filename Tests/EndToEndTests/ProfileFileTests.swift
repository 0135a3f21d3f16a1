import Foundation
import Testing

@Suite("Profile files")
struct ProfileFileTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    func refused(_ text: String) throws -> Program.Outcome {
        try Program.run("--config", try folder.write(text, to: "config"), "extension", "list")
    }

    static let head = "[a]\nkind = freepbx\n"

    @Test("that are not right are refused with file and line", arguments: [
        (head + "databse = mysql://x@h/y\n", 3, "did you mean database?"), (head + "nonsense\n", 3, "key = value"), ("[a\nkind = freepbx\n", 1, "[name]"),
        ("kind = freepbx\n", 1, "below a [name]"), ("[a]\nkind = asterisk\n", 2, "freepbx, fusionpbx"), (head + "kind = freepbx\n", 3, "line 2"),
        (head + "[a]\n", 3, "line 1"), (head + "database =\n", 3, "value"), (head + "database = localhost\n", 3, "mysql://"),
        (head + "database = mysql://x@h:99999/y\n", 3, "65535"), (head + "database = mysql://x:%zz@h/y\n", 3, "%25"), (head + "connect_timeout = soon\n", 3, "seconds"),
        (head + "time_zone = Mars/Base\n", 3, "no such time zone"), (head + "asterisk_spool = spool\n", 3, "begin it with /"), (head + "manager = esl://h:1\n", 3, "esl"),
    ])
    func mistakes(text: String, line: Int, said: String) throws {
        let outcome = try refused(text)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("\(folder.path)/config:\(line)") && outcome.errors.contains(said), "\(outcome.errors)")
    }

    @Test("never show a password that stands in a line that is not understood")
    func noPasswordInErrors() throws {
        for text in ["mysql://x:hunter2@h/y\n", Self.head + "databse = mysql://x:hunter2@h/y\n", Self.head + "database = mysql://x:hunter2@h:port/y\n", Self.head + "database = mysql:/x:hunter2@h/y\n"] {
            let outcome = try refused(text)
            #expect(outcome.status == 2 && !outcome.errors.contains("hunter2"), "\(outcome.errors)")
        }
    }

    @Test("that hold rubbish never crash the program")
    func rubbish() throws {
        var random = SplitMix(seed: 7)
        let good = Array((Self.head + "database = mysql://u:p%41@[::1]:3306/d?socket=/x&ssl-ca=/y\nmanager = ami://a@h:5038\n").utf8)
        for round in 0..<120 {
            var bytes = good
            if round < 20 { bytes = (0..<200).map { _ in UInt8.random(in: .min ... .max, using: &random) } }
            for _ in 0..<(round % 8) { bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random) }
            let file = try folder.write(Data(bytes), to: "config")
            let outcome = try Program.run("--config", file, "config", "show", "--connect-timeout", "1", "-o", "json", deadline: 10)
            #expect(outcome.status.map { (0...10).contains($0) } == true, "\(bytes): \(outcome)")
        }
    }

    @Test("name several event sockets, and each is shown and asked")
    func severalManagers() throws {
        let file = try folder.write(
            """
            [cluster]
            kind = fusionpbx
            database = postgresql://fusionpbx@127.0.0.1:\(Lab.value("LAB_PG_PORT"))/fusionpbx
            database_password_file = \(Lab.value("LAB_PG_PASSWORD_FILE"))
            manager = esl://127.0.0.1:\(Lab.value("LAB_ESL_PORT"))
            manager = esl://127.0.0.1:1
            manager_password_file = \(Lab.value("LAB_ESL_PASSWORD_FILE"))
            domain = pbx.example.test
            """, to: "config")
        let shown = try Program.run("--config", file, "config", "show", "-o", "json").array().filter { $0["setting"] as? String == "manager" }
        #expect(shown.count == 2)
        let tested = try Program.run("--config", file, "test", "-o", "json")
        #expect(tested.status == 5)
        #expect(try tested.array().filter { ($0["part"] as? String ?? "").hasPrefix("manager") }.count == 2)
        // A write is refused while one node would keep its old copies.
        let before = try Stores.fingerprint("fusionpbx")
        let write = try Program.run("--config", file, "extension", "set", "1001", "--name", "Never")
        #expect(write.status == 5 && write.errors.contains("127.0.0.1:1"), "\(write.errors)")
        #expect(try Stores.fingerprint("fusionpbx") == before)
    }
}

/// A generator whose numbers are the same on every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
