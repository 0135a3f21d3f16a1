import Foundation
import Testing

/// `snapshot apply` that is killed, loses its database, or is not the only one: before or after, never between.
@Suite("Snapshots broken off", .serialized)
struct SnapshotFailureTests {
    /// An extension with all that hangs on it, saved; and taken away again.
    private struct Group {
        let office: SnapshotOffice
        let number = Numbers.extension(), group = Numbers.extension(), did = Numbers.did(), blocked = Numbers.did()
        let file: String
        let before: String
        let after: String

        init(_ profile: String) throws {
            office = try SnapshotOffice(profile)
            file = "\(office.folder.path)/whole.json"
            before = try office.configuration()
            for line in [
                ["extension", "add", number, "--name", "Whole", "--voicemail"], ["followme", "add", number, "15559876543"],
                ["forward", "set", number, "15551230000", "--kind", "busy"], ["ringgroup", "add", group, "--name", "Whole", "--member", number],
                ["did", "add", did, "--to", "ringgroup:\(group)"], ["blocklist", "add", blocked],
            ] {
                let outcome = try office.prepare(line)
                guard outcome.status == 0 else { throw Program.Problem("\(line): \(outcome.errors)") }
            }
            try office.done("snapshot", "save", file, "--reveal")
            after = try office.configuration()
            remove()
        }

        var environment: [String: String] {
            ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_STATE": office.folder.path + "/state", "PBXCTL_CONFIG": Lab.configuration]
        }

        func remove() {
            office.delete("did", did)
            office.delete("ringgroup", group)
            _ = try? office.prepare(["blocklist", "remove", blocked, "--if-exists"])
            office.delete("extension", number)
            if office.profile == "freepbx" { _ = try? FreePBX.reload() }
        }

        /// What is there after recovery: it has to be one of the two. Back to the beginning.
        func settle(_ what: String) throws {
            let recovered = try office.run(["recover"])
            #expect(recovered.status == 0, "\(what): \(recovered.errors)")
            let now = try office.configuration()
            #expect(now == before || now == after, "\(what): neither before nor after")
            if now != before { remove() }
        }
    }

    @Test("killed at any step it is before or after once it is recovered", .timeLimit(.minutes(8)), arguments: Profiles.all)
    func killed(_ profile: String) throws {
        let group = try Group(profile)
        defer { group.remove() }
        let line = ["--profile", profile, "-q", "snapshot", "apply", group.file]
        let strace = Strace(environment: group.environment)
        let whole = try strace.traced(line)
        #expect(whole.outcome.status == 0, "\(whole.outcome.errors)")
        #expect(try group.office.configuration() == group.after)
        group.remove()
        let start = try #require(whole.steps.firstIndex { $0.call.name == "openat" && $0.text.contains("/pending/") && $0.text.contains("O_CREAT") })
        let steps = whole.steps[start...].map(\.call)
        // Four of them, from the first to the last: the writer that carries plans out is broken off at every step elsewhere.
        for index in Set((0..<4).map { $0 * (steps.count - 1) / 3 }).sorted() {
            #expect(try strace.killed(line, at: steps[index]).status == nil)
            try group.settle("\(steps[index])")
        }
    }

    @Test("where the database goes away in the middle it is before or after", .timeLimit(.minutes(8)), arguments: Profiles.all)
    func databaseGone(_ profile: String) throws {
        let group = try Group(profile)
        let port = Lab.value(profile == "freepbx" ? "LAB_MYSQL_PORT" : "LAB_PG_PORT")
        let proxy = try CuttingProxy(to: Int(port) ?? 0)
        defer {
            proxy.close()
            group.remove()
        }
        let text = try String(contentsOfFile: Lab.configuration, encoding: .utf8).replacingOccurrences(of: "127.0.0.1:\(port)", with: "127.0.0.1:\(proxy.port)")
        var environment = group.environment
        environment["PBXCTL_CONFIG"] = try group.office.folder.write(text, to: "proxied.conf")
        let strace = Strace(environment: environment)
        let line = ["--profile", profile, "-o", "json", "--connect-timeout", "2", "snapshot", "apply", group.file]
        let pieces = Pieces()
        proxy.reset { number, _ in pieces.count = number }
        let whole = try strace.run(line)
        #expect(whole.status == 0, "\(whole.errors)")
        group.remove()
        let count = pieces.count
        #expect(count > 10)
        // Planning reads, the end writes: most of the moments are there.
        for (piece, losesAnswer) in [(count / 2, true), (count - 3, false), (count - 1, false), (count, true)] {
            proxy.breakOff(Disturbance.Cut(piece: piece, losesAnswer: losesAnswer, staysAway: piece % 2 == 0))
            let outcome = try strace.run(line)
            #expect(outcome.status != nil, "\(outcome)")
            proxy.reset()
            try group.settle("piece \(piece) of \(count), answer lost: \(losesAnswer), status \(String(describing: outcome.status))")
        }
    }

    private final class Pieces: @unchecked Sendable { var count = 0 }

    @Test("two at once: one after the other, or one is refused; nothing of both", .timeLimit(.minutes(4)), arguments: Profiles.all)
    func twoAtOnce(_ profile: String) throws {
        let group = try Group(profile)
        defer { group.remove() }
        let other = try group.office.folder.write(
            String(contentsOfFile: group.file, encoding: .utf8).replacingOccurrences(of: "\"Whole\"", with: "\"Other\""), to: "other.json")
        let expected = [group.after, group.after.replacingOccurrences(of: "\"Whole\"", with: "\"Other\"")]
        for _ in 0..<3 {
            let writers = try [group.file, other].map { file in
                try Running.pbxctl("--profile", profile, "-q", "snapshot", "apply", file, environment: ["PBXCTL_STATE": group.office.folder.path + "/state"])
            }
            let statuses = writers.map { $0.finish(deadline: 60).status }
            #expect(statuses.contains(0) && statuses.allSatisfy { $0 == 0 || $0 == 4 }, "\(statuses)")
            #expect(try expected.contains(group.office.configuration()))
            group.remove()
            #expect(try group.office.configuration() == group.before)
        }
    }
}
