/// What FreePBX's reload makes out of a new extension: its hint, the alias of its mailbox, the phone that registered with it.
extension FreePBXExtensions {
    /// The plan that takes changes back, with all that would be left of the extensions which go with it.
    func withLeftovers(_ plan: Plan) throws -> Plan {
        let numbers = plan.steps.compactMap { step -> String? in
            guard case .row(let row) = step, row.table == "users", row.after == nil,
                case .text(let number) = row.key.first(where: { $0.name == "extension" })?.value
            else { return nil }
            return number
        }
        guard !numbers.isEmpty else { return plan }
        var result = plan
        let named = plan.touchedFields
        try system.planning(numbers) {
            for number in numbers {
                let deletion = try planDelete(number, mailbox: .keep, references: .leave)
                result.steps += deletion.steps.filter { $0.isRemoval && named.isDisjoint(with: $0.touchedFields) }
            }
        }
        return result
    }
}

extension Step {
    /// Whether it takes a key or a line away.
    fileprivate var isRemoval: Bool {
        switch self {
        case .astDB(let step): step.after == nil
        case .configurationLine(let step): step.after == nil
        case .row, .folder, .message, .timer, .cacheKey, .notification: false
        }
    }
}
