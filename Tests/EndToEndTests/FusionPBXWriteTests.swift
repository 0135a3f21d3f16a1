import Foundation
import Testing

/// Each write of the table: rows, cache entries on every node, the record of changes, and nothing of another domain's.
@Suite("FusionPBX: every write", .serialized)
struct FusionPBXWriteTests {
    /// The directory and configuration entries, which some versions keep under the host's name as well.
    private func spellings(_ keys: [String]) -> [String] {
        keys.flatMap { $0.hasPrefix("directory:") || $0.hasPrefix("configuration:") ? [$0, "lab:\($0)"] : [$0] }
    }

    /// The same numbers in the branch, which has to stay as it is.
    private func makeNamesakes(_ office: FusionPBXOffice, _ sequence: FusionPBXWriteSequence) throws {
        for words in [
            ["extension", "add", sequence.number, "--name", "Namesake", "--voicemail", "--followme"],
            ["ringgroup", "add", sequence.group, "--name", "Namesake", "--member", sequence.number],
        ] {
            let outcome = try Program.run(
                arguments: ["--profile", "rows", "--domain", FusionPBXOffice.branch] + words + ["--offline"],
                environment: ["PBXCTL_CONFIG": office.configuration])
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }

    private func removeNamesakes(_ office: FusionPBXOffice, _ sequence: FusionPBXWriteSequence) {
        for words in [["ringgroup", "delete", sequence.group], ["extension", "delete", sequence.number]] {
            _ = try? Program.run(
                arguments: ["--profile", "rows", "--domain", FusionPBXOffice.branch] + words + ["--yes", "--force", "--if-exists", "--offline"],
                environment: ["PBXCTL_CONFIG": office.configuration])
        }
    }

    @Test("is live on every node at once, forgets exactly what it has to, twice, is noted as FusionPBX's own, and touches no other domain")
    func nodes() throws {
        let office = try FusionPBXOffice(modes: ["normal", "normal"])
        defer { office.close() }
        let sequence = FusionPBXWriteSequence()
        try makeNamesakes(office, sequence)
        defer {
            removeNamesakes(office, sequence)
            sequence.cleanUp(office)
        }
        let branch = try office.fingerprint(of: FusionPBXOffice.branch)
        let others = [
            "directory:1001@\(FusionPBXOffice.domain)", "directory:\(sequence.number)@\(FusionPBXOffice.branch)",
            "dialplan:\(FusionPBXOffice.branch)", "dialplan:public:19990000000", "configuration:acl.conf",
        ]
        for (place, write) in sequence.writes.enumerated() {
            if place == 2 { try office.sql(sequence.messageRow) }
            for node in office.switches { for key in others + spellings(write.keys) { try node.cache(key) } }
            let counts = try office.switches.map { try $0.commands().count }
            let notes = try office.noteCount()
            let outcome = try office.run(write.words, input: write.input)
            #expect(outcome.status == 0, "\(write): \(outcome.errors)")
            #expect(try office.sql(write.question) == write.answer, "\(write)")
            #expect(try office.notes(after: notes) == ["\(write.application) \(write.type)"], "\(write)")
            for (node, count) in zip(office.switches, counts) {
                let passes = try node.deletions(after: count)
                let wanted = spellings(write.keys).sorted()
                #expect(passes.count == (wanted.isEmpty ? 0 : write.isNew ? 1 : 2), "\(write): \(passes)")
                for pass in passes { #expect(pass.sorted() == wanted, "\(write)") }
                for key in wanted { #expect(try !node.isCached(key), "\(write): \(key)") }
                for key in others { #expect(try node.isCached(key), "\(write): \(key)") }
            }
            #expect(try office.fingerprint(of: FusionPBXOffice.branch) == branch, "\(write)")
        }
    }

    @Test("is made with --offline while the switch is stopped, and forgets the files it would find again")
    func offline() throws {
        let office = try FusionPBXOffice(.text, modes: [], managers: ["127.0.0.1:1"], extra: { ["switch_cache = \($0)/cache"] })
        defer { office.close() }
        let cache = office.folder.appending(path: "cache")
        try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
        func file(_ key: String) -> String { cache.appending(path: key.replacingOccurrences(of: ":", with: ".")).path }
        let sequence = FusionPBXWriteSequence()
        defer { sequence.cleanUp(office) }
        let others = ["directory:1001@\(FusionPBXOffice.domain)", "directory:\(sequence.number)@\(FusionPBXOffice.branch)", "dialplan:public:19990000000"]
        for key in others { _ = FileManager.default.createFile(atPath: file(key), contents: nil) }
        for (place, write) in sequence.writes.enumerated() {
            if place == 2 { try office.sql(sequence.messageRow) }
            for key in spellings(write.keys) { _ = FileManager.default.createFile(atPath: file(key), contents: nil) }
            let notes = try office.noteCount()
            let outcome = try office.run(write.words + ["--offline"], input: write.input)
            #expect(outcome.status == 0, "\(write): \(outcome.errors)")
            #expect(try office.sql(write.question) == write.answer, "\(write)")
            #expect(try office.notes(after: notes) == ["\(write.application) \(write.type)"], "\(write)")
            let left = try FileManager.default.contentsOfDirectory(atPath: cache.path)
            #expect(Set(left) == Set(others.map { $0.replacingOccurrences(of: ":", with: ".") }), "\(write)")
        }
    }

    @Test("is refused while one of several nodes is down, before anything is changed anywhere")
    func nodeDown() throws {
        let office = try FusionPBXOffice(modes: ["normal", "normal"])
        defer { office.close() }
        let message = try FusionPBXCommandTable.message(in: office)
        office.switches[1].stop()
        let before = try office.fingerprint()
        let words = FusionPBXCommandTable.writes.filter { $0.switch == .needed }
        for command in words {
            let line = command.line.map { $0 == FusionPBXCommandTable.message ? message : $0 }
            let outcome = try office.run(line, input: command.input)
            #expect(outcome.status == 5 && outcome.output.isEmpty, "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains("127.0.0.1:\(office.switches[1].port)"), "\(command): \(outcome.errors)")
        }
        #expect(try office.fingerprint() == before)
        let asked = ["exit", "api hostname", "api sofia xmlstatus gateway"]
        let told = try office.node.commands().filter { !$0.hasPrefix("auth") && !asked.contains($0) }
        #expect(told.isEmpty, "\(told)")
    }

    @Test("registrations and states are those of all nodes")
    func registrations() throws {
        let office = try FusionPBXOffice(modes: ["normal", "normal"])
        defer { office.close() }
        try office.switches[0].write("registrations", "1001@\(FusionPBXOffice.domain) internal 192.0.2.1:5060 first")
        try office.switches[1].write(
            "registrations", "1002@\(FusionPBXOffice.domain) internal 192.0.2.2:5060 second", "1001@\(FusionPBXOffice.domain) external 192.0.2.3:5060 third",
            "1001@\(FusionPBXOffice.branch) internal 192.0.2.4:5060 fourth")
        func agents(_ words: String...) throws -> [String] {
            try office.run(words).array().compactMap { row in
                (row["user_agent"] as? String).map { "\(row["extension"] ?? "")@\(row["domain"] ?? "") \($0)" }
            }.sorted()
        }
        let (domain, branch) = (FusionPBXOffice.domain, FusionPBXOffice.branch)
        #expect(try agents("registration", "list") == ["1001@\(domain) first", "1001@\(domain) third", "1002@\(domain) second"])
        #expect(try agents("registration", "list", "--all-domains") == [
            "1001@\(branch) fourth", "1001@\(domain) first", "1001@\(domain) third", "1002@\(domain) second",
        ])
        #expect(try agents("registration", "show", "1001") == ["1001@\(domain) first", "1001@\(domain) third"])
        #expect(try agents("--domain", branch, "registration", "show", "1001") == ["1001@\(branch) fourth"])
        let nodes = try office.pbxctl("registration", "show", "1001").array().compactMap { $0["node"] as? String }
        #expect(nodes.count == 2 && !nodes.contains(""))
        #expect(try office.done("state", "show", "1002")["registered"] as? Bool == true)
    }
}

@Suite("FusionPBX: listings and domains")
struct FusionPBXListingTests {
    /// Call records have a test of their own: their times are shown in each domain's zone. Snapshots are files.
    static let listings = VocabularyTests.listings.filter { !["domain", "announcement", "cdr", "snapshot"].contains($0.path[0]) }

    @Test("each is of one domain, and of every domain with --all-domains", arguments: listings)
    func domains(_ listing: VocabularyTests.Listing) throws {
        func rows(_ options: String...) throws -> [[String: Any]] {
            let outcome = try Program.run(arguments: ["--profile", "fusionpbx", "-o", "json"] + options + listing.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try outcome.array()
        }
        func names(_ rows: [[String: Any]]) -> Set<String> { Set(rows.compactMap { $0["domain"] as? String }) }
        func texts(_ rows: [[String: Any]]) throws -> Set<String> {
            // What changes from call to call is no difference, nor in which domain's zone a time is shown.
            Set(try rows.map { row in
                let fixed = row.filter { !["expires", "latency_ms", "waiting", "calls", "added"].contains($0.key) }
                return String(decoding: try JSONSerialization.data(withJSONObject: fixed, options: .sortedKeys), as: UTF8.self)
            })
        }
        let (domain, branch) = (FusionPBXOffice.domain, FusionPBXOffice.branch)
        let main = try rows(), second = try rows("--domain", branch)
        #expect(names(main).isSubset(of: [domain]) && names(second).isSubset(of: [branch]))
        let outcome = try Program.run(arguments: ["--profile", "fusionpbx", "-o", "json", "--domain", branch] + listing.path + ["--all-domains"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let all = try outcome.array()
        #expect(try texts(all) == texts(main).union(texts(second)))
        #expect(names(all) == names(main).union(names(second)))
    }
}
