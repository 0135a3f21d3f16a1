import Testing
@testable import PBXKit

@Suite("Plans put together")
struct MergedPlanTests {
    private func insert(_ table: String, _ id: String) -> Step {
        let key = [RowStep.Column("id", .text(id))]
        return .row(RowStep(table: table, key: key, before: nil, after: key))
    }

    private func update(_ table: String, _ id: String, _ value: String) -> Step {
        .row(RowStep(
            table: table, key: [.init("id", .text(id))], before: [.init("v", .text("old"))], after: [.init("v", .text(value))]))
    }

    private func plan(_ id: String, _ steps: [Step], warnings: [String] = []) -> Plan {
        var plan = Plan(.add, "extension", id)
        plan.steps = steps
        plan.warnings = warnings
        return plan
    }

    private func merged(_ plans: [Plan]) throws -> Plan {
        var merger = PlanMerger(noun: "extension", id: "3 rows")
        for plan in plans { try merger.add(plan) }
        return merger.plan()
    }

    @Test("inserts of a table stand together, what all share is there once")
    func order() throws {
        let lamp = Step.notification(.reloadModule("app_voicemail.so"))
        let plans = ["1", "2", "3"].map { id in
            plan(id, [
                insert("users", id), update("groups", id, "x"), insert("sip", id),
                .astDB(AstDBStep(family: "AMPUSER", key: id, before: nil, after: "1")), .cacheKey("dialplan:x"), lamp,
            ], warnings: ["no login was made", "mailbox \(id) was there"])
        }
        var whole = try merged(plans)
        #expect(whole.operation == .import && whole.id == "3 rows")
        #expect(whole.warnings == ["no login was made (and so for 2 more)", "mailbox 1 was there (and so for 2 more)"])
        let kinds = whole.steps.map { step in
            switch step {
            case .row(let row): row.before == nil ? row.table : "update"
            case .astDB: "astdb"
            case .cacheKey: "cache"
            default: "other"
            }
        }
        #expect(kinds == ["update", "update", "update", "users", "users", "users", "sip", "sip", "sip", "astdb", "astdb", "astdb", "cache", "other"])
        whole.steps = []
        #expect(!whole.changesSomething)
    }

    @Test("two that change the same thing are refused, two that delete the same row delete it once")
    func collisions() throws {
        #expect { try merged([plan("1", [update("groups", "g", "a")]), plan("2", [update("groups", "g", "b")])]) }
            throws: { PBXError($0).kind == .conflict && PBXError($0).what.contains("1") }
        let gone = Step.row(RowStep(table: "t", key: [.init("id", .text("x"))], before: [.init("id", .text("x"))], after: nil))
        #expect(try merged([plan("1", [gone]), plan("2", [gone])]).steps == [gone])
    }

    @Test("secrets stay with their rows")
    func secrets() throws {
        var first = plan("1", [insert("users", "1")])
        first.generatedSecret = Secret("a")
        let whole = try merged([first, plan("2", [insert("users", "2")])])
        #expect(whole.generatedSecrets == [GeneratedSecrets("1", secret: Secret("a"), voicemailPIN: nil)])
    }
}
