/// Lines to the outside.
public protocol Trunks: Listing where Listed == Trunk {
    /// Switches a trunk on or off. Throws `.notFound`.
    func planSet(_ identifier: String, enabled isEnabled: Bool) throws -> Plan
}
