import Foundation
import Testing

/// The benchmark still runs, and pbxctl prints as many records as there are. How fast is not tested: machines differ.
@Suite("Benchmarks", .serialized)
struct BenchmarkTests {
    @Test("a small run prints every table")
    func small() throws {
        var environment = Lab.environment.filter { $0.key.hasPrefix("LAB_") || $0.key == "PATH" }
        environment["PBXCTL_CONFIG"] = Lab.configuration
        environment["PBXCTL_STATE"] = Lab.value("PBXCTL_STATE")
        environment["PBXCTL_BINARY"] = Program.path
        let path = Program.project.appending(path: "Tests/Benchmarks/run").path
        let outcome = try Program.start(
            path,
            [
                "start", "calls", "sums", "whole-calls", "extensions", "configuration", "scaling", "graph",
                "--records", "10000", "--extensions", "1000", "--objects", "200", "--runs", "1",
            ],
            input: "", environment: environment, deadline: 300)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = outcome.lines.filter { $0.hasPrefix("| ") }
        for peer in ["mysql --batch --quick", "psql --csv", "\\copy csv", "row_to_json", "asterisk -rx", "a C program"] {
            #expect(rows.contains { $0.hasPrefix("| \(peer) |") }, "\(peer)")
        }
        for format in ["csv", "tsv", "ndjson", "json"] {
            #expect(rows.filter { $0.hasPrefix("| pbxctl -o \(format) |") }.count == 2, "\(format)")
        }
        #expect(rows.filter { $0.hasPrefix("| mysql, then the manager |") }.count == 2)
        for command in ["snapshot save", "snapshot diff", "snapshot apply --dry-run", "extension list --unused-since 90d"] {
            #expect(rows.filter { $0.hasPrefix("| `\(command)` |") }.count == 2, "\(command)")
        }
        #expect(rows.contains { $0.hasPrefix("| 10,000 | FusionPBX |") } && rows.contains { $0.hasPrefix("| 1,000 | FreePBX |") })
        for command in ["did trace", "target uses", "target orphans", "check, what the database says", "check, everything"] {
            for pbx in ["FreePBX", "FusionPBX"] { #expect(rows.contains { $0.hasPrefix("| \(command) | \(pbx) |") }, "\(command) of \(pbx)") }
        }
        #expect(try Lab.mysql("SELECT COUNT(*) FROM incoming WHERE extension LIKE '1888%';") == ["0"])
        #expect(try Lab.postgres("SELECT count(*) FROM v_dialplans WHERE insert_user::text LIKE '%be7c'") == ["0"])
        #expect(try Lab.mysql("SELECT COUNT(*) FROM users WHERE extension REGEXP '^6[4-9][0-9]{4}$';") == ["0"])
        #expect(try !Lab.asterisk("database show AMPUSER").contains("/AMPUSER/64"))
        for grouping in ["hour", "day", "weekhour", "src", "dest", "disposition"] {
            #expect(rows.filter { $0.hasPrefix("| \(grouping) |") }.count == 2, "\(grouping)")
        }
        #expect(outcome.lines.filter { $0.contains("`cdr query --by-call --limit all -o csv` against its statement") }.count == 2)
        #expect(try Lab.mysql("SHOW DATABASES LIKE 'pbxctl\\_test\\_bench%';").isEmpty)
    }
}
