import Foundation
import Testing

@Suite("Secrets of extensions")
struct SecretTests {
    static let secret = "Kx7-geheim-93qQ"

    @Test("come from a file, standard input or a process, and are kept to the letter", arguments: ["freepbx", "fusionpbx"])
    func sources(profile: String) throws {
        let folder = try Folder()
        let file = try folder.write(Self.secret + "\n", to: "secret")
        let number = Numbers.extension()
        #expect(try Program.run("--profile", profile, "extension", "add", number, "--secret-file", file).status == 0)
        func stored() throws -> String? {
            try Program.run("--profile", profile, "extension", "show", number, "--reveal", "-o", "json").object()["secret"] as? String
        }
        #expect(try stored() == Self.secret)
        #expect(try Program.run("--profile", profile, "extension", "set", number, "--secret", "-", input: "two-\(Self.secret)").status == 0)
        #expect(try stored() == "two-\(Self.secret)")
        #expect(try Program.shell("pbxctl --profile \(profile) extension set \(number) --secret-file <(echo three-\(Self.secret))").status == 0)
        #expect(try stored() == "three-\(Self.secret)")
        #expect(try Program.run("--profile", profile, "extension", "delete", number, "--yes").status == 0)
    }

    @Test("are absent from --trace, --dry-run, what a write prints and what a listing prints", arguments: ["freepbx", "fusionpbx"])
    func hidden(profile: String) throws {
        let folder = try Folder()
        let file = try folder.write(Self.secret, to: "secret")
        let number = Numbers.extension()
        for arguments in [["add", number, "--voicemail", "--secret-file", file, "--dry-run"], ["add", number, "--voicemail", "--secret-file", file], ["set", number, "--secret-file", file], ["show", number], ["list"]] {
            for format in ["json", "csv"] where format == "json" || arguments[0] != "add" {
                let outcome = try Program.run(arguments: ["--profile", profile, "--trace", "-v", "-o", format, "extension"] + arguments)
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(!outcome.output.contains(Self.secret) && !outcome.errors.contains(Self.secret), "\(arguments)")
            }
        }
        let deletion = try Program.run("--profile", profile, "--trace", "extension", "delete", number, "--yes", "-o", "json")
        #expect(deletion.status == 0 && !(deletion.output + deletion.errors).contains(Self.secret))
    }

    @Test("that cannot be read are usage errors before any connection", arguments: ["missing", "folder", "empty", "lines", "huge", "binary", "unreadable"])
    func unreadable(what: String) throws {
        let folder = try Folder()
        var file = "\(folder.path)/secret"
        switch what {
        case "folder": file = folder.path
        case "empty": try folder.write("", to: "secret")
        case "lines": try folder.write("one\ntwo\n", to: "secret")
        case "huge": try folder.write(String(repeating: "x", count: 5_000_000), to: "secret")
        case "binary": try folder.write(Data([0xFF, 0xFE, 0x00]), to: "secret")
        case "unreadable": file = "/proc/self/mem"
        default: break
        }
        let outcome = try Program.run(
            "extension", "set", "1001", "--secret-file", file, environment: ["PBXCTL_CONFIG": "/nonexistent"])
        #expect(outcome.status == 2 && outcome.errors.contains("--secret-file"), "\(outcome)")
    }

    @Test("on standard input that is closed or empty are usage errors, and nothing waits")
    func noInput() throws {
        for redirection in ["<&-", "</dev/null"] {
            let outcome = try Program.shell("pbxctl extension set 1001 --secret - \(redirection)", deadline: 10)
            #expect(outcome.status == 2, "\(outcome)")
        }
    }

    @Test("typed by mistake as a value are not repeated")
    func typedByMistake() throws {
        let outcome = try Program.run("extension", "set", "1001", "--secret", Self.secret)
        #expect(outcome.status == 2 && !outcome.errors.contains(Self.secret) && outcome.errors.contains("never the secret itself"))
    }

    @Test("at a terminal are typed without being shown")
    func prompt() throws {
        let number = Numbers.extension()
        #expect(try Program.run("extension", "add", number).status == 0)
        let outcome = try Terminal.run("pbxctl extension set \(number) --secret -", [.init("Secret", "\(Self.secret)\n")])
        #expect(outcome.status == 0 && !outcome.screen.contains(Self.secret), "\(outcome)")
        #expect(try Program.run("extension", "show", number, "--reveal", "-o", "json").object()["secret"] as? String == Self.secret)
        let refused = try Terminal.run("pbxctl extension set \(number) --secret - --no-input", deadline: 10)
        #expect(refused.status == 2, "\(refused)")
        #expect(try Program.run("extension", "delete", number, "--yes").status == 0)
    }

    @Test("never stand in the process list", arguments: ["freepbx", "fusionpbx"])
    func processList(profile: String) throws {
        let folder = try Folder()
        let file = try folder.write(Self.secret, to: "secret")
        let number = Numbers.extension()
        let write = try Running.pbxctl("--profile", profile, "extension", "add", number, "--secret-file", file)
        var seen = ""
        while write.isRunning {
            for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] where Int(entry) != nil {
                if let line = FileManager.default.contents(atPath: "/proc/\(entry)/cmdline") { seen += String(decoding: line, as: UTF8.self) }
            }
        }
        #expect(write.finish().status == 0)
        let passwords = try ["LAB_MYSQL_PASSWORD_FILE", "LAB_AMI_PASSWORD_FILE", "LAB_PG_PASSWORD_FILE", "LAB_ESL_PASSWORD_FILE"].map(Lab.secret)
        for secret in passwords + [Self.secret] { #expect(!seen.contains(secret)) }
        #expect(try Program.run("--profile", profile, "extension", "delete", number, "--yes").status == 0)
    }
}
