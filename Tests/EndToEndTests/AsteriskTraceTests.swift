import Foundation
import Testing

/// A trace is held against what the lab's Asterisk does with the same call.
@Suite("A trace and the call itself", .serialized)
struct AsteriskTraceTests {
    private static let did = "15551230001"

    /// Where a call from outside to a number is once it stays somewhere: `context,extension`.
    private func place(ofCallTo number: String) throws -> String {
        let before = Set(try channels().map(\.name))
        _ = try Lab.asterisk("channel originate Local/\(number)@from-trunk/n application Wait 20")
        defer {
            for channel in (try? channels()) ?? [] where !before.contains(channel.name) {
                _ = try? Lab.asterisk("channel request hangup \(channel.name)")
            }
        }
        var places: [String] = []
        try eventually("the call to stay somewhere") {
            places = try channels().filter { !before.contains($0.name) && $0.name.contains("\(number)@from-trunk") && $0.name.hasSuffix(";2") }
                .filter { Self.staying.contains($0.application.lowercased()) }.map(\.place)
            return !places.isEmpty
        }
        return places[0]
    }

    private static let staying: Set = ["dial", "queue", "background", "waitexten", "playback", "voicemail", "confbridge"]

    private struct Channel {
        var name, place, state, application, data, callerID: String
    }

    private func channels() throws -> [Channel] {
        try Lab.asterisk("core show channels concise").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "!", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 7 else { return nil }
            return Channel(name: fields[0], place: "\(fields[1]),\(fields[2])", state: fields[4], application: fields[5], data: fields[6], callerID: fields[7])
        }
    }

    /// Where the trace says that the call stays: the last place before somebody else decides.
    private func placeOfTrace(_ number: String) throws -> (place: String, states: [String]) {
        let rows = try Paths.run("freepbx", "did", "trace", number).array()
        var current = try #require(rows.first)
        var states: [String] = []
        while true {
            if let state = current["state"] as? String { states.append(state) }
            let next = rows.filter { $0["parent"] as? Int == current["step"] as? Int }
            guard ["did", "timecondition", "callflow"].contains(current["type"] as? String), next.count == 1 else { break }
            current = next[0]
        }
        let raw = (current["raw"] as? String ?? "").split(separator: ",").prefix(2).joined(separator: ",")
        return (raw, states)
    }

    private func compare(_ number: String, _ what: String) throws {
        let said = try placeOfTrace(number)
        let call = try place(ofCallTo: number)
        #expect(call == said.place, "\(what): \(said.states)")
    }

    @Test("agree on every kind of place, time conditions and call flows among them")
    func places() throws {
        let kept = try KeptTables.freePBX("incoming", "timeconditions", "daynight", "ivr_details")
        defer {
            kept.restore()
            for key in ["TC 1", "TC 2"] { _ = try? Lab.asterisk("database put \(key) \"\"") }
            _ = try? Lab.asterisk("database put DAYNIGHT C0 DAY")
            try? FreePBX.reload()
        }
        _ = try Lab.mysql(
            """
            UPDATE daynight SET dest = 'ext-queues,700,1' WHERE ext = '0' AND dmode = 'day';
            UPDATE daynight SET dest = 'timeconditions,2,1' WHERE ext = '0' AND dmode = 'night';
            UPDATE timeconditions SET truegoto = 'ivr-1,s,1' WHERE timeconditions_id = 2;
            UPDATE timeconditions SET truegoto = 'ext-meetme,8002,1', falsegoto = 'ext-local,vmu1001,1' WHERE timeconditions_id = 1;
            """)
        try FreePBX.reload()
        for (flow, holidays, office) in [("DAY", "", ""), ("NIGHT", "true_sticky", ""), ("NIGHT", "", "true"), ("NIGHT", "false_sticky", "false"), ("NIGHT", "", "")] {
            _ = try Lab.asterisk("database put DAYNIGHT C0 \(flow)")
            _ = try Lab.asterisk("database put TC 2 \"\(holidays)\"")
            _ = try Lab.asterisk("database put TC 1 \"\(office)\"")
            try compare(Self.did, "\(flow) \(holidays) \(office)")
        }
        for number in ["15551230700", "15551230800", "15551230999"] { try compare(number, number) }
    }

    @Test("agree on what the clock says, whatever a time group holds")
    func clocks() throws {
        let kept = try KeptTables.freePBX("timeconditions", "timegroups_groups", "timegroups_details", "incoming")
        defer { kept.restore() }
        let now = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: Date())
        let (hour, minute) = (now.hour ?? 0, now.minute ?? 0)
        let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"], months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let today = days[(now.weekday ?? 1) - 1], month = months[(now.month ?? 1) - 1], tomorrow = days[(now.weekday ?? 1) % 7]
        func clock(_ minutes: Int) -> String {
            let value = ((hour * 60 + minute + minutes) % 1440 + 1440) % 1440
            return String(format: "%02d:%02d", value / 60, value % 60)
        }
        let specifications = [
            "*|*|*|*", "|||", "\(clock(-60))-\(clock(60))|*|*|*", "\(clock(60))-\(clock(-60))|*|*|*", "\(clock(30))-\(clock(90))|*|*|*",
            "*|\(today)|*|*", "*|\(tomorrow)|*|*", "*|\(tomorrow)-\(today)|*|*", "*|\(today)&\(tomorrow)|*|*", "*|\(today.uppercased())|*|*",
            "*|*|\(now.day ?? 1)|\(month)", "*|*|\(now.day ?? 1)|jan&feb&\(month)", "*|*|31|\(month)", "*|\((now.weekday ?? 1))|*|\(now.month ?? 1)",
            "\(clock(-90))-\(clock(-30))&\(clock(-10))-\(clock(10))|*|*|*", "nonsense|*|*|*", "*|nonsense|*|*", "25:00-26:00|*|*|*", "*|sat-sun|*|dec-\(month)",
        ]
        for (index, specification) in specifications.enumerated() {
            let id = 700 + index
            _ = try Lab.mysql(
                """
                INSERT INTO timegroups_groups (id, description) VALUES (\(id), 'Trace \(id)');
                INSERT INTO timegroups_details (timegroupid, `time`) VALUES (\(id), '\(specification)');
                INSERT INTO timeconditions (timeconditions_id, displayname, `time`, truegoto, falsegoto, timezone, mode)
                VALUES (\(id), 'Trace \(id)', \(id), 'app-blackhole,busy,1', 'app-blackhole,hangup,1', 'default', 'time-group');
                INSERT INTO incoming (extension, cidnum, destination) VALUES ('19995557\(id)', '', 'timeconditions,\(id),1');
                """)
            // Asterisk itself is asked what it says now.
            let asterisk = try Paths.run("freepbx", "timecondition", "show", String(id)).object()["state"] as? String
            let own = try Paths.run("freepbx", "did", "trace", "19995557\(id)").array()[1]["state"] as? String
            #expect(own == (asterisk == "matched" ? "match" : "no match"), "\(specification): \(asterisk ?? "nothing")")
        }
    }

    // MARK: - Who is rung, and who has the message

    /// Runs `body` with a call from outside to the number, and what channels there are beside those that were before.
    private func withCall<Result>(to number: String, _ body: (() throws -> [Channel]) throws -> Result) throws -> Result {
        let before = Set(try channels().map(\.name))
        func new() throws -> [Channel] { try channels().filter { !before.contains($0.name) } }
        _ = try Lab.asterisk("channel originate Local/\(number)@from-trunk/n application Wait 40")
        defer { for channel in (try? new()) ?? [] { _ = try? Lab.asterisk("channel request hangup \(channel.name)") } }
        return try body(new)
    }

    private struct Step {
        var type, id, role: String
        var remarks: [String]
        var steps: [Step]
    }

    private func tree(_ number: String, _ options: String...) throws -> Step {
        let rows = try Program.run(arguments: ["--profile", "freepbx", "-o", "json", "did", "trace", number] + options).array()
        func step(_ row: [String: Any]) -> Step {
            Step(
                type: row["type"] as? String ?? "", id: row["id"] as? String ?? "", role: row["role"] as? String ?? "",
                remarks: row["remarks"] as? [String] ?? [], steps: rows.filter { $0["parent"] as? Int == row["step"] as? Int }.map(step))
        }
        return step(try #require(rows.first))
    }

    /// The extensions whose phones ring first, as the trace says.
    private func rung(_ step: Step) -> Set<String> {
        func of(_ roles: String...) -> Set<String> { step.steps.filter { roles.contains($0.role) }.reduce(into: []) { $0.formUnion(rung($1)) } }
        switch step.type {
        case "extension":
            if step.steps.contains(where: { $0.role == "forward all" }) { return of("forward all") }
            if step.steps.contains(where: { $0.role == "follow-me" }) { return of("follow-me").union([step.id]) }
            return step.remarks.contains("do not disturb") ? [] : [step.id]
        case "ringgroup", "followme", "queue": return of("member")
        default: return of("always", "match", "no match", "normal", "alternate")
        }
    }

    /// The mailbox that has the message where nobody is there, as the trace says; nil for none.
    private func mailbox(_ step: Step) -> String? {
        if step.type == "voicemail" { return step.id }
        let isDisturbed = step.remarks.contains("do not disturb")
        let roles = ["always", "match", "no match", "normal", "alternate", "forward all", "follow-me", isDisturbed ? "forward busy" : "forward no answer", "no answer", "mailbox"]
        for role in roles { if let next = step.steps.first(where: { $0.role == role }) { return mailbox(next) } }
        return nil
    }

    private func lead(to destination: String) throws {
        _ = try Lab.mysql("UPDATE incoming SET destination = '\(destination)' WHERE extension = '\(Self.did)';")
        try FreePBX.reload()
    }

    @Test("agree on whose phones ring: of an extension, a group, a forward, a follow-me list, behind a condition")
    func phones() throws {
        let kept = try KeptTables.freePBX("incoming", "timeconditions")
        let phones = try ["1001", "1002", "1007", "1010", "1012", "1006"].map { try Phone($0) }
        defer {
            for phone in phones { phone.leave() }
            kept.restore()
            _ = try? Lab.asterisk("database put TC 1 \"\"")
            _ = try? Lab.asterisk("database put DAYNIGHT C0 DAY")
            try? FreePBX.reload()
        }
        for phone in phones { try phone.live("ring") }
        let there = Set(phones.map(\.number))
        func compare(_ what: String, _ expected: Set<String>, within seconds: Double = 10) throws {
            let said = rung(try tree(Self.did)).intersection(there)
            #expect(said == expected, "\(what): the trace")
            try withCall(to: Self.did) { channels in
                var seen: Set<String> = []
                func look() throws {
                    for channel in try channels() where channel.name.hasPrefix("PJSIP/") && channel.state == "Ringing" {
                        seen.insert(String(channel.name.dropFirst("PJSIP/".count).prefix { $0 != "-" }))
                    }
                }
                if said.isEmpty { usleep(1_000_000) } else {
                    try eventually("\(what): \(said) to ring", within: seconds) {
                        try look()
                        return seen.isSuperset(of: said)
                    }
                }
                try look()
                #expect(seen == said, "\(what): Asterisk")
            }
        }
        try lead(to: "from-did-direct,1001,1")
        try compare("an extension", ["1001"])
        try lead(to: "from-did-direct,1011,1")
        try compare("a forward of all calls", ["1012"])
        try lead(to: "from-did-direct,1010,1")
        try compare("do not disturb", [])
        try lead(to: "from-did-direct,1006,1")
        try compare("follow-me", ["1006", "1007"], within: 30)
        try lead(to: "ext-group,600,1")
        try compare("a ring group", ["1001", "1002"])
        try lead(to: "timeconditions,1,1")
        _ = try Lab.mysql("UPDATE timeconditions SET falsegoto = 'from-did-direct,1007,1' WHERE timeconditions_id = 1;")
        try FreePBX.reload()
        for (override, expected) in [("true_sticky", ["1001", "1002"]), ("false_sticky", ["1007"])] as [(String, Set<String>)] {
            _ = try Lab.asterisk("database put TC 1 \(override)")
            try compare("a time condition, \(override)", expected)
        }
        try lead(to: "app-daynight,0,1")
        try compare("a call flow", ["1001"])
    }

    @Test("agree on who has the message when nobody is there, and after a group")
    func messages() throws {
        let kept = try KeptTables.freePBX("incoming", "ringgroups", "announcement", "daynight")
        defer {
            kept.restore()
            _ = try? Lab.asterisk("database del DND 1013")
            _ = try? Lab.asterisk("database put DAYNIGHT C0 DAY")
            try? FreePBX.reload()
        }
        func compare(_ what: String, _ expected: String) throws {
            #expect(mailbox(try tree(Self.did)) == expected, "\(what): the trace")
            try withCall(to: Self.did) { channels in
                var boxes: [String] = []
                try eventually("\(what): a mailbox", within: 40) {
                    boxes = try channels().filter { $0.application == "VoiceMail" }.map { String($0.data.prefix { $0 != "@" }) }
                    return !boxes.isEmpty
                }
                #expect(boxes == [expected], "\(what): Asterisk")
            }
        }
        try lead(to: "from-did-direct,1001,1")
        try compare("an extension", "1001")
        try lead(to: "from-did-direct,1014,1")
        try compare("a forward where nobody answers", "1012")
        try lead(to: "from-did-direct,1013,1")
        try compare("a forward of busy calls that are none", "1013")
        _ = try Lab.asterisk("database put DND 1013 YES")
        try compare("a forward of busy calls", "1012")
        try lead(to: "from-did-direct,1010,1")
        try compare("do not disturb", "1010")
        try lead(to: "from-did-direct,1006,1")
        try compare("follow-me", "1006")
        try lead(to: "ext-local,vmu1002,1")
        try compare("a mailbox itself", "1002")
        try lead(to: "ext-group,600,1")
        try compare("a ring group's failover", "1001")
        _ = try Lab.mysql("UPDATE ringgroups SET postdest = 'app-announcement-2,s,1' WHERE grpnum = '600'; UPDATE announcement SET post_dest = 'ext-local,vmu1003,1' WHERE announcement_id = 2;")
        try FreePBX.reload()
        try compare("an announcement after a ring group", "1003")
        _ = try Lab.asterisk("database put DAYNIGHT C0 NIGHT")
        try lead(to: "app-daynight,0,1")
        try compare("a call flow that is turned", "1001")
    }

    @Test("agree on what goes out over the trunk, and as whom")
    func trunk() throws {
        let carrier = try Phone("carrier"), caller = try Phone("1001")
        defer {
            carrier.leave()
            caller.leave()
        }
        try carrier.live("ring")
        try caller.live("answer")
        for number in ["911", "915559876543", "95559876543", "901144207123"] {
            let rows = try Paths.run("freepbx", "route", "trace", number, "--from", "1001").array()
            let said = try #require(rows.first)
            let before = Set(try channels().map(\.name))
            func new() throws -> [Channel] { try channels().filter { !before.contains($0.name) } }
            #expect(try FreePBX.pbxctl("call", "originate", "1001", number).status == 0)
            var dialling: Channel?
            try eventually("\(number) to be dialled on the trunk") {
                dialling = try new().first { $0.application == "Dial" && $0.data.contains("@carrier") }
                return try dialling != nil && new().contains { $0.name.hasPrefix("PJSIP/carrier-") }
            }
            #expect(dialling?.data.hasPrefix("PJSIP/\(said["number"] as? String ?? "?")@\(said["trunk"] as? String ?? "?"),") == true, "\(number): \(dialling?.data ?? "")")
            #expect(dialling?.callerID == said["caller_id"] as? String, "\(number)")
            for channel in try new() { _ = try? Lab.asterisk("channel request hangup \(channel.name)") }
            try eventually("the call to end") { try new().isEmpty }
        }
    }

    @Test("agree on which route takes a number, and what is dialled on its trunk")
    func routes() throws {
        for (number, from, route, dialled) in [
            ("911", "1001", "Emergency", "911"), ("915559876543", "1001", "National", "15559876543"), ("95559876543", "1001", "National", "15559876543"),
            ("901144207123", "1001", "International", "+44207123"), ("15559876543", "1001", "Plain eleven digits", "15559876543"), ("+4930123", "1002", "International", "+4930123"),
        ] {
            let rows = try Paths.run("freepbx", "route", "trace", number, "--from", from).array()
            #expect(rows.count == 1 && rows[0]["name"] as? String == route && rows[0]["number"] as? String == dialled && rows[0]["trunk"] as? String == "carrier", "\(number): \(rows)")
            // The dialplan: which context has it, and what it dials.
            let shown = try Lab.asterisk("dialplan show \(number)@outbound-allroutes")
            #expect(shown.contains("outrt-\(rows[0]["route"] as? String ?? "")"), "\(shown)")
        }
        let emergency = try Paths.run("freepbx", "route", "trace", "911", "--from", "1001").array()[0]
        #expect(emergency["emergency"] as? Bool == true && emergency["caller_id"] as? String == "15551239911")
        #expect(try Paths.run("freepbx", "route", "trace", "15559876543", "--from", "1001").array()[0]["caller_id"] as? String == "15551231001")
        #expect(try Paths.run("freepbx", "route", "trace", "15559876543", "--from", "1005").array()[0]["caller_id"] as? String == "15551230000")
    }
}

@Suite("Which route a call takes")
struct RouteTraceTests {
    @Test("goes by expressions and what they catch", arguments: FusionPBX.allCases)
    func fusionPBX(desk: FusionPBX) throws {
        for (number, route, trunk, dialled) in [
            ("2085559999", "carrier.10d", "carrier", "12085559999"), ("12085559999", "carrier.11d", "carrier", "12085559999"),
            ("+12085559999", "carrier.11d", "carrier", "12085559999"), ("011442071234567", "backup.international", "backup", "011442071234567"),
        ] {
            let rows = try Paths.run(desk.rawValue, "route", "trace", number, "--from", "1001").array()
            #expect(rows.count == 1 && rows[0]["name"] as? String == route && rows[0]["trunk"] as? String == trunk && rows[0]["number"] as? String == dialled, "\(rows)")
        }
    }

    @Test("no route is the answer no, no extension is not found", arguments: Profiles.all)
    func none(profile: String) throws {
        for number in ["77", "1002", "600"] {
            let outcome = try Paths.run(profile, "route", "trace", number, "--from", "1001")
            #expect(outcome.status == 9 && outcome.output.isEmpty, "\(number): \(outcome.errors)")
        }
        #expect(try Paths.run(profile, "route", "trace", "2085559999", "--from", "9999").status == 3)
        #expect(try Paths.run(profile, "route", "trace", "2085559999").status == 2)
    }
}
