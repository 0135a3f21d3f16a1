import Glibc

/// A FreePBX as a whole.
struct FreePBXControl: SystemControl {
    /// Regenerating a large PBX's configuration takes minutes.
    private static let longestReload = FreePBXReloadMark.longestReload

    let system: FreePBXSystem

    func needsReload() throws -> Bool? {
        // FreePBX: with `DEVELRELOAD` its own bar shows always.
        try FreePBXReloadMark(system: system).isSet() || system.settings().flag("DEVELRELOAD")
    }

    func planMarkNeedsReload() throws -> Plan {
        var plan = Plan(.set, "system", "needreload")
        let key = [RowStep.Column("variable", .text("need_reload"))]
        let row = try system.database().firstRow("SELECT variable, value FROM admin WHERE variable = 'need_reload'")
        if row?["value"] == "true" { return plan }
        let after = [RowStep.Column("value", .text("true"))]
        plan.steps = [.row(RowStep(
            table: "admin", key: key, before: row.map { [RowStep.Column("value", .init($0["value"]))] },
            after: row == nil ? key + after : after))]
        plan.reloadNeeded = true
        return plan
    }

    func reload() throws -> String {
        let what = Self.reloadTitle
        let host = try reachableHost()
        guard try !FreePBXReloadMark(system: system).isReloading() else {
            throw PBXError(.conflict, what, "another one runs", remedy: "wait for it to finish and try again")
        }
        let program = try system.fwconsole()
        system.scope.trace?("command \(program) reload")
        let result = try host.run(HostCommand(program, ["reload"]), deadline: Deadline(after: Self.longestReload))
        let lines = (result.outputText + "\n" + result.errorText).split(whereSeparator: \.isNewline)
            .map { FreePBXInput.trimmed(String($0)) }.filter { !$0.isEmpty }
        guard result.hasSucceeded else {
            if lines.contains(where: { $0.contains("already running") }) {
                throw PBXError(.conflict, what, "another one runs", remedy: "wait for it to finish and try again")
            }
            throw PBXError(
                .failed, what, lines.isEmpty ? "\(program) ended without a word (\(result.ending))" : lines.suffix(5).joined(separator: " / "),
                remedy: "run `\(program) reload --verbose` and see its output")
        }
        return lines.last ?? "done"
    }

    func checkCanApply() throws { _ = try reachableHost() }

    func applyPending() throws -> String? {
        let mark = FreePBXReloadMark(system: system)
        let deadline = Deadline(after: Self.longestReload)
        var hasWaited = false
        while try mark.isSet() {
            if try mark.isReloading() {
                hasWaited = true
                try mark.waitForRunningReload()
                continue
            }
            do {
                return try reload()
            } catch let error as PBXError where error.kind == .conflict && !deadline.hasPassed {
                // Another one was quicker: it ends this, if it began late enough to see everything.
                try Interruption.check()
                hasWaited = true
                usleep(100_000)
            }
        }
        return hasWaited ? "applied by a reload that ran meanwhile" : nil
    }

    private static let reloadTitle = "FreePBX's reload"

    private func reachableHost() throws -> any Host {
        guard let host = try system.host() else {
            throw PBXError(
                .unreachable, Self.reloadTitle, "only FreePBX's own program can do it, and that is on the PBX",
                remedy: HostAddress.remedy)
        }
        return host
    }

    func examine() -> [Finding] { FreePBXExamination(system: system).findings() }

    func reloadCore() throws -> String {
        let answer = try system.manager().perform(ManagerAction("Reload"), silence: max(.seconds(120), system.profile.silenceTimeout))
        return answer.text ?? "Asterisk has read its configuration again"
    }
}
