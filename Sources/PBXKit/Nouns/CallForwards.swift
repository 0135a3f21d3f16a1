/// Call forwards and do-not-disturb of extensions.
public protocol CallForwards {
    /// The forwards of one extension (every kind the PBX has), or those in force of all. Throws `.notFound`.
    func forEach(_ number: String?, _ body: (CallForward) throws -> Void) throws
    /// Sets a forward, or with nil clears it. Throws `.notOffered` for a kind this PBX does not have.
    func planForward(_ number: String, _ kind: CallForward.Kind, to destination: String?) throws -> Plan
    func isDoNotDisturb(_ number: String) throws -> Bool
    func planDoNotDisturb(_ number: String, on: Bool) throws -> Plan
}
