import Glibc

/// Carries out plans: rows in one transaction under the lock, then folders, the caches of all nodes, and what the switch
/// is told.
struct FusionPBXWriter {
    let connection: FusionPBXConnection

    func carryOut(_ plan: Plan) throws {
        guard plan.changesSomething else { return }
        // Before anything is changed: a node that keeps its old copies would let a dead phone live on.
        let nodes = try nodes(for: plan)
        try FusionPBXRecovery(connection: connection).recoverAll()
        let entry = try connection.scope.journal?.begin(
            plan, profile: connection.profile, domain: try? connection.domain().name)
        do {
            try commit(plan, entry?.entry)
        } catch {
            try settle(plan, entry, after: error)
        }
        do {
            try finish(plan, on: nodes)
            try FusionPBXUnfinishedMark(connection: connection).clear(entry?.entry.id)
        } catch {
            throw unfinished(plan, PBXError(error))
        }
        entry?.finish(.done)
    }

    /// What follows the commit: folders, caches, and what the switch is told. Doing it twice does no harm.
    func finish(_ plan: Plan, on nodes: [FusionPBXNode]) throws {
        let committed = Deadline(after: .seconds(1))
        try removeFolders(plan)
        if Self.concernsSwitch(plan), nodes.count < connection.nodes().count || nodes.isEmpty,
            try !forgetFiles(plan), Self.needsSecondPass(plan)
        {
            connection.scope.note?(
                "a switch that was not told may have kept what is old now: run `pbxctl cache flush` when it runs again")
        }
        try bring(plan, to: nodes)
        if Self.needsSecondPass(plan), !nodes.isEmpty {
            // A look-up that began before the commit may have put the old row back.
            usleep(UInt32(committed.remainingMilliseconds) * 1000)
            try bring(plan, to: nodes, again: true)
        }
    }

    private func unfinished(_ plan: Plan, _ cause: PBXError) -> PBXError {
        PBXError(
            .partial, "\(plan.noun) \(plan.id)",
            "is changed in the database, but not everything else is done: \(cause.what): \(cause.why)",
            remedy: "run `pbxctl system reload`, which empties the switch's cache"
                + (cause.remedy.map { "; \($0)" } ?? ""))
    }

    /// The nodes that a plan has to reach; none for what the switch never looks at.
    func nodes(for plan: Plan) throws -> [FusionPBXNode] { Self.concernsSwitch(plan) ? try reachableNodes() : [] }

    /// After an error in the transaction: it is rolled back, unless it was lost at its commit and turns out to be made.
    private func settle(_ plan: Plan, _ entry: OpenJournalEntry?, after cause: any Error) throws {
        if let unknown = cause as? UnknownCommit, try isCommitted(plan, entry, unknown) { return }
        entry?.finish(.failed)
        if cause is Interrupted { throw cause }
        var error = PBXError(cause)
        // It could be reached when the write began: what failed is the write.
        if error.kind == .unreachable { error.kind = .failed }
        if error.kind != .conflict { error.why += "; everything is as it was before" }
        throw error
    }

    /// Asks the database over a new connection.
    private func isCommitted(_ plan: Plan, _ entry: OpenJournalEntry?, _ cause: UnknownCommit) throws -> Bool {
        connection.reconnectDatabase()
        do {
            return try Interruption.forgotten {
                try FusionPBXRecovery(connection: connection).isCommitted(plan, id: entry?.entry.id)
            }
        } catch {
            throw PBXError(
                .partial, "\(plan.noun) \(plan.id)", cause.pbxError.why,
                remedy: entry == nil ? "look at it when the database answers again" : "run `pbxctl recover` when the database answers again")
        }
    }

    /// A new extension was in no cache that could hold it: what is not found is not kept.
    static func needsSecondPass(_ plan: Plan) -> Bool {
        !cacheKeys(plan).isEmpty && !(plan.operation == .add && plan.noun == "extension")
    }

    /// Whether the switch keeps or is told anything of it: what it never looks at may change while it is down.
    private static func concernsSwitch(_ plan: Plan) -> Bool {
        plan.steps.contains { step in
            switch step {
            case .cacheKey, .notification: true
            default: false
            }
        }
    }

    private func reachableNodes() throws -> [FusionPBXNode] {
        guard connection.scope.offline else { return try connection.connectedNodes() }
        return connection.nodes().filter { (try? $0.connect()) != nil }
    }

    private func commit(_ plan: Plan, _ entry: JournalEntry?) throws {
        try FusionPBXHostLock(connection: connection).whileHeld {
            do {
                try transaction(plan, entry)
            } catch let error as DatabaseError where error.isDeadlock {
                // Lost against the web interface; nothing was changed.
                try transaction(plan, entry)
            }
        }
    }

    private func transaction(_ plan: Plan, _ entry: JournalEntry?) throws {
        let database = try connection.database()
        try database.transaction {
            try FusionPBXLock(database: database).take(waitingFor: connection.scope.lockTimeout)
            try recheck(plan)
            let rows = plan.steps.compactMap { if case .row(let step) = $0 { step } else { nil } }
            try database.take(rows) { done in
                try Interruption.check()
                connection.scope.progress?(Progress("writing rows", done, of: rows.count))
            }
            try FusionPBXAudit(connection: connection).record(plan)
            if let entry { try FusionPBXUnfinishedMark(connection: connection).set(entry) }
            // The last moment at which Ctrl-C takes everything back.
            try Interruption.check()
        }
    }

    /// Whether a new number still is free, now that no other pbxctl can take it. Rows that change are checked one by one
    /// as they are written.
    private func recheck(_ plan: Plan) throws {
        if plan.noun == "admin", plan.operation != .add {
            try FusionPBXAdministrators(connection: connection).recheck(plan)
        }
        if plan.operation == .import { return try FusionPBXImportCheck(connection: connection).check(plan) }
        guard plan.operation == .add, case .row(let step)? = plan.steps.first, let columns = step.after else { return }
        func text(_ name: String) -> String? {
            if case .text(let text)? = columns.first(where: { $0.name == name })?.value { text } else { nil }
        }
        switch step.table {
        case "v_extensions":
            try FusionPBXNumberCheck(connection: connection)
                .requireFree(text("extension") ?? plan.id, in: connection.domain())
        case "v_destinations":
            let spelling = FusionPBXNumberSpelling(
                prefix: text("destination_prefix"), number: text("destination_number") ?? plan.id)
            try FusionPBXInboundNumbers(connection: connection).requireFree(spelling, except: nil)
        case "v_ring_groups":
            try FusionPBXNumberCheck(connection: connection).requireFree(
                text("ring_group_extension") ?? plan.id, in: connection.domain(), as: "ring group")
        case "v_call_block":
            try FusionPBXBlockList(connection: connection).requireFree(
                text("call_block_number") ?? plan.id, text("call_block_direction") ?? "inbound", extension: text("extension_uuid"),
                in: connection.domain())
        case "v_users":
            try FusionPBXAdministrators(connection: connection).requireFree(text("username") ?? plan.id, in: connection.domain())
        default: break
        }
    }

    private func removeFolders(_ plan: Plan) throws {
        let host = connection.host
        for case .folder(let step) in plan.steps {
            // Aside first: at no moment does the switch see half a mailbox.
            let aside = "\(step.path).deleted"
            try host.removeTree(aside)
            guard try host.status(of: step.path) != nil else { continue }
            try host.rename(step.path, to: aside)
            try host.removeTree(aside)
        }
    }

    /// A cache of files outlives the switch, and memcached does as well: what a stopped one would find again is deleted here,
    /// where it is here. Whether it was.
    private func forgetFiles(_ plan: Plan) throws -> Bool {
        let settings = try connection.settings(of: connection.domain())
        let folder = connection.profile.paths[.switchCache]?.value ?? settings.cacheDirectory
        guard settings.cacheMethod == .file, try connection.host.status(of: folder)?.kind == .directory else { return false }
        try FusionPBXCache().delete(Self.cacheKeys(plan), inFolder: folder, on: connection.host)
        return true
    }

    private static func cacheKeys(_ plan: Plan) -> [String] {
        let keys = plan.steps.compactMap { if case .cacheKey(let key) = $0 { key } else { nil } }
        return FusionPBXCacheKeys.distinct(keys.filter(FusionPBXCommand.isWord))
    }

    private func bring(_ plan: Plan, to nodes: [FusionPBXNode], again: Bool = false) throws {
        let keys = Self.cacheKeys(plan)
        let commands = plan.steps.compactMap { step -> String? in
            if case .notification(.switchCommand(let command)) = step { command } else { nil }
        }
        for node in nodes {
            try FusionPBXCache().delete(keys, on: node)
            for command in commands where !again || command.contains(" flush_inbound_reg ") {
                try tell(node, command)
            }
            for case .notification(.switchEvent(let event)) in plan.steps where !again {
                if let account = event.unlessInCall, try FusionPBXPresence.isInCall(account, on: node) { continue }
                let fields = event.headers.map { (name: $0.name, value: $0.value) }
                guard let account = event.toProfilesOf else {
                    try node.eventSocket().send(event: event.name, fields: fields)
                    continue
                }
                for profile in try FusionPBXFeatureSync.profiles(of: account, on: node) {
                    try node.eventSocket().send(event: event.name, fields: [("profile", profile)] + fields)
                }
            }
        }
    }

    private func tell(_ node: FusionPBXNode, _ command: String) throws {
        let answer = try node.ask(command)
        // A profile of another node does not run here, and then has no registrations here.
        if answer.hasPrefix("Invalid Profile") { return }
        // It was not loaded, or is another node's.
        if command.contains(" killgw ") { return }
        // Not every node runs a call center, or knows the agent and the queue.
        if command.hasPrefix(FusionPBXCommand.callCenter) { return }
        guard !answer.hasPrefix("-ERR"), !answer.hasPrefix("-USAGE") else {
            throw PBXError(.failed, "switch \(node.address)", "refused `\(command)`: \(FusionPBXValues.shown(answer))")
        }
    }
}
