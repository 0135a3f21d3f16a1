import Foundation
import Testing

/// `snapshot save`, `list`, `diff` and `apply`, on every kind of PBX.
@Suite("Snapshots", .serialized)
struct SnapshotTests {
    private static let nouns = ["extension", "did", "ringgroup", "followme", "callflow", "blocklist", "timecondition", "queue", "ivr", "conference", "recording", "moh", "route"]

    @Test("the same configuration is the same bytes, without secrets unless asked for", arguments: Profiles.all)
    func canonical(_ profile: String) throws {
        let office = try SnapshotOffice(profile)
        let first = try office.configuration()
        #expect(try office.configuration() == first && first.hasSuffix("}\n"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any])
        for noun in Self.nouns { #expect(object[noun] is [[String: Any]], "\(noun)") }
        #expect(object["secrets"] as? Bool == false && !first.contains("uuid"))
        let known = try office.done("extension", "show", "1001", "--reveal", "-o", "json").object()
        let secret = try #require(known["secret"] as? String)
        #expect(!first.contains(secret) && !first.contains("\"secret\""))
        let revealed = try office.done("snapshot", "save", "-", "--reveal").output
        #expect(revealed.contains("\"\(secret)\"") && revealed.contains("\"secrets\":true"))
        // An object a line.
        #expect(first.split(separator: "\n").count { $0.hasPrefix("{\"extension\":") } >= (object["extension"] as? [Any])?.count ?? 0)
    }

    @Test("files are nobody else's; those that are kept are listed, and the newest is last", arguments: Profiles.all)
    func kept(_ profile: String) throws {
        let office = try SnapshotOffice(profile)
        #expect(try office.done("snapshot", "list", "-o", "json").array().isEmpty)
        let first = try office.done("snapshot", "save", "-o", "json").object()
        let second = try office.done("snapshot", "save", "-o", "json").object()
        let listed = try office.done("snapshot", "list", "-o", "json").array()
        #expect(listed.compactMap { $0["snapshot"] as? String } == [first, second].compactMap { $0["snapshot"] as? String })
        #expect(listed.allSatisfy { $0["profile"] as? String == profile })
        let path = try #require(first["path"] as? String)
        let exported = "\(office.folder.path)/open.json"
        _ = FileManager.default.createFile(atPath: exported, contents: Data("old".utf8), attributes: [.posixPermissions: 0o644])
        try office.done("snapshot", "save", exported)
        for file in [path, exported] {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(file)")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == office.configuration())
        }
        #expect(try office.differences("last").isEmpty && office.differences(first["snapshot"] as? String ?? "", path).isEmpty)
        #expect(try office.refused(3, "snapshot", "diff", "nothing-like-it").contains("snapshot list"))
    }

    @Test("diff names every object and field that is another, and shows no secret", arguments: Profiles.all)
    func differences(_ profile: String) throws {
        let office = try SnapshotOffice(profile)
        let (number, did) = (Numbers.extension(), Numbers.did())
        defer {
            office.delete("did", did)
            office.delete("extension", number)
        }
        let empty = try office.saved("empty")
        try office.done("extension", "add", number, "--name", "First")
        try office.done("did", "add", did, "--to", "extension:\(number)")
        let added = try office.saved("added")
        // A FreePBX gives every new extension a list.
        let lists = profile == "freepbx" ? ["followme \(number)"] : []
        let objects = ["extension \(number)", "did \(did)"] + lists
        #expect(try office.differences(empty) == objects.map { "\($0) added" })
        #expect(try office.differences(added, empty) == objects.map { "\($0) removed" })
        try office.done("extension", "set", number, "--name", "Second", "--secret", "-", input: "anotherSecretOfSome\n")
        try office.done("did", "set", did, "--to", "extension:1001")
        #expect(try office.differences(added) == ["extension \(number) changed name", "did \(did) changed target"])
        let table = try office.done("snapshot", "diff", added, "-o", "tsv", "--fields", "field,from,to", "--no-header").lines
        #expect(table == ["name\tFirst\tSecond", "target\textension:\(number)\textension:1001"])
        let question = try office.run(["snapshot", "diff", added, "--exit-code", "-q"])
        #expect(question.status == 9 && question.output.isEmpty)
        #expect(try office.run(["snapshot", "diff", added, added, "--exit-code"]).status == 0)
        // With secrets in the file both are compared, and neither is shown.
        let secret = "\(office.folder.path)/secret.json"
        try office.done("snapshot", "save", secret, "--reveal")
        try office.done("extension", "set", number, "--secret", "-", input: "aThirdSecretOfSome\n")
        let outcome = try office.done("snapshot", "diff", secret, "-o", "json")
        #expect(try outcome.array().compactMap { $0["field"] as? String } == ["secret"])
        #expect(!outcome.output.contains("anotherSecret") && !outcome.output.contains("aThirdSecret"))
        let fromInput = try office.run(["snapshot", "diff", "-", "-o", "name"], input: String(contentsOfFile: added, encoding: .utf8))
        #expect(fromInput.status == 0 && Set(fromInput.lines) == [number, did], "\(fromInput)")
    }

    @Test("two PBXes of one kind are compared, of two kinds they are not")
    func twoPBXes() throws {
        let office = try SnapshotOffice("freepbx")
        let outcome = try office.run(["snapshot", "diff", "profile:fusionpbx", "profile:fusionpbx54", "-o", "json"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try office.run(["snapshot", "diff", "profile:fusionpbx", "profile:fusionpbx"]).lines.count == 1)
        #expect(try office.refused(2, "snapshot", "diff", "profile:fusionpbx").contains("FusionPBX"))
        _ = try office.refused(3, "snapshot", "diff", "profile:nobody")
    }

    @Test("apply brings back what was there: one change, the second time none, undone as one", arguments: Profiles.all)
    func applying(_ profile: String) throws {
        let office = try SnapshotOffice(profile)
        let (kept, gone, new) = (Numbers.extension(), Numbers.extension(), Numbers.extension())
        let (group, did) = (Numbers.extension(), Numbers.did())
        defer {
            office.delete("did", did)
            office.delete("ringgroup", group)
            office.delete("extension", kept, gone, new)
            if profile == "freepbx" { _ = try? FreePBX.reload() }
        }
        try office.done("extension", "add", kept, "--name", "Kept", "--voicemail", "--email", "kept@example.com")
        try office.done("extension", "add", gone, "--name", "Gone", "--voicemail")
        try office.done("followme", "add", kept, "15559876543")
        try office.done("ringgroup", "add", group, "--name", "Group", "--member", kept, "--member", gone)
        try office.done("did", "add", did, "--to", "ringgroup:\(group)")
        let flow = try office.done("callflow", "list", "-o", "json").array().first
        let flowID = try #require(flow?["callflow"] as? String)
        let flowState = try #require(flow?["state"] as? String)
        let wanted = try office.saved("wanted")

        try office.done("did", "set", did, "--to", "extension:1001", "--description", "elsewhere")
        try office.done("ringgroup", "set", group, "--name", "Another", "--member", kept)
        try office.done("extension", "delete", gone, "--yes")
        try office.done("extension", "set", kept, "--name", "Other", "--email", "")
        try office.done("followme", "add", kept, "15551112222")
        try office.done("followme", "remove", kept, "15559876543")
        try office.done("extension", "add", new, "--name", "New")
        try office.done("callflow", "set", flowID, flowState == "normal" ? "alternate" : "normal")
        let before = try office.configuration()

        let rehearsal = try office.run(["snapshot", "apply", wanted, "--prune", "--dry-run", "-o", "json"])
        #expect(rehearsal.status == 0, "\(rehearsal.errors)")
        #expect(try office.configuration() == before)
        #expect(try office.refused(2, "snapshot", "apply", wanted, "--prune").contains("--yes"))

        let report = try office.done("snapshot", "apply", wanted, "--prune", "--yes", "-o", "json").object()
        #expect(report["added"] as? [String] == ["extension:\(gone)"], "\(report)")
        #expect(report["deleted"] as? [String] == ["extension:\(new)"])
        let set = Set(report["set"] as? [String] ?? [])
        #expect(set == ["extension:\(kept)", "ringgroup:\(group)", "did:\(did)", "followme:\(kept)", "callflow:\(flowID)"], "\(set)")
        let secrets = try #require(report["secrets"] as? [[String: Any]])
        #expect(secrets.count == 1 && secrets[0]["extension"] as? String == gone && (secrets[0]["secret"] as? String)?.isEmpty == false)
        #expect(try office.differences(wanted) == [])
        #expect(try office.configuration() == String(contentsOfFile: wanted, encoding: .utf8))

        let again = try office.done("snapshot", "apply", wanted, "--prune", "--yes", "-o", "json").object()
        #expect(again["changed"] as? Bool == false && (again["set"] as? [String])?.isEmpty == true, "\(again)")

        let changes = try office.done("history", "-o", "json").array()
        #expect((changes.first?["command"] as? String)?.contains("snapshot apply") == true)
        try office.done("undo", changes.first?["id"] as? String ?? "")
        #expect(try office.configuration() == before)
        if profile == "freepbx" { try FreePBX.reload() }
        #expect(try office.configuration() == before)
    }

    @Test("nothing is deleted that anything would still lead to", arguments: Profiles.all)
    func needed(_ profile: String) throws {
        let office = try SnapshotOffice(profile)
        let before = try office.configuration()
        let agent = try #require(try office.done("queue", "list", "-o", "json").array().lazy.compactMap { queue in
            (queue["members"] as? [[String: Any]])?.first { $0["static"] as? Bool == true }?["agent"] as? String
        }.first)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let gone = "{\"extension\":\"\(agent)\""
        var edited = try #require(SnapshotOffice.without(lines) { $0.hasPrefix(gone) && $0.contains("\"driver\"") })
        // Its list goes with it.
        edited = SnapshotOffice.without(edited) { $0.hasPrefix(gone) && $0.contains("\"members\"") } ?? edited
        let refusal = try office.refused(4, "snapshot", "apply", "-", "--prune", "--yes", input: edited.joined(separator: "\n"))
        #expect(refusal.contains("extension:\(agent)"), "\(refusal)")
        #expect(try office.configuration() == before)
    }

    @Test("a file that is none, of another kind, or wrong in one place changes nothing", arguments: Profiles.all)
    func wrong(_ profile: String) throws {
        let office = try SnapshotOffice(profile)
        let before = try office.configuration()
        for (text, what) in [
            ("", "snapshot"), ("[]", "snapshot"), ("{}", "snapshot"), ("{\"pbxctl_snapshot\":2,\"kind\":\"freepbx\"}", "form 2"),
            ("{\"pbxctl_snapshot\":1,\"kind\":\"pabx\"}", "no PBX"), ("{\"pbxctl_snapshot\":1,\"kind\":\"freepbx\",\"phones\":[]}", "phones"),
            (String(before.dropLast(10)), "snapshot"),
        ] {
            #expect(try office.refused(2, "snapshot", "apply", "-", input: text).contains(what), "\(text.prefix(80))")
        }
        let other = profile == "freepbx" ? "fusionpbx" : "freepbx"
        #expect(try office.refused(2, "snapshot", "apply", "-", input: try SnapshotOffice(other).configuration()).contains("kind"))
        let group = try #require(try office.done("ringgroup", "list", "-o", "name").lines.first)
        let edited = before.replacing(try Regex("(\\{\"ringgroup\":\"\(group)\".*?\"strategy\":\")[a-z]+"), maxReplacements: 1) { match in
            "\(match.output[1].substring ?? "")nosuchthing"
        }
        #expect(edited != before)
        let refusal = try office.run(["snapshot", "apply", "-"], input: edited)
        #expect([2, 7].contains(refusal.status) && refusal.errors.contains("ringgroup \(group)"), "\(refusal)")
        #expect(try office.configuration() == before)
        _ = try office.refused(2, "snapshot", "apply", "profile:\(profile)")
    }

    @Test("what cannot be applied is named and stays", arguments: Profiles.all)
    func left(_ profile: String) throws {
        let office = try SnapshotOffice(profile)
        let lines = try office.configuration().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // Queues belong to those who run the call centre.
        let edited = lines.map { line in
            line.hasPrefix("{\"queue\":") ? line.replacing(try! Regex("\"strategy\":\"[a-z-]+\""), with: "\"strategy\":\"another\"") : line
        }
        #expect(edited != lines)
        let outcome = try office.run(["snapshot", "apply", "-", "-o", "json"], input: edited.joined(separator: "\n"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.object()["left"] as? [String] == ["queue.strategy"] && outcome.object()["changed"] as? Bool == false)
        #expect(outcome.errors.contains("queue.strategy"))
        #expect(try office.configuration() == lines.joined(separator: "\n"))
    }
}
