import Foundation
import Testing

/// Each write of the grammar is broken off at every step, in every way: afterwards the stores are as before or as after.
///
/// A sample by default. `MATRIX=all` (or names of profiles, with commas between) runs every case, or at most `MATRIX_CASES`
/// of each write; `MATRIX_WRITE` picks the writes that begin so (several with commas between), `MATRIX_SEED` repeats a choice.
@Suite("Failure matrix", .serialized)
struct FailureMatrixTests {
    private static let environment = ProcessInfo.processInfo.environment

    @Test("every writing command of the grammar is in the matrix, or is an exception with a reason")
    func grammar() throws {
        let file = Program.project.appending(path: "docs/grammar.json")
        let grammar = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let commands = ((grammar?["nouns"] as? [[String: Any]]) ?? []).flatMap { ($0["commands"] as? [[String: Any]]) ?? [] }
        // Whatever can be tried without effect has one, and so has whatever can be done in part.
        let writing = commands.filter { command in
            let options = ((command["options"] as? [[String: Any]]) ?? []).compactMap { $0["long"] as? String }
            return options.contains("dry-run") || ((command["exit_codes"] as? [Int]) ?? []).contains(8)
        }.map { (($0["path"] as? [String]) ?? []).joined(separator: " ") }
        #expect(writing.count > 20)
        let known = Set(MatrixWrite.all.map(\.command)).union(MatrixWrite.exceptions.keys)
        #expect(Set(writing).subtracting(known) == [])
        let all = Set(commands.map { (($0["path"] as? [String]) ?? []).joined(separator: " ") })
        #expect(known.subtracting(all) == [])
    }

    @Test("after a kill, a lost connection, a refusal or a full disk, and recovery, the stores are as before or as after")
    func matrix() throws {
        let report = MatrixReport()
        let seed = Self.environment["MATRIX_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999_999)
        var chance = Chance(seed: seed)
        let limit = Self.environment["MATRIX_CASES"].flatMap { Int($0) }
        let wanted = Self.environment["MATRIX"] ?? ""
        if wanted.isEmpty {
            print("matrix: a sample, MATRIX_SEED=\(seed)")
            try sample(limit ?? 40, &chance, report)
        } else {
            print("matrix: \(limit.map { "at most \($0) cases of each write" } ?? "every case"), MATRIX_SEED=\(seed)")
            let profiles = wanted == "all" ? Profiles.all : wanted.split(separator: ",").map(String.init)
            for profile in profiles { try whole(profile, limit ?? .max, &chance, report) }
        }
        report.print()
        #expect(report.failures == [], "MATRIX_SEED=\(seed)")
        #expect(report.total > 0 && report.survivals * 5 <= report.killed)
    }

    private func writes(on profile: String) -> [MatrixWrite] {
        let starts = (Self.environment["MATRIX_WRITE"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        return MatrixWrite.all.filter { write in write.isOffered(by: profile) && starts.contains { write.name.hasPrefix($0) } }
    }

    private func whole(_ profile: String, _ limit: Int, _ chance: inout Chance, _ report: MatrixReport) throws {
        let office = try MatrixOffice(profile)
        defer { office.close() }
        try office.open()
        for write in writes(on: profile) {
            let course = try MatrixCourse(office, write)
            let all = try course.disturbances(&chance)
            for disturbance in chance.pick(limit, of: all) {
                try report.note(profile, write, disturbance, course.run(disturbance, recoversByWriting: Bool.random(using: &chance)))
            }
            try course.leave()
            report.survivals += course.survivals
            report.printLine(profile, write)
        }
    }

    private func sample(_ cases: Int, _ chance: inout Chance, _ report: MatrixReport) throws {
        for profile in ["freepbx", "fusionpbx"] {
            let office = try MatrixOffice(profile)
            defer { office.close() }
            try office.open()
            let some = chance.pick(5, of: writes(on: profile))
            for write in some {
                let course = try MatrixCourse(office, write)
                let all = try course.disturbances(&chance)
                for disturbance in chance.pick(cases / 2 / some.count, of: all) {
                    try report.note(profile, write, disturbance, course.run(disturbance, recoversByWriting: Bool.random(using: &chance)))
                }
                try course.leave()
                report.survivals += course.survivals
                report.printLine(profile, write)
            }
        }
    }
}
