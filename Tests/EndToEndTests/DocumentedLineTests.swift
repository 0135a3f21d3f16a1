import Foundation
import Testing

/// Every command line that README and documents show is run as it stands, against the lab, and what it changed is undone.
@Suite("The command lines of the documents")
struct DocumentedLineTests {
    /// What a line needs before it is run: shell lines, for the lines that contain a text.
    struct Scene {
        var lines: String
        var before: String

        init(_ lines: String, _ before: String) {
            self.lines = lines
            self.before = before
        }
    }

    static let scenes: [Scene] = [
        .init(" 1050", "pbxctl extension add 1050 --name 'Front desk' --voicemail --if-not-exists -q"),
        .init("pbxctl extension add 1050", "pbxctl extension delete 1050 --if-exists --yes --force -q"),
        .init("did add 15551230000", "pbxctl did delete 15551230000 --yes --force -q"),
        .init("extension:1050", "pbxctl extension add 1050 --if-not-exists -q"),
        .init("1050.secret", "(umask 077; echo aSecretOfSixteen > 1050.secret)"),
        .init("1001.secret", "(umask 077; echo aSecretOfSixteen > 1001.secret)"),
        .init("helpdesk.pass", "(umask 077; echo aPasswordOfMany > helpdesk.pass)"),
        .init("admin set helpdesk", "pbxctl admin add helpdesk --password-file helpdesk.pass --all-sections -q"),
        .init("admin delete helpdesk", "(umask 077; echo aPasswordOfMany > p); pbxctl admin add helpdesk --password-file p --all-sections -q"),
        .init("1050.plan", "pbxctl extension add 1050 --if-not-exists -q"),
        .init("plan show", "pbxctl extension delete 1050 --yes --plan-out 1050.plan -q"),
        .init("plan apply", "pbxctl extension delete 1050 --yes --plan-out 1050.plan -q"),
        .init("ringgroup delete 650", "pbxctl ringgroup add 650 --name Sales --member 1001 -q"),
        .init("followme remove", "pbxctl followme add 1001 15559876543 --if-not-exists -q"),
        .init("followme has", "pbxctl followme add 1001 15559876543 --if-not-exists -q"),
        .init("needreload --exit-code", "pbxctl system needreload set -q"),
        .init("417305", "pbxctl extension set 1001 --account-code documents -q"),
        .init("desk.txt", #"printf '%s\n' "extension add 1050 --name 'Front desk' --voicemail --if-not-exists" "extension delete 1049 --cascade --if-exists" > desk.txt"#),
        .init("changes.txt", "echo 'extension add 1050 --if-not-exists' > changes.txt"),
        .init("rooms.csv", "echo '1001,Room 1' > rooms.csv"),
        .init("staff.csv", #"printf '%s\n' extension,name '1050,Front desk' 1001,Reception > staff.csv"#),
        .init("snapshot diff last", "pbxctl snapshot save -q"),
        .init("snapshot apply last", "pbxctl snapshot save -q"),
        .init("office.json --", "pbxctl snapshot save office.json -q"),
        .init("import extension.csv", "pbxctl extension export > extension.csv"),
        .init("import extensions.csv", "pbxctl extension export > extensions.csv"),
        .init("import did.csv", "pbxctl did export > did.csv"),
        .init("import dids.csv", "pbxctl did export > dids.csv"),
        .init("import blocklist.csv", "pbxctl blocklist list -o csv > blocklist.csv"),
        .init("spam.csv", #"printf '%s\n' number,description '15550007777,Sells printers' > spam.csv"#),
        .init("extension copy 1001 1050", "pbxctl extension delete 1050 --if-exists --yes --force -q"),
        .init("import ringgroup.csv", "pbxctl ringgroup export > ringgroup.csv"),
    ]

    /// Lines that do not end with 0 in this lab, and why.
    static let statuses: [(line: String, statuses: [Int32], why: String)] = [
        ("registration show 1001 --exit-code", [9], "no phone is registered"),
        ("--watch", [124], "it goes on until it is ended"),
        ("cdr follow", [124], "it goes on until it is ended"),
        ("call hangup 1001", [3], "no call is up"),
        ("pbxctl check", [0, 9], "the office has what some rules look for"),
        ("call show 1001", [3], "no call is up"),
        ("call transfer 1001 1002", [3], "no call is up"),
        ("phone notify 1001", [3], "no phone is registered"),
        ("# Every trunk that is enabled", [2], "no carrier is registered"),
        ("trunk list --exit-code", [9], "no carrier is registered"),
        ("doctor -q --exit-code", [0, 9], "the lab has been written to, and a reload may wait"),
        ("call originate 1001 1002 --wait", [1, 9], "no phone is registered"),
        ("# Phones that are not registered", [2], "no phone is registered"),
    ]

    /// Lines that are not run here, and why.
    static let notRun: [(line: String, why: String)] = [
        ("ansible.builtin.command: pbxctl", "AnsibleTests runs the playbook"),
        ("cmd: pbxctl batch -", "AnsibleTests runs the playbook"),
        ("| at 18:00", "there need not be a program `at`"),
        ("pbxctl                     the face", "a drawing of the sources"),
    ]

    /// Those that FusionPBX alone offers.
    static func profile(of line: DocumentedLine) -> String {
        ["pbxctl domain ", "pbxctl cache flush", "pbxctl extension enable", "pbxctl extension disable", "--action voicemail:1001"].contains(where: line.text.contains) ? "fusionpbx" : "freepbx"
    }

    @Test("all do what they are shown for", arguments: DocumentedLine.documents)
    func run(document: String) throws {
        let lines = try DocumentedLine.all(in: document)
        let mailboxes = Mailboxes()
        for profile in Set(lines.map(Self.profile)).sorted() {
            if profile == "freepbx" { _ = try FreePBX.reload() }
            let before = try Stores.fingerprint(profile)
            let traces = profile == "fusionpbx" ? try FusionPBXTraces() : nil
            for line in lines where Self.profile(of: line) == profile {
                if Self.notRun.contains(where: { line.text.contains($0.line) }) { continue }
                try run(line, profile)
                if line.text.contains("voicemail") { try mailboxes.restore() }
            }
            if profile == "freepbx" { _ = try FreePBX.reload() }
            try traces?.remove()
            let (old, new) = (Self.lasting(before), Self.lasting(try Stores.fingerprint(profile)))
            #expect(old == new, "\(document) left something behind in \(profile): \(new.difference(from: old))")
        }
    }

    /// Without the states that Asterisk remembers of any device it was ever asked about.
    private static func lasting(_ stores: String) -> [String] {
        stores.components(separatedBy: "\n").filter { !$0.hasPrefix("/CustomDevstate/") && !$0.hasSuffix(" results found.") }
    }

    private func run(_ line: DocumentedLine, _ profile: String) throws {
        let folder = try Folder()
        let configuration = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
        let environment = [
            "PBXCTL_CONFIG": try folder.write(Self.named(configuration), to: "pbxctl.conf"), "PBXCTL_PROFILE": profile,
            "PBXCTL_STATE": folder.path + "/state", "HOME": folder.path, "SECRET": "aSecretOfSixteen",
        ]
        func shell(_ text: String, _ shell: String = "bash") throws -> Program.Outcome {
            try Program.shell("cd \(folder.path) && exec \(shell) -c \(Self.quoted(text))", environment: environment, deadline: 120)
        }
        for scene in Self.scenes where line.text.contains(scene.lines) {
            let prepared = try shell(scene.before)
            #expect(prepared.status == 0, "\(line.document): before \(line.text): \(prepared.errors)")
        }
        let ended = try shell(try Self.runnable(line.text, folder, shell), Self.shell(of: line.text))
        let expected = Self.statuses.first { line.text.contains($0.line) }?.statuses ?? [0]
        #expect(expected.contains { $0 == ended.status }, "\(line.document): \(line.text): \(ended.status.map(String.init) ?? "a signal") \(ended.output.suffix(300)) \(ended.errors)")
        if line.text.contains("pbxctl undo 417305"), !line.text.contains("--dry-run") { return }
        // Undoing does not know what a reload has added to a new extension; deleting it does.
        if line.text.contains("--apply") { #expect(try shell("pbxctl extension delete 1050 --if-exists --yes --cascade -q").status == 0) }
        // From the last change to the first, and not what undoing adds. A reload and the mailbox's copy do the rest.
        for change in try shell("pbxctl history --all -o name").lines where !line.text.contains("--apply") {
            let undone = try shell("pbxctl undo \(change) -q")
            let isLasting = undone.errors.contains("only a reload may take away") || undone.errors.contains("which do not come back")
            #expect(undone.status == 0 || isLasting, "\(line.document): after \(line.text): \(undone.errors)")
        }
    }

    /// The line as it can run here: paths of this test, ids that there are, the lab's domain, an end to what has none.
    private static func runnable(_ text: String, _ folder: Folder, _ shell: (String, String) throws -> Program.Outcome) throws -> String {
        var text = text.replacing(#/^[0-9*/,-]+( [0-9*/,-]+){4} root /#, with: "").replacingOccurrences(of: "\\%", with: "%")
        for path in ["/root", "/var/backups", "/var/log", "/var/lib/prometheus/node-exporter"] { text = text.replacingOccurrences(of: path + "/", with: folder.path + "/") }
        text = text.replacingOccurrences(of: "cd /var/lib/prometheus/node-exporter", with: "cd \(folder.path)")
        text = text.replacingOccurrences(of: "pbx.example.com", with: "pbx.example.test")
        if text.contains("417305") {
            let change = try shell("pbxctl history -o name", "bash").lines.first ?? "none"
            text = text.replacingOccurrences(of: "417305", with: String(change.suffix(6)))
        }
        if text.contains("1795183200.42") {
            let call = try shell("pbxctl cdr query --limit 1 -o json | jq -r '.[0].call_id'", "bash").lines.first ?? "none"
            text = text.replacingOccurrences(of: "1795183200.42", with: call)
        }
        if text.contains("\"$last\"") && !text.contains("last=") || text.contains("\"$CURSOR\"") {
            let cursor = try shell("pbxctl cdr query --limit 1 --cursor -o json | jq -r '.[0].cursor'", "bash").lines.first ?? "none"
            text = "last='\(cursor)'; CURSOR=$last; " + text
        }
        if text.contains("1795118400-00000002") {
            let message = try shell("pbxctl voicemail list 1001 -o name", "bash").lines.first ?? "none"
            text = text.replacingOccurrences(of: "1795118400-00000002", with: message)
        }
        if text.contains("completion zsh") { text = "autoload -U compinit; compinit -u -D; " + text }
        return text.contains("--watch") || text.contains("cdr follow") ? "timeout -s INT 2 " + text : text
    }

    private static func shell(of text: String) -> String {
        if text.contains("completion zsh") { return "zsh -f" }
        if text.contains("completion fish") { return "fish --no-config" }
        return text.hasPrefix("#!/bin/sh") ? "sh" : "bash -o pipefail"
    }

    /// The lab's profiles also under the names that the documents give theirs.
    private static func named(_ configuration: String) -> String {
        let sections = configuration.components(separatedBy: "\n[")
        let office = sections.first { $0.hasPrefix("freepbx]") } ?? ""
        let others = ["office", "old", "new", "branch"].map { "[" + office.replacingOccurrences(of: "freepbx]", with: "\($0)]") }
        return configuration + "\n" + others.joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'" }

    /// The FreePBX's mailbox of 1001, which undoing does not bring back.
    private final class Mailboxes {
        private let folder = Lab.value("LAB_ASTERISK_SPOOL") + "/voicemail/default/1001"
        private let kept = try? Folder()

        init() { _ = try? Program.shell("cp -a \(folder) \(kept?.path ?? "")/kept") }

        func restore() throws {
            let kept = try #require(kept).path
            #expect(try Program.shell("rm -rf \(folder) && cp -a \(kept)/kept \(folder)").status == 0)
        }
    }

    /// What changes leave on FusionPBX beyond what undoing takes back: dates, notes, and phones that were thrown out.
    private struct FusionPBXTraces {
        init() throws {
            _ = try Lab.postgres("CREATE TABLE kept_dates AS SELECT extension_uuid, update_date, update_user FROM v_extensions")
            _ = try Lab.postgres("CREATE TABLE kept_notes AS SELECT database_transaction_uuid FROM v_database_transactions")
        }

        func remove() throws {
            _ = try Lab.postgres(
                """
                UPDATE v_extensions e SET update_date = k.update_date, update_user = k.update_user FROM kept_dates k
                WHERE k.extension_uuid = e.extension_uuid
                """)
            _ = try Lab.postgres(
                """
                DELETE FROM v_database_transactions
                WHERE database_transaction_uuid NOT IN (SELECT database_transaction_uuid FROM kept_notes)
                """)
            _ = try Lab.postgres("DROP TABLE kept_dates, kept_notes")
            // Written anew, the switch reads it again.
            let registrations = Lab.value("LAB_FUSION_ROOT") + "/switch/registrations"
            try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: registrations)
        }
    }

    @Test("are all found: the lists above name none that has gone")
    func lists() throws {
        let texts = try DocumentedLine.documents.flatMap { try DocumentedLine.all(in: $0) }.map(\.text)
        #expect(texts.count > 150)
        for line in Self.scenes.map(\.lines) + Self.notRun.map(\.line) {
            #expect(texts.contains { $0.contains(line) }, "\(line)")
        }
    }
}
