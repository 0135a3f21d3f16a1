import PBXKit

/// What the commands of one run share: the PBX with its connections, and what has been done to it.
final class Work {
    /// What a PBX is opened with; most batches need one only.
    struct Scope: Hashable {
        var allDomains: Bool
        var offline: Bool
        /// The longest silence of the database; nil: the usual.
        var silence: Duration?
    }

    /// A rehearsed command has come as far as the PBX: nothing is wrong with its line.
    struct Reached: Error {}

    /// Commands are run until they ask for the PBX, to find what is wrong with their lines.
    var isRehearsal = false
    /// Something was changed, or may have been.
    var hasChanged = false
    /// A change waits for a reload.
    var isReloadDue = false
    /// One of several commands: what waits is applied once, after the last.
    var appliesAtEnd = false
    var isApplyWanted = false

    private var systems: [Scope: any PhoneSystem] = [:]

    func system(_ scope: Scope, _ open: () throws -> any PhoneSystem) throws -> any PhoneSystem {
        if let system = systems[scope] { return system }
        let system = try open()
        systems[scope] = system
        return system
    }

    /// A plan has been carried out, or a part of it.
    func note(_ plan: Plan) {
        hasChanged = true
        if plan.reloadNeeded { isReloadDue = true }
    }

    /// Ends the connections; whoever needs them again gets new ones.
    func close() {
        for system in systems.values { system.close() }
        RemoteHosts.close()
    }
}
