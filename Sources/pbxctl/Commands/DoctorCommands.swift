import PBXKit

/// `pbxctl doctor`
enum DoctorCommands {
    static let noun: Noun = .init(
        name: "doctor", summary: "Examine every link between the shell and the PBX.", commands: [doctor])

    static let doctor: Command = .init(
        path: ["doctor"], summary: "Say of each link to the PBX what was found, whether it works and what to do.",
        discussion: [
            "Changes nothing. The status is 0 when everything works, else that of the first link that has failed: 1 broken or full, 2 misconfigured, 3 not found, 4 a change broken off elsewhere, 5 unreachable, 6 not permitted.",
            "A warning is no failure; with --exit-code it is status 9, so that a monitor tells OK (0), WARNING (9) and CRITICAL (all else) apart.",
        ],
        options: [exitCode],
        examples: [
            .init("Look at everything", "pbxctl doctor"),
            .init("For monitoring", "pbxctl doctor -o json --profile office"),
            .init("For Nagios and its like: warnings count", "pbxctl doctor --exit-code --fields link,status,found"),
        ],
        fields: Finding.fieldNames, failures: Command.pbxFailures + [.notFound, .conflict, .negative]
    ) { invocation, session in
        let findings = examine(session)
        try session.output.list(Finding.self) { emit in for finding in findings { try emit(finding) } }
        try session.output.flush()
        if let worst = findings.first(where: { $0.status == .failed }) {
            throw PBXError(worst.kind ?? .failed, worst.link, worst.found, remedy: worst.remedy)
        }
        if invocation[exitCode] ?? false, let warning = findings.first(where: { $0.status == .warning }) {
            throw PBXError(.negative, warning.link, warning.found, remedy: warning.remedy)
        }
    }

    static let exitCode = Option.flag("exit-code", "Let warnings count, too: status 9 where nothing has failed and something is not as it should be.")

    private static func examine(_ session: Session) -> [Finding] {
        let profile: Profile
        var findings = session.examineFiles() + (session.journal?.examine() ?? [noJournal])
        do {
            if let host = try session.examineHost() { findings.append(host) }
            if findings.last?.link == "host", findings.last?.status == .failed { return findings }
            profile = try session.profile()
        } catch { return findings + [Finding("profile", PBXError(error))] }
        findings.append(Finding("profile", .ok, "\(profile.name) (\(profile.kind.title))"))
        if let database = profile.database {
            findings.append(Finding("database address", .ok, "\(database.value.description), from \(database.origin)"))
        }
        let system: any PhoneSystem
        do { system = try session.system() } catch { return findings + [Finding("PBX", PBXError(error))] }
        for result in system.control.test(.set) { findings.append(finding(of: result)) }
        if findings.contains(where: { $0.link == "database" && $0.status == .failed }) { return findings }
        return findings + system.control.examine()
    }

    private static let noJournal = Finding(
        "journal", .warning, "has no place: HOME is not set, and nothing can be changed", remedy: "set PBXCTL_STATE to a folder of your own")

    private static func finding(of result: TestResult) -> Finding {
        if let error = result.error { return Finding(result.part, error) }
        let detail = result.detail.map { ", \($0)" } ?? ""
        return Finding(result.part, .ok, "\(result.address)\(detail)")
    }
}
