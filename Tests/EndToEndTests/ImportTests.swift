import Foundation
import Testing

@Suite("Import and export", .serialized)
struct ImportTests {
    @Test("what a listing or an export prints imports as no change", arguments: Profiles.all, ["json", "ndjson", "csv", "tsv"])
    func identity(profile: String, format: String) throws {
        let before = try Stores.fingerprint(profile)
        for noun in Bulk.nouns {
            for verb in ["list", "export"] {
                let listed = try Program.run("--profile", profile, "-o", format, noun, verb)
                #expect(listed.status == 0)
                let report = try Bulk.done(profile, noun, listed.output)
                #expect(report.changed == false && report.added.isEmpty && report.set.isEmpty && report.deleted.isEmpty, "\(noun) \(verb)")
                #expect((report.unchanged ?? 0) > 0)
                // A file that lists everything deletes nothing.
                let synchronised = try Bulk.done(profile, noun, listed.output, "--mode", "sync", "--prune")
                #expect(synchronised.changed == false, "\(noun) \(verb)")
            }
        }
        let revealed = try Program.run("--profile", profile, "extension", "export", "--reveal")
        #expect(try Bulk.done(profile, "extension", revealed.output).changed == false)
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("adds what is new, changes what differs, leaves the rest", arguments: Profiles.all)
    func upsert(profile: String) throws {
        let numbers = [Numbers.extension(), Numbers.extension(), Numbers.extension()]
        defer { Bulk.remove(profile, numbers) }
        let rows = { (first: String) in
            """
            extension,name,voicemail,email,secret,voicemail_pin,ring_seconds
            \(numbers[0]),\(first),true,a@example.com,S3cretOf\(numbers[0]),904417,25
            \(numbers[1]),"Comma, Carl",false,,,,
            \(numbers[2]),Zoë,yes,,,,30

            """
        }
        let added = try Bulk.done(profile, "extension", rows("Ann"))
        #expect(added.added == numbers && added.set.isEmpty && added.changed == true && added.before.isEmpty)
        #expect(added.after.map { $0["name"] as? String } == ["Ann", "Comma, Carl", "Zoë"])
        #expect(added.secrets.compactMap { $0["extension"] as? String } == [numbers[1], numbers[2]])
        let shown = try Bulk.listing(profile, "extension", "--reveal")
        let first = try #require(shown[numbers[0]])
        #expect(first["secret"] as? String == "S3cretOf\(numbers[0])" && first["voicemail_pin"] as? String == "904417")
        #expect(first["email"] as? String == "a@example.com" && first["ring_seconds"] as? Int == 25)
        for secret in added.secrets {
            let number = secret["extension"] as? String ?? ""
            #expect(shown[number]?["secret"] as? String == secret["secret"] as? String && secret["secret"] as? String != nil)
        }
        #expect(shown[numbers[2]]?["voicemail"] as? Bool == true && shown[numbers[1]]?["voicemail"] as? Bool == false)

        let changed = try Bulk.done(profile, "extension", rows("Anna"))
        #expect(changed.set == [numbers[0]] && changed.added.isEmpty && changed.unchanged == 2)
        #expect(changed.before.first?["name"] as? String == "Ann" && changed.after.first?["name"] as? String == "Anna")
        #expect(changed.before.first?["secret"] is NSNull && changed.secrets.isEmpty)
        let again = try Stores.fingerprint(profile)
        #expect(try Bulk.done(profile, "extension", rows("Anna")).unchanged == 3)
        #expect(try Stores.fingerprint(profile) == again)

        // A column that is not there stays, an empty text is cleared.
        try Bulk.done(profile, "extension", "extension,email\n\(numbers[0]),\n")
        let cleared = try #require(try Bulk.listing(profile, "extension", "--reveal")[numbers[0]])
        #expect(cleared["email"] is NSNull && cleared["name"] as? String == "Anna" && cleared["voicemail_pin"] as? String == "904417")
    }

    @Test("an imported extension is what `extension add` makes", arguments: Profiles.all)
    func sameAsAdd(profile: String) throws {
        let numbers = [Numbers.extension(), Numbers.extension()]
        defer { Bulk.remove(profile, numbers) }
        let secret = try Scratch.file("s3cretCompared\n")
        let pin = try Scratch.file("904417\n")
        #expect(try Bulk.pbxctl(
            profile, "extension", "add", numbers[0], "--name", "Same", "--voicemail", "--email", "same@example.com", "--secret-file", secret,
            "--voicemailpassword-file", pin, "--followme").status == 0)
        try Bulk.done(
            profile, "extension",
            "extension,name,voicemail,email,secret,voicemail_pin,follow_me\n\(numbers[1]),Same,true,same@example.com,s3cretCompared,904417,true\n")
        func dump(_ number: String) throws -> String {
            let text = try Bulk.pbxctl(profile, "extension", "dump", number, "--reveal").output.replacingOccurrences(of: number, with: "NUMBER")
            // Each row has its own uuid, and its own time.
            return text.replacing(/[0-9a-f]{8}-[0-9a-f-]{27}/, with: "UUID").replacing(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^"]*/, with: "TIME")
        }
        #expect(try dump(numbers[0]) == dump(numbers[1]))
    }

    @Test("inbound numbers and ring groups", arguments: Profiles.all)
    func otherNouns(profile: String) throws {
        let (person, group) = (Numbers.extension(), Numbers.extension())
        let dids = [Numbers.did(), Numbers.did()]
        defer {
            for did in dids { _ = try? Bulk.pbxctl(profile, "did", "delete", did, "--yes", "--if-exists") }
            _ = try? Bulk.pbxctl(profile, "ringgroup", "delete", group, "--yes", "--if-exists", "--cascade")
            Bulk.remove(profile, [person])
        }
        #expect(try Bulk.pbxctl(profile, "extension", "add", person).status == 0)
        let groups = "ringgroup,name,strategy,ring_seconds,members,no_answer_target\n\(group),Sales,sequence,25,\(person),extension:\(person)\n"
        #expect(try Bulk.done(profile, "ringgroup", groups).added == [group])
        #expect(try Bulk.done(profile, "ringgroup", groups).changed == false)
        let stored = try #require(try Bulk.listing(profile, "ringgroup")[group])
        #expect(stored["name"] as? String == "Sales" && stored["strategy"] as? String == "sequence" && stored["ring_seconds"] as? Int == 25)
        #expect((stored["members"] as? [[String: Any]])?.map { $0["number"] as? String } == [person])
        #expect((stored["no_answer_target"] as? [String: Any])?["id"] as? String == person)

        let routes = "did,description,target\n\(dids[0]),Main,extension:\(person)\n\(dids[1]),Sales,ringgroup:\(group)\n"
        #expect(try Bulk.done(profile, "did", routes).added == dids)
        let changed = try Bulk.done(profile, "did", routes.replacingOccurrences(of: "Main", with: "Desk"))
        #expect(changed.set == [dids[0]] && changed.after.first?["description"] as? String == "Desk")
        let listed = try Bulk.listing(profile, "did")
        #expect((listed[dids[1]]?["target"] as? [String: Any])?["id"] as? String == group)
        #expect((listed[dids[0]]?["target"] as? [String: Any])?["type"] as? String == "extension")

        let before = try Stores.fingerprint(profile)
        let wrong = try Bulk.pbxctl(profile, "did", "import", "-", input: "did,target\n\(Numbers.did()),extension:\(person)\n\(dids[0]),extension:999999\n")
        #expect(wrong.status == 3 && wrong.errors.contains("row 2"), "\(wrong.errors)")
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("add refuses what exists, set what does not; nothing is changed", arguments: Profiles.all)
    func modes(profile: String) throws {
        let there = try #require(try Bulk.listing(profile, "extension").keys.min())
        let file = "extension,name\n\(Numbers.extension()),New\n\(there),Old\n"
        let before = try Stores.fingerprint(profile)
        let add = try Bulk.pbxctl(profile, "extension", "import", "-", "--mode", "add", input: file)
        #expect(add.status == 4 && add.errors.contains("row 2 (line 3), column extension"), "\(add.errors)")
        let set = try Bulk.pbxctl(profile, "extension", "import", "-", "--mode", "set", input: file)
        #expect(set.status == 3 && set.errors.contains("row 1 (line 2), column extension"), "\(set.errors)")
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("sync deletes what is not listed, with --prune and a yes", arguments: Profiles.all)
    func sync(profile: String) throws {
        let numbers = [Numbers.extension(), Numbers.extension(), Numbers.extension()]
        defer { Bulk.remove(profile, numbers) }
        let rest = try Program.run("--profile", profile, "extension", "export").output
        let listed = try Bulk.listing(profile, "extension")
        try Bulk.done(profile, "extension", "extension,voicemail\n" + numbers.map { "\($0),true\n" }.joined())
        let before = try Stores.fingerprint(profile)
        for options in [["--mode", "sync"], ["--mode", "sync", "--prune"], ["--prune"]] {
            let refused = try Program.run(arguments: ["--profile", profile, "extension", "import", "-"] + options, input: rest)
            #expect(refused.status == 2, "\(options) \(refused.errors)")
        }
        let nothing = try Bulk.pbxctl(profile, "extension", "import", "-", "--mode", "sync", "--prune", "--yes", input: "extension\n")
        #expect(nothing.status == 2 && nothing.errors.contains("would delete everything"))
        #expect(try Stores.fingerprint(profile) == before)
        let report = try Bulk.done(profile, "extension", rest, "--mode", "sync", "--prune", "--yes")
        #expect(report.deleted.sorted() == numbers.sorted() && report.added.isEmpty && report.set.isEmpty)
        #expect(report.before.compactMap { $0["extension"] as? String }.sorted() == numbers.sorted())
        let now = try Bulk.listing(profile, "extension")
        #expect(NSDictionary(dictionary: now) == NSDictionary(dictionary: listed))
        if profile == "freepbx" {
            let contents = try FreePBXContents.read()
            for number in numbers { #expect(contents.traces(of: number) == []) }
        }
    }

    @Test("sync refuses to delete what others lead to, and names it", arguments: Profiles.all)
    func syncReferences(profile: String) throws {
        let (person, did) = (Numbers.extension(), Numbers.did())
        let rest = try Program.run("--profile", profile, "extension", "export").output
        defer {
            _ = try? Bulk.pbxctl(profile, "did", "delete", did, "--yes", "--if-exists")
            Bulk.remove(profile, [person])
        }
        try Bulk.done(profile, "extension", "extension\n\(person)\n")
        try Bulk.done(profile, "did", "did,target\n\(did),extension:\(person)\n")
        let before = try Stores.fingerprint(profile)
        let refused = try Bulk.pbxctl(profile, "extension", "import", "-", "--mode", "sync", "--prune", "--yes", input: rest)
        #expect(refused.status == 4 && refused.errors.contains(person) && refused.errors.contains(did), "\(refused.errors)")
        #expect(try Stores.fingerprint(profile) == before)
        #expect(try Bulk.done(profile, "extension", rest, "--mode", "sync", "--prune", "--yes", "--cascade").deleted == [person])
    }

    @Test("every row is checked first: all that is wrong is said by row and column, and nothing is changed", arguments: Profiles.all)
    func wrongRows(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        let there = try #require(try Bulk.listing(profile, "extension").keys.min())
        let numbers = [Numbers.extension(), Numbers.extension()]
        let outcome = try Bulk.pbxctl(profile, "extension", "import", "-", input: """
            extension,name,ring_seconds,voicemail,email
            \(numbers[0]),Fine,20,true,fine@example.com
            \(numbers[1]),Bad number,x,true,
            \(numbers[0]),Twice,20,false,
            \(there),"Line
            break",20,,
            ,Nobody,20,,
            12ab,Letters,20,,
            6398,Bad flag,20,maybe,

            """)
        #expect(outcome.status == 2 || outcome.status == 4)
        let message = try outcome.errorObject()["message"] as? String ?? ""
        for part in [
            "row 2 (line 3), column ring_seconds", "row 3 (line 4), column extension: extension \(numbers[0]) is named in row 1 (line 2) already",
            "row 4 (line 5), column name", "row 5 (line 7), column extension: is empty", "row 7 (line 9), column voicemail",
        ] + (profile == "freepbx" ? ["row 6 (line 8)"] : []) {
            #expect(message.contains(part), "\(part) in \(message)")
        }
        for (text, part) in [
            ("extension,nmae\n1,2\n", "did you mean name?"), ("name\nAnn\n", "no column extension"), ("extension,name\n1,\"x\n", "never closes"),
            ("extension,call_forward_all\n\(numbers[0]),555\n", "row 1 (line 2), column call_forward_all"),
            ("extension,uuid\n\(there),5\n", "column uuid"), ("[{\"extension\": \"\(there)\", \"name\": 5.5}]", "row 1 (line 1), column name"),
        ] {
            let refused = try Program.run("--profile", profile, "extension", "import", "-", input: text)
            #expect(refused.status == 2 && refused.errors.contains(part), "\(text): \(refused.errors)")
        }
        #expect(try Program.run("--profile", profile, "extension", "import", "/nonexistent.csv").status == 3)
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("a dry run shows every step and changes nothing", arguments: Profiles.all)
    func dryRun(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        let (number, there) = (Numbers.extension(), try #require(try Bulk.listing(profile, "extension").keys.min()))
        let text = "extension,name,secret\n\(number),New,S3cretThing1\n\(there),Other name,\n"
        let report = try Bulk.done(profile, "extension", text, "--dry-run")
        #expect(report.added == [number] && report.set == [there] && report.changed == true && report.values["after"] is NSNull)
        let steps = report.values["steps"] as? [[String: Any]] ?? []
        #expect(steps.contains { $0["after"] as? String == "Other name" } && steps.contains { $0["after"] as? String == "(hidden)" })
        let table = try Program.run("--profile", profile, "extension", "import", "-", "--dry-run", input: text)
        #expect(table.output.contains("Other name") && !table.output.contains("S3cretThing1") && table.errors.contains("dry run"))
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("an export with secrets brings back what was deleted", arguments: Profiles.all)
    func restore(profile: String) throws {
        let numbers = [Numbers.extension(), Numbers.extension()]
        defer { Bulk.remove(profile, numbers) }
        try Bulk.done(profile, "extension", """
            extension,name,voicemail,email,outbound_caller_id_name,outbound_caller_id_number,follow_me,ring_seconds,rec_external_in,account_code
            \(numbers[0]),Full,true,f@example.com,Full Name,15551230000,true,22,always,A-1
            \(numbers[1]),Plain,false,,,,false,,,

            """)
        func mine() throws -> [String: [String: Any]] {
            try Bulk.listing(profile, "extension", "--reveal").filter { numbers.contains($0.key) }.mapValues { $0.filter { $0.key != "uuid" } }
        }
        let before = try mine()
        let saved = try Program.run("--profile", profile, "-o", "ndjson", "extension", "export", "--reveal").lines
            .filter { line in numbers.contains { line.contains("\"extension\": \"\($0)\"") } }.map { $0 + "\n" }.joined()
        Bulk.remove(profile, numbers)
        #expect(try mine().isEmpty)
        let report = try Bulk.done(profile, "extension", saved)
        #expect(report.added == numbers && report.secrets.isEmpty)
        #expect(NSDictionary(dictionary: try mine()) == NSDictionary(dictionary: before))
    }

    @Test("two imports at once: one after the other, none lost", arguments: Profiles.all)
    func together(profile: String) throws {
        let files = (0..<2).map { _ in (0..<20).map { _ in Numbers.extension() } }
        defer { try? Bulk.removeAll(profile) { number in files.contains { $0.contains(number) } } }
        let running = try files.map { numbers in
            let file = try Scratch.file("extension,name\n" + numbers.map { "\($0),Person \($0)\n" }.joined())
            return try Running.pbxctl("--profile", profile, "extension", "import", file, "--lock-timeout", "60", "-q")
        }
        for import_ in running {
            import_.endInput()
            let outcome = import_.finish(deadline: 60)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let listed = try Bulk.listing(profile, "extension")
        for number in files.flatMap({ $0 }) { #expect(listed[number]?["name"] as? String == "Person \(number)") }
    }

    @Test("two imports of the same numbers at once: each number is there once", arguments: Profiles.all)
    func same(profile: String) throws {
        let numbers = (0..<20).map { _ in Numbers.extension() }
        defer { try? Bulk.removeAll(profile) { numbers.contains($0) } }
        let file = try Scratch.file("extension,name\n" + numbers.map { "\($0),Person\n" }.joined())
        let running = try (0..<2).map { _ in try Running.pbxctl("--profile", profile, "extension", "import", file, "--lock-timeout", "60", "-q") }
        let statuses = running.map { import_ in
            import_.endInput()
            return import_.finish(deadline: 60).status
        }
        // The second planned before the first had written, or found all done.
        #expect(statuses.contains(0) && statuses.allSatisfy { $0 == 0 || $0 == 4 }, "\(statuses)")
        let listed = try Program.run("--profile", profile, "extension", "list", "-o", "name").lines
        for number in numbers { #expect(listed.filter { $0 == number }.count == 1) }
    }

    @Test("Ctrl-C in the middle takes everything back", arguments: ["freepbx", "fusionpbx"])
    func interrupted(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        let holder = try InterruptionTests.Holder(profile)
        let file = try Scratch.file("extension,voicemail\n" + (0..<30).map { _ in "\(Numbers.extension()),true\n" }.joined())
        let write = try Running.pbxctl("--profile", profile, "extension", "import", file)
        try Running.until("the write waits") { try InterruptionTests.isWaiting(profile) }
        write.signal(SIGINT)
        usleep(100_000)
        holder.letGo()
        let outcome = write.finish()
        #expect(outcome.signal == SIGINT && outcome.errors.contains("nothing was changed"), "\(outcome)")
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("on a terminal a bar shows how far it is, and goes")
    func progress() throws {
        let numbers = (0..<120).map { _ in Numbers.extension() }
        defer { try? Bulk.removeAll("freepbx") { numbers.contains($0) } }
        let file = try Scratch.file("extension\n" + numbers.map { "\($0)\n" }.joined())
        let outcome = try Terminal.run("pbxctl --profile freepbx extension import \(file) > /dev/null", deadline: 60)
        #expect(outcome.status == 0, "\(outcome.screen)")
        #expect(outcome.screen.contains("checking rows") && outcome.screen.contains("writing rows") && outcome.screen.contains(" %"))
        let last = try #require(outcome.screen.range(of: "\u{1B}[K", options: .backwards))
        #expect(!outcome.screen[last.upperBound...].contains("["), "the bar is gone when the notes are printed")
        let piped = try Bulk.pbxctl("freepbx", "extension", "import", file)
        #expect(!piped.errors.contains("%"))
    }
}
