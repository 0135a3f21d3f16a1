import PBXKit

/// Reads the object that a plan is about, for the report of a write whose own command has ended long ago.
struct WrittenObject {
    let system: any PhoneSystem

    /// Carries the plan out and reports it; `done` is called in between.
    func perform(_ plan: Plan, _ writing: Writing, done: () throws -> Void = {}) throws {
        guard plan.noun == "voicemail", let voicemail = system.voicemail else {
            return try writing.perform(plan, before: entries(plan)) {
                try done()
                return try entries(plan)
            }
        }
        try writing.perform(MessagePlan(plan, about: voicemail.messages(of: plan).compactMap { $0 })) {
            try done()
            return try voicemail.messages(of: plan)
        }
    }

    /// nil where it does not exist, where the noun has no object of its own, or where the plan is about several.
    func entries(_ plan: Plan) throws -> [Cell.Entry]? {
        if plan.operation == .import { return nil }
        do {
            switch plan.noun {
            case "extension": return try system.extensions?.find(plan.id, ReadOptions()).entries
            case "did": return try system.inboundNumbers?.find(plan.id, ReadOptions()).first?.entries
            case "ringgroup": return try system.ringGroups?.find(plan.id, ReadOptions()).entries
            case "followme": return try system.followMeLists?.find(plan.id, ReadOptions()).entries
            case "callflow": return try system.callFlows?.find(plan.id, ReadOptions()).entries
            case "blocklist": return try system.blockList?.written(by: plan).entries
            case "timecondition": return try system.timeConditions?.find(plan.id, ReadOptions()).entries
            case "trunk": return try system.trunks?.find(plan.id, ReadOptions()).entries
            case "admin": return try system.administrators?.find(plan.id, ReadOptions()).entries
            default: return nil
            }
        } catch {
            guard PBXError(error).kind == .notFound else { throw error }
            return nil
        }
    }
}
