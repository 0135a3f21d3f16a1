/// A new extension like another one: what the model knows is added as ever, what it does not know is taken over from the
/// rows and keys of the other.
extension FreePBXExtensions {
    /// What says whose phone it is.
    private static let identity: Set<String> = ["secret", "secret_origional", "account", "callerid", "dial", "mailbox", "md5_cred", "user", "username", "defaultuser", "sipdriver"]
    private static let userColumns: Set<String> = [
        "noanswer", "recording", "noanswer_cid", "busy_cid", "chanunavail_cid", "noanswer_dest", "busy_dest", "chanunavail_dest", "mohclass",
    ]
    private static let liveKeys: Set<String> = [
        "cwtone", "rvolume", "cfringtimer", "concurrency_limit", "answermode", "intercom", "noanswer", "queues/qnostate",
    ]

    func planRotateSecret(_ number: String) throws -> Plan {
        var change = ExtensionChange()
        let secret = try newSecret()
        change.secret = .set(secret)
        var plan = try planSet(number, change)
        plan.generatedSecret = secret
        return plan
    }

    func planCopy(of source: String, to number: String, _ change: ExtensionChange) throws -> Plan {
        let former = try find(source, ReadOptions())
        let user = try userRow(source)
        var plan = try planAdd(
            number, type: former.driver == .virtual ? .virtual : .sip, driver: former.driver == .virtual ? nil : former.driver,
            change.filled(from: former))
        let settings = try system.rows("sip", where: "id", is: source).filter { row in
            guard let keyword = row["keyword"], !Self.identity.contains(keyword), keyword != "accountcode" else { return false }
            // Whatever else names the other extension is about that one.
            return row["data"]?.contains(source) != true
        }
        var left = Dictionary(settings.map { ($0["keyword"] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        let waits = try system.astDB().keys(of: "AMPUSER", below: source)
        let values = try system.astDB().values(of: waits)
        let live = Dictionary(zip(waits.map { String($0.key.dropFirst(source.count + 1)) }, values), uniquingKeysWith: { first, _ in first })
        var taken = Self.liveKeys
        // FreePBX knows more words for recording than `Extension.Recording`.
        for (field, key) in [
            (change.recordInternalIn, "recording/in/internal"), (change.recordInternalOut, "recording/out/internal"),
            (change.recordExternalIn, "recording/in/external"), (change.recordExternalOut, "recording/out/external"),
        ] where field == .keep { taken.insert(key) }
        plan.steps = plan.steps.map { step -> Step in
            switch step {
            case .row(var row) where row.table == "sip" && row.before == nil:
                guard case .text(let keyword)? = row.key.first(where: { $0.name == "keyword" })?.value,
                    let setting = left.removeValue(forKey: keyword)
                else { return step }
                row.after = row.after?.map { $0.name == "data" ? RowStep.Column("data", .init(setting["data"])) : $0 }
                return .row(row)
            case .row(var row) where row.table == "users":
                row.after = row.after?.map { Self.userColumns.contains($0.name) ? RowStep.Column($0.name, .init(user[$0.name])) : $0 }
                return .row(row)
            case .astDB(var key) where key.family == "AMPUSER":
                let name = String(key.key.dropFirst(number.count + 1))
                if taken.contains(name), let value = live[name] { key.after = value }
                return .astDB(key)
            default: return step
            }
        }
        // Settings that a new phone does not have.
        if former.driver != .virtual, let place = plan.steps.lastIndex(where: { if case .row(let row) = $0 { row.table == "sip" } else { false } }) {
            let more = left.values.sorted { ($0["keyword"] ?? "") < ($1["keyword"] ?? "") }.map { row -> Step in
                let key: [RowStep.Column] = [.init("id", .text(number)), .init("keyword", .init(row["keyword"]))]
                let rest: [RowStep.Column] = [.init("data", .init(row["data"])), .init("flags", .init(row["flags"]))]
                return .row(RowStep(table: "sip", key: key, before: nil, after: key + rest))
            }
            plan.steps.insert(contentsOf: more, at: place + 1)
        }
        return plan
    }
}

extension ExtensionChange {
    /// As it is, and like another extension where it says nothing. Not what belongs to a person.
    func filled(from other: Extension) -> ExtensionChange {
        var change = self
        func fill<Value: Sendable & Equatable>(_ field: inout Change<Value>, _ value: Value?) { if field == .keep, let value { field = .set(value) } }
        fill(&change.outboundCallerIDName, other.outboundCallerIDName)
        fill(&change.outboundCallerIDNumber, other.outboundCallerIDNumber)
        fill(&change.emergencyCallerIDName, other.emergencyCallerIDName)
        fill(&change.emergencyCallerIDNumber, other.emergencyCallerIDNumber)
        fill(&change.hasVoicemail, other.hasVoicemail)
        fill(&change.callWaiting, other.callWaiting)
        fill(&change.ringSeconds, other.ringSeconds)
        fill(&change.recordInternalIn, other.recordInternalIn.flatMap(Extension.Recording.init(rawValue:)))
        fill(&change.recordInternalOut, other.recordInternalOut.flatMap(Extension.Recording.init(rawValue:)))
        fill(&change.recordExternalIn, other.recordExternalIn.flatMap(Extension.Recording.init(rawValue:)))
        fill(&change.recordExternalOut, other.recordExternalOut.flatMap(Extension.Recording.init(rawValue:)))
        fill(&change.recordOnDemand, other.recordOnDemand.map { $0 != "disabled" })
        fill(&change.recordPriority, other.recordPriority)
        fill(&change.accountCode, other.accountCode)
        return change
    }
}
