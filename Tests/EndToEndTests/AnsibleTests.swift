import Foundation
import Testing

@Suite("The cookbook's Ansible tasks")
struct AnsibleTests {
    /// The playbook as the cookbook prints it, with numbers of the test's own.
    private func playbook(_ numbers: [String: String]) throws -> String {
        let text = try String(contentsOf: Program.project.appending(path: "docs/cookbook.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## Ansible\n").last?.components(separatedBy: "\n## ").first)
        let lines = section.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("    - hosts:") })
        let block = lines[start...].prefix { $0.isEmpty || $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
        return numbers.reduce(block.joined(separator: "\n")) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
    }

    /// An indented block of the section on fleets, by what it begins with.
    private func block(_ start: String) throws -> String {
        let text = try String(contentsOf: Program.project.appending(path: "docs/cookbook.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n### A fleet\n").last?.components(separatedBy: "\n## ").first)
        let lines = section.split(separator: "\n", omittingEmptySubsequences: false)
        let first = try #require(lines.firstIndex { $0.hasPrefix("    \(start)") })
        return lines[first...].prefix { $0.isEmpty || $0.hasPrefix("    ") }.map { $0.dropFirst(4) }.joined(separator: "\n") + "\n"
    }

    /// Runs a playbook; its whole output.
    private func run(_ arguments: [String], _ folder: Folder, _ more: [String: String]) throws -> Program.Outcome {
        let program = try Program.start(Program.project.appending(path: "Tests/Lab/ansible").path, [], input: "", environment: ProcessInfo.processInfo.environment, deadline: 300)
        let path = try #require(program.lines.last, "\(program.errors)")
        let binary = URL(filePath: Program.path).deletingLastPathComponent().path
        let environment = [
            "PATH": "\(binary):/usr/bin:/bin", "HOME": folder.path, "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": folder.path + "/state",
            "ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3", "LC_ALL": "C.UTF-8",
        ]
        return try Program.start(path, arguments, input: "", environment: environment.merging(more) { $1 }, deadline: 240)
    }

    private func counts(_ summary: String) -> [String: Int] {
        Dictionary(summary.matches(of: /(\w+)=(\d+)/).map { (String($0.1), Int($0.2) ?? -1) }, uniquingKeysWith: { $1 })
    }

    @Test("a fleet is changed side by side: each PBX once, one that is dead stops nobody")
    func fleet() throws {
        let folder = try Folder()
        let number = Numbers.did()
        defer { for profile in ["freepbx", "fusionpbx"] { _ = try? Program.run("--profile", profile, "blocklist", "remove", number, "--if-exists") } }
        let inventory = try folder.write(block("[pbx]"), to: "fleet.ini")
        let playbook = try folder.write(
            block("- hosts:").replacingOccurrences(of: "15550001234", with: number).replacingOccurrences(of: "delay: 5", with: "delay: 1"), to: "fleet.yml")
        func played(_ inventory: String, _ more: [String: String] = [:]) throws -> [String: [String: Int]] {
            let outcome = try run(["-i", inventory, playbook], folder, more)
            let lines = outcome.lines.filter { $0.contains("changed=") }
            try #require(!lines.isEmpty, "\(outcome)")
            return Dictionary(lines.map { (String($0.prefix { $0 != " " }), counts($0)) }, uniquingKeysWith: { $1 })
        }
        let first = try played(inventory)
        for host in ["office", "branch"] {
            #expect(first[host]?["ok"] == 2 && first[host]?["changed"] == 1 && first[host]?["failed"] == 0, "\(first)")
        }
        for profile in ["freepbx", "fusionpbx"] {
            #expect(try Program.run("--profile", profile, "blocklist", "show", number, "-o", "json").object()["description"] as? String == "Robot")
        }
        let line = try Program.run("--all-profiles", "blocklist", "list", "--match", number, "-o", "csv", "--fields", "number", "--no-header")
        #expect(Set(line.lines) == ["freepbx,\(number)", "fusionpbx,\(number)"], "\(line)")
        let before = try ["freepbx", "fusionpbx"].map(Stores.fingerprint)
        let second = try played(inventory)
        #expect(second.values.allSatisfy { $0["ok"] == 2 && $0["changed"] == 0 && $0["failed"] == 0 }, "\(second)")
        #expect(try ["freepbx", "fusionpbx"].map(Stores.fingerprint) == before)
        // A third one that is not there.
        let lab = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
        let configuration = try folder.write(
            lab + "\n[dead]\nkind = freepbx\ndatabase = mysql://nobody:none@127.0.0.1:1/asterisk\nmanager = ami://nobody:none@127.0.0.1:1\n", to: "three.conf")
        let three = try folder.write(block("[pbx]").replacingOccurrences(of: "[pbx]\n", with: "[pbx]\nfar pbxctl_profile=dead\n"), to: "three.ini")
        _ = try Program.run("--profile", "freepbx", "blocklist", "remove", number)
        let third = try played(three, ["PBXCTL_CONFIG": configuration])
        #expect(third["far"]?["failed"] == 1 && third["office"]?["changed"] == 1 && third["branch"]?["ok"] == 2 && third["branch"]?["changed"] == 0, "\(third)")
    }

    /// Runs it; what the summary says: `changed`, `failed`, …
    private func play(_ file: String, _ folder: Folder, _ profile: String) throws -> (counts: [String: Int], text: String) {
        let outcome = try run(["-i", "pbx,", "-c", "local", file], folder, ["PBXCTL_PROFILE": profile])
        let summary = try #require(outcome.lines.last { $0.contains("changed=") }, "\(outcome)")
        return (counts(summary), outcome.output + outcome.errors)
    }

    @Test("change everything once, and nothing the second time", arguments: Profiles.all)
    func twice(profile: String) throws {
        let folder = try Folder()
        let (number, group, did, old) = (Numbers.extension(), Numbers.extension(), Numbers.did(), Numbers.did())
        defer {
            for words in [["did", "delete", did], ["did", "delete", old], ["ringgroup", "delete", group], ["extension", "delete", number]] {
                _ = try? Program.run(arguments: ["--profile", profile] + words + ["--yes", "--force", "--if-exists"])
            }
            if profile == "freepbx" { _ = try? FreePBX.reload() }
        }
        let file = try folder.write(playbook(["1050": number, "1051": group, "15551230050": did, "15551230051": old]), to: "playbook.yml")
        #expect(try Program.run("--profile", profile, "did", "add", old, "--to", "hangup").status == 0)
        let first = try play(file, folder, profile)
        #expect(first.counts["ok"] == 8 && first.counts["changed"] == 7 && first.counts["failed"] == 0, "\(first.text)")
        #expect(try Program.run("--profile", profile, "did", "show", did, "-o", "json").object()["target"] as? [String: Any] != nil)
        let shown = try Program.run("--profile", profile, "extension", "show", number, "-o", "json").object()
        #expect(shown["email"] as? String == "desk@example.com" && shown["account_code"] as? String == "desk")
        #expect(try Program.run("--profile", profile, "did", "show", old).status == 3)
        if profile == "freepbx" {
            #expect(try FreePBX.done("system", "needreload")["reload_needed"] as? Bool == false)
            #expect(try Lab.asterisk("pjsip show endpoints").contains("\(number)/\(number)"))
        }
        let before = try Stores.fingerprint(profile)
        let second = try play(file, folder, profile)
        #expect(second.counts["ok"] == 8 && second.counts["changed"] == 0 && second.counts["failed"] == 0, "\(second.text)")
        #expect(try Stores.fingerprint(profile) == before)
    }
}
