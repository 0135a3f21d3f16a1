/// Counts the endings of the cases, by write and by what went wrong.
final class MatrixReport {
    private struct Counts {
        var before = 0
        var after = 0
        var between = 0
        var total: Int { before + after + between }

        static func + (left: Counts, right: Counts) -> Counts {
            Counts(before: left.before + right.before, after: left.after + right.after, between: left.between + right.between)
        }

        var text: String { "\(total) runs, \(before) as before, \(after) as after, \(between) between" }
    }

    private var counts: [String: [String: Counts]] = [:]
    private(set) var failures: [String] = []

    /// Runs that were to be killed and ended before.
    var survivals = 0

    var total: Int { sum().total }
    var killed: Int { sum(nil, "killed").total }

    func note(_ profile: String, _ write: MatrixWrite, _ disturbance: Disturbance, _ ending: MatrixCourse.Ending) {
        var one = Counts()
        switch ending {
        case .before: one.before = 1
        case .after: one.after = 1
        case .between(let why):
            one.between = 1
            failures.append("\(profile): \(write.name): \(disturbance): \(why)")
            Swift.print("matrix: BETWEEN \(failures[failures.count - 1].prefix(3000))")
        }
        let line = counts["\(profile): \(write.name)"]?[disturbance.kind] ?? Counts()
        counts["\(profile): \(write.name)", default: [:]][disturbance.kind] = line + one
    }

    private func sum(_ lines: [[String: Counts]]? = nil, _ kind: String? = nil) -> Counts {
        (lines ?? Array(counts.values)).flatMap { $0.filter { kind == nil || $0.key == kind }.values }.reduce(Counts(), +)
    }

    func printLine(_ profile: String, _ write: MatrixWrite) {
        let line = counts["\(profile): \(write.name)"] ?? [:]
        let words = Disturbance.kinds.compactMap { kind in line[kind].map { "\(kind) \($0.before)+\($0.after)\($0.between > 0 ? "+\($0.between)!" : "")" } }
        Swift.print("matrix: \(profile): \(write.name): \(sum([line]).text) (before+after: \(words.joined(separator: ", ")))")
    }

    func print() {
        for kind in Disturbance.kinds where sum(nil, kind).total > 0 { Swift.print("matrix: \(kind): \(sum(nil, kind).text)") }
        if survivals > 0 { Swift.print("matrix: of those killed \(survivals) ended before") }
        Swift.print("matrix: all: \(sum().text)")
    }
}
