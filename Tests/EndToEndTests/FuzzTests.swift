import Foundation
import Testing

@Suite("Any command line")
struct FuzzTests {
    static let words = [
        "extension", "did", "cdr", "call", "voicemail", "domain", "system", "test", "doctor", "config", "help", "completion", "coffee", "__complete", "list",
        "show", "query", "originate", "bash", "needreload", "1001", "-", "--", "-o", "json", "-ojson", "-o=csv", "--output=", "--fields", "name,", ",", "extension,extension",
        "--limit", "all", "-1", "99999999999999999999", "--start", "-2h", "@-1", "2026-02-30", "--end", "now", "--time-zone", "Europe/Berlin", "../../etc/passwd",
        "--no-header", "--no-", "--=", "---", "-qv", "-hq", "--help", "--version", "--json", "--raw", "--reveal", "--domain", "x", "", " ", "\t", "\n", "'", "\"", "\\", "%s%n",
        "é", "日本", "\u{202E}", "👩‍👩‍👧", "--profile", "fusionpbx", "--config", "/dev/null", "/etc", "--connect-timeout", "0", "--trace", "--no-color", "--legs", "--disposition", "--src",
    ]

    @Test("ends with a documented status: never a crash, never a hang, never a trace of Swift")
    func commandLines() throws {
        var random = SplitMix(seed: 20_261_121)
        for _ in 0..<400 {
            let count = Int.random(in: 0...7, using: &random)
            let arguments = (0..<count).map { _ in Self.words.randomElement(using: &random) ?? "" }
            let outcome = try Program.run(arguments: arguments, environment: ["PBXCTL_CONFIG": Lab.configuration], deadline: 20)
            #expect(outcome.status.map { (0...10).contains($0) } == true, "\(arguments): \(outcome.signal ?? 0) \(outcome.errors)")
            #expect(!outcome.errors.contains("Fatal error") && !outcome.errors.contains("PBXKit."), "\(arguments): \(outcome.errors)")
            if outcome.status == 2, arguments.first != "__complete" { #expect(outcome.output.isEmpty, "\(arguments)") }
        }
    }

    @Test("of bytes that are no text is refused, and nothing is stored mended")
    func notUTF8() throws {
        let before = try Stores.fingerprint("freepbx")
        let outcome = try Program.shell("pbxctl extension set 1001 --name $'caf\\xe9'")
        #expect(outcome.status == 2 && outcome.errors.contains("UTF-8"))
        #expect(try Stores.fingerprint("freepbx") == before)
    }

    @Test("of enormous words is refused")
    func enormous() throws {
        let long = String(repeating: "9", count: 100_000)
        for words in [["extension", "show", long], ["extension", "add", long], ["cdr", "query", "--start", long], ["cdr", "query", "--limit", long], [long], ["--" + long]] {
            let outcome = try Program.run(arguments: words)
            #expect(outcome.status == 2 || outcome.status == 3, "\(words[0]): \(outcome.status ?? -1)")
            #expect(outcome.output.isEmpty)
        }
    }
}
