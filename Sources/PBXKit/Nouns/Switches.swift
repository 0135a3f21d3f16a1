/// Call flow controls: switches between two targets.
public protocol CallFlows: Listing where Listed == CallFlow {
    func planSet(_ id: String, to state: CallFlow.State) throws -> Plan
}

/// System recordings.
public protocol SystemRecordings: Listing where Listed == SystemRecording {
    /// The sound of a recording: the first file there is, with its name. Lent in pieces. Throws `.notFound`.
    func download(_ identifier: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws
}

/// Outbound routes.
public protocol OutboundRoutes: Listing where Listed == OutboundRoute {
    func forEachPattern(_ options: ReadOptions, _ body: (OutboundPattern) throws -> Void) throws
}

/// Every place that calls can be sent to.
public protocol AvailableTargets {
    func forEach(_ body: (AvailableTarget) throws -> Void) throws
    /// Just the numbers in use.
    func forEachNumber(_ body: (AvailableTarget) throws -> Void) throws
}

/// Administrators of the PBX's web interface.
public protocol Administrators: Listing where Listed == Administrator {
    /// Throws `.conflict` where the name is taken.
    func planAdd(_ username: String, _ change: AdministratorChange) throws -> Plan
    func planSet(_ username: String, _ change: AdministratorChange) throws -> Plan
    /// Throws `.conflict` for the last one with full access.
    func planDelete(_ username: String) throws -> Plan
}

/// The switch's cache of what is in the database.
public protocol SwitchCache {
    /// Makes the switch read every extension anew; how many there are.
    func reloadExtensions() throws -> Int
    /// Empties the whole cache; a line about what was done. Throws `.notOffered` where there is none.
    func flush() throws -> String
}
