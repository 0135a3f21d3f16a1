/// Ring groups.
public protocol RingGroups: Listing where Listed == RingGroup {
    /// Throws `.conflict` where the number is taken, `.notOffered` for a strategy this PBX does not have (with the nearest
    /// it has), `.usage` where a value is not acceptable.
    func planAdd(_ number: String, _ change: RingGroupChange) throws -> Plan
    func planSet(_ number: String, _ change: RingGroupChange) throws -> Plan
    /// Throws `.conflict` with a list where something still leads to it.
    func planDelete(_ number: String, references: ReferenceHandling) throws -> Plan
}
