/// Ends of overrides: call files in Asterisk's spool whose time of change is yet to come. Asterisk makes the call then, with
/// nobody at either end of it, and what the call does first is to end the override.
///
/// Asterisk: `pbx_spool.c`. FreePBX keeps the lamps of its time conditions right in the same way (`bin/schedtc.php`).
struct FreePBXOverrideTimers {
    private static let prefix = "pbxctl-timecondition-"
    private static let suffix = ".call"

    let system: FreePBXSystem

    private func folder() throws -> String { "\(try system.spoolDirectory())/outgoing" }
    private static func name(_ condition: String) -> String { "\(prefix)\(condition)\(suffix)" }

    /// Throws where there is no way to end an override at a time.
    func checkOffered(_ condition: String) throws {
        let instead = "let at or cron run `pbxctl timecondition set \(condition) auto` at that time"
        guard let host = try system.host() else {
            throw PBXError(
                .unreachable, try folder(), "is on the PBX, whose files cannot be reached from here; Asterisk finds there when to end an override",
                remedy: "\(HostAddress.remedy); else \(instead)")
        }
        guard try host.status(of: folder())?.kind == .directory else {
            throw PBXError(.failed, try folder(), "is no folder: Asterisk would not see when to end the override", remedy: instead)
        }
        let answer = try system.manager().answers(to: [ManagerAction("ModuleCheck", ["Module": "pbx_spool.so"])]).first
        guard answer?.isSuccess == true else {
            throw PBXError(
                .notOffered, "an override that ends at a time", "this Asterisk makes no calls from its spool", remedy: "load module pbx_spool.so, or \(instead)")
        }
    }

    /// When overrides end, by the number of their time condition; Unix time in seconds. Empty where the files of the PBX are
    /// out of reach.
    func ends() -> [String: Int64] {
        guard let host = try? system.host(), let files = try? host.list(folder()) else { return [:] }
        let own = files.filter { $0.name.hasPrefix(Self.prefix) && $0.name.hasSuffix(Self.suffix) }
        return Dictionary(own.map { (String($0.name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)), $0.status.modified.seconds) }) { first, _ in first }
    }

    /// What ends the override of a condition.
    func end(of condition: String) throws -> TimerStep.End? {
        guard let moment = ends()[condition], let host = try system.host() else { return nil }
        let text = try host.readIfPresent("\(folder())/\(Self.name(condition))").map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        // `… = "false_sticky"]?MSet(…`
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        return TimerStep.End(moment: moment, value: parts.count > 3 ? String(parts[3]) : "")
    }

    func standing(of step: TimerStep) throws -> Standing {
        guard try system.host() != nil else { return .either }
        let moment = ends()[step.condition]
        return Standing(isBefore: moment == step.before?.moment, isAfter: moment == step.after?.moment)
    }

    /// Puts the file there, complete and with its time, or takes it away.
    func take(_ step: TimerStep) throws {
        guard let host = try system.host() else {
            throw PBXError(.unreachable, try folder(), "is on the PBX, whose files cannot be reached from here", remedy: HostAddress.remedy)
        }
        guard Self.isPlain(step) else {
            throw PBXError(.failed, "the plan", "has an end of an override that is not pbxctl's own", remedy: "make the plan anew")
        }
        let path = "\(try folder())/\(Self.name(step.condition))"
        guard let end = step.after else { return try host.removeTree(path) }
        // Beside the folder, not in it: Asterisk acts on whatever it sees there.
        let staged = "\(try system.spoolDirectory())/.\(Self.name(step.condition))"
        try host.write(Array(Self.call(step, end).utf8), to: staged, creating: NewFileAttributes(mode: 0o640))
        do {
            try host.setModified(staged, to: end.moment)
            try host.rename(staged, to: path)
        } catch {
            try? host.removeTree(staged)
            throw error
        }
    }

    /// Whether it can stand in the dialplan as it is: a plan may come from a file.
    private static func isPlain(_ step: TimerStep) -> Bool {
        !step.condition.isEmpty && step.condition.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && ["INUSE", "NOT_INUSE"].contains(step.lamp) && ["true_sticky", "false_sticky", "", nil].contains(step.after?.value)
    }

    private static func call(_ step: TimerStep, _ end: TimerStep.End) -> String {
        let key = "DB(TC/\(step.condition))"
        let states = ["TC", "TCSTICKY"].map { "DEVICE_STATE(Custom:\($0)\(step.condition))=\(step.lamp)" }
        // Lines of more than 255 bytes are cut. Exec works out what stands in the line; by itself a call file does not.
        return """
            ; pbxctl timecondition set \(step.condition) --until
            Channel: Local/musiconhold@app-blackhole/n
            MaxRetries: 10
            RetryTime: 60
            WaitTime: 30
            Application: Exec
            Data: ExecIf($["${\(key)}" = "\(end.value)"]?MSet(\(([key + "="] + states).joined(separator: ","))))

            """
    }
}
