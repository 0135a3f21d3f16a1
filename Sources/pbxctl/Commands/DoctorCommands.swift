import PBXKit

/// `pbxctl doctor`
enum DoctorCommands {
    static let noun: Noun = .init(
        name: "doctor", summary: "Examine every link between the shell and the PBX.", commands: [doctor])

    static let doctor: Command = .init(
        path: ["doctor"], summary: "Say of each link to the PBX what was found, whether it works and what to do.",
        discussion: ["Changes nothing. The status is 0 when everything works, else that of the first link that does not."],
        examples: [
            .init("Look at everything", "pbxctl doctor"),
            .init("For monitoring", "pbxctl doctor -o json --profile office"),
        ],
        fields: Finding.fieldNames, failures: Command.pbxFailures + [.notFound]
    ) { _, session in
        let findings = examine(session)
        try session.output.list(Finding.self) { emit in for finding in findings { try emit(finding) } }
        guard let worst = findings.first(where: { $0.status == .failed }) else { return }
        try session.output.flush()
        throw PBXError(worst.kind ?? .failed, worst.link, worst.found, remedy: worst.remedy)
    }

    private static func examine(_ session: Session) -> [Finding] {
        let profile: Profile
        var host: Finding?
        do {
            host = try session.examineHost()
            if let host, host.status == .failed { return [host] }
            profile = try session.profile()
        } catch { return (host.map { [$0] } ?? []) + [Finding("profile", PBXError(error))] }
        var findings = (host.map { [$0] } ?? []) + [Finding("profile", .ok, "\(profile.name) (\(profile.kind.title))")]
        if let database = profile.database {
            findings.append(Finding("database address", .ok, "\(database.value.description), from \(database.origin)"))
        }
        let system: any PhoneSystem
        do { system = try session.system() } catch { return findings + [Finding("PBX", PBXError(error))] }
        for result in system.control.test(.set) { findings.append(finding(of: result)) }
        if findings.contains(where: { $0.link == "database" && $0.status == .failed }) { return findings }
        return findings + system.control.examine()
    }

    private static func finding(of result: TestResult) -> Finding {
        if let error = result.error { return Finding(result.part, error) }
        let detail = result.detail.map { ", \($0)" } ?? ""
        return Finding(result.part, .ok, "\(result.address)\(detail)")
    }
}
