import Foundation
import Testing

/// A PBX that several write to: machines with journals of their own, a program that still runs, the web interface, reloads.
@Suite("A write that was broken off, and others", .serialized)
struct SharedPBXTests {
    /// Of the machine on which the write is broken off, and of another one.
    private let (folder, other): (Folder, Folder)
    private let number = Numbers.extension()

    init() throws { (folder, other) = (try Folder(), try Folder()) }

    private func strace(_ state: Folder) -> Strace {
        Strace(environment: [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_STATE": state.path + "/state", "PBXCTL_CONFIG": Lab.configuration,
        ])
    }

    private func run(_ profile: String, _ state: Folder, _ words: String...) throws -> Program.Outcome {
        try strace(state).run(["--profile", profile, "-o", "json"] + words)
    }

    @discardableResult
    private func done(_ profile: String, _ state: Folder, _ words: String...) throws -> Program.Outcome {
        let outcome = try strace(state).run(["--profile", profile, "-o", "json"] + words)
        guard outcome.status == 0 else { throw Program.Problem("\(words): \(outcome.errors)") }
        return outcome
    }

    private func remove(_ profile: String) {
        _ = try? run(profile, folder, "extension", "delete", number, "--yes", "--if-exists")
        if profile == "freepbx" { _ = try? run(profile, folder, "system", "reload") }
    }

    private func history(_ profile: String, _ state: Folder) throws -> [[String: Any]] { try done(profile, state, "history").array() }

    private var change: [String] { ["extension", "set", number, "--name", "Broken off", "--email", "broken@example.com"] }

    /// The step of the change at which `text` is sent.
    private func step(_ profile: String, sending text: String, next: Bool = false) throws -> Disturbance.SystemCall {
        let run = try strace(folder).traced(["--profile", profile, "-q"] + change)
        let sent = run.steps.filter { $0.call.name == "sendto" }
        let position = try #require(sent.lastIndex { $0.text.contains(text) }, "\(sent.map(\.text))")
        let id = try #require(try history(profile, folder).first?["id"] as? String)
        try done(profile, folder, "undo", id)
        return sent[position + (next ? 1 : 0)].call
    }

    @Test("another machine says where to recover, and can forget it; the machine itself recovers", arguments: ["freepbx", "fusionpbx"])
    func otherMachine(profile: String) throws {
        try done(profile, folder, "extension", "add", number, "--name", "Whole", "--voicemail", "--email", "whole@example.com")
        defer { remove(profile) }
        let call = try step(profile, sending: "COMMIT", next: profile == "fusionpbx")
        #expect(try strace(folder).killed(["--profile", profile] + change, at: call).status == nil)
        var id = try #require(try history(profile, folder).first?["id"] as? String)
        if profile == "fusionpbx" {
            // Another machine's write of this minute may still be at it.
            #expect(try run(profile, other, "forward", "set", number, "15551230001").status == 0)
            let old = "20200101" + id.dropFirst(8)
            _ = try Lab.postgres("UPDATE v_default_settings SET default_setting_value = replace(default_setting_value, '\(id)', '\(old)') WHERE default_setting_category = 'pbxctl';")
            id = old
        }
        for words in [["forward", "set", number, "15551230009"], ["recover"]] {
            let outcome = try strace(other).run(["--profile", profile, "-o", "json"] + words)
            #expect(outcome.status == 4, "\(outcome)")
            #expect(outcome.errors.contains(id) && outcome.errors.contains("recover --forget"), "\(outcome.errors)")
        }
        #expect(try run(profile, other, "recover", "--forget", "20200101-000000-000000").status == 3)
        try done(profile, other, "recover", "--forget", id)
        try done(profile, other, "dnd", "on", number)
        // What the other machine forgot is no obstacle here.
        let recovered = try done(profile, folder, "recover").array()
        #expect(recovered.first?["outcome"] as? String == (profile == "freepbx" ? "restored" : "completed"))
        let name = try done(profile, folder, "extension", "show", number).object()["name"] as? String
        #expect(name == (profile == "freepbx" ? "Whole" : "Broken off"))
        try done(profile, other, "dnd", "off", number)
    }

    @Test("a program that still runs is waited for, not recovered", arguments: ["freepbx", "fusionpbx"])
    func livingWriter(profile: String) throws {
        try done(profile, folder, "extension", "add", number, "--name", "Whole", "--voicemail", "--email", "whole@example.com")
        defer { remove(profile) }
        let call = try step(profile, sending: "COMMIT")
        let slow = try strace(folder).delayed(["--profile", profile, "-q"] + change, at: call, seconds: 2)
        try Running.until("the write begins") { try history(profile, folder).first?["outcome"] as? String == "unfinished" }
        try done(profile, folder, "extension", "set", number, "--ring-seconds", "25")
        #expect(slow.finish().status == 0)
        #expect(try history(profile, folder).prefix(2).allSatisfy { $0["outcome"] as? String == "done" })
        #expect(try done(profile, folder, "extension", "show", number).object()["name"] as? String == "Broken off")
    }

    @Test("what the web interface has changed since is left alone, and said")
    func changedMeanwhile() throws {
        try done("freepbx", folder, "extension", "add", number, "--name", "Whole", "--voicemail", "--email", "whole@example.com")
        defer { remove("freepbx") }
        let call = try step("freepbx", sending: "COMMIT")
        #expect(try strace(folder).killed(["--profile", "freepbx"] + change, at: call).status == nil)
        #expect(try Lab.astDB("AMPUSER", "\(number)/cidname") == "Broken off")
        _ = try Lab.asterisk("database put AMPUSER \(number)/cidname GUI")
        _ = try Lab.mysql("UPDATE users SET ringtimer = 44 WHERE extension = '\(number)';")
        let recovered = try done("freepbx", folder, "recover").array()
        let notes = (recovered.first?["notes"] as? [String])?.joined() ?? ""
        #expect(notes.contains("AMPUSER/\(number)/cidname") && notes.contains("left alone"), "\(recovered)")
        #expect(try Lab.astDB("AMPUSER", "\(number)/cidname") == "GUI")
        #expect(try Lab.mysql("SELECT name, ringtimer FROM users WHERE extension = '\(number)';") == ["Whole\t44"])
        #expect(try String(contentsOfFile: Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf", encoding: .utf8).contains("whole@example.com"))
    }

    @Test("rows that the web interface changes while a write is made are a conflict, never overwritten", arguments: ["freepbx", "fusionpbx"])
    func changedDuring(profile: String) throws {
        try done(profile, folder, "extension", "add", number, "--name", "Whole", "--voicemail", "--email", "whole@example.com")
        defer { remove(profile) }
        let sent = try strace(folder).traced(["--profile", profile, "-q"] + change)
            .steps.filter { $0.call.name == "openat" && $0.text.contains("/pending/") && $0.text.contains("O_CREAT") }
        try done(profile, folder, "undo", try #require(try history(profile, folder).first?["id"] as? String))
        let slow = try strace(folder).delayed(["--profile", profile, "-o", "json"] + change, at: try #require(sent.first).call, seconds: 2)
        usleep(1_000_000)
        if profile == "freepbx" {
            _ = try Lab.mysql("UPDATE users SET name = 'GUI' WHERE extension = '\(number)'; UPDATE users SET ringtimer = 44 WHERE extension = '1001';")
        } else {
            _ = try Lab.postgres("UPDATE v_extensions SET effective_caller_id_name = 'GUI' WHERE extension = '\(number)'; UPDATE v_extensions SET description = description WHERE extension = '1001';")
        }
        let outcome = slow.finish()
        #expect(outcome.status == 4, "\(outcome)")
        #expect(try done(profile, folder, "extension", "show", number).object()["name"] as? String == "GUI")
        if profile == "freepbx" {
            #expect(try Lab.astDB("AMPUSER", "\(number)/cidname") == "Whole")
            _ = try Lab.mysql("UPDATE users SET ringtimer = 0 WHERE extension = '1001';")
        }
        #expect(try done(profile, folder, "recover").array().isEmpty)
    }

    @Test("a reload that runs meanwhile does not lose the mark")
    func reloadMeanwhile() throws {
        try done("freepbx", folder, "extension", "add", number, "--name", "Whole", "--voicemail", "--email", "whole@example.com")
        defer { remove("freepbx") }
        let call = try step("freepbx", sending: "COMMIT")
        let slow = try strace(folder).delayed(["--profile", "freepbx", "-q"] + change, at: call, seconds: 1)
        try Running.until("the write begins") { try history("freepbx", folder).first?["outcome"] as? String == "unfinished" }
        let reload = try Program.start(Lab.value("LAB_FWCONSOLE"), ["reload"], input: "", environment: Lab.environment, deadline: 60)
        #expect(reload.status == 0, "\(reload.errors)")
        #expect(slow.finish().status == 0)
        #expect(try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';") == ["true"])
    }

    @Test("the lock file on FusionPBX's host holds a write back, and is named")
    func hostLock() throws {
        let path = Lab.value("LAB_FUSION_STORAGE") + "/.pbxctl.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0 && flock(descriptor, LOCK_EX) == 0)
        defer { close(descriptor) }
        let before = try Stores.fingerprint("fusionpbx")
        let outcome = try run("fusionpbx", folder, "extension", "set", "1020", "--name", "Held back", "--lock-timeout", "0")
        #expect(outcome.status == 4 && outcome.errors.contains(path), "\(outcome)")
        #expect(try Stores.fingerprint("fusionpbx") == before)
    }
}
