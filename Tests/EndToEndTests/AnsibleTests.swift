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

    /// Runs it; what the summary says: `changed`, `failed`, …
    private func play(_ file: String, _ folder: Folder, _ profile: String) throws -> (counts: [String: Int], text: String) {
        let program = try Program.start(Program.project.appending(path: "Tests/Lab/ansible").path, [], input: "", environment: ProcessInfo.processInfo.environment, deadline: 300)
        let path = try #require(program.lines.last, "\(program.errors)")
        let binary = URL(filePath: Program.path).deletingLastPathComponent().path
        let outcome = try Program.start(
            path, ["-i", "pbx,", "-c", "local", file], input: "",
            environment: [
                "PATH": "\(binary):/usr/bin:/bin", "HOME": folder.path, "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": folder.path + "/state", "PBXCTL_PROFILE": profile,
                "ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3", "LC_ALL": "C.UTF-8",
            ], deadline: 240)
        let summary = try #require(outcome.lines.last { $0.contains("changed=") }, "\(outcome)")
        var counts: [String: Int] = [:]
        for match in summary.matches(of: /(\w+)=(\d+)/) { counts[String(match.1)] = Int(match.2) }
        return (counts, outcome.output + outcome.errors)
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
