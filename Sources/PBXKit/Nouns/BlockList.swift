/// Numbers whose calls are not put through.
public protocol BlockList: Listing where Listed == BlockedNumber {
    /// Throws `.conflict` where the number is blocked already, `.notOffered` for what this PBX cannot say of an entry,
    /// `.usage` where the number or a value is not acceptable.
    func planAdd(_ number: String, _ change: BlockedNumberChange) throws -> Plan
    /// Throws `.notFound`.
    func planSet(_ identifier: String, _ change: BlockedNumberChange) throws -> Plan
    /// Throws `.notFound`.
    func planRemove(_ identifier: String) throws -> Plan
    /// The entry that a plan is about, as it is now. Throws `.notFound`.
    func written(by plan: Plan) throws -> BlockedNumber
}

extension BlockList {
    public func written(by plan: Plan) throws -> BlockedNumber { try find(plan.id, ReadOptions()) }
}
