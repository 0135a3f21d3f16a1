/// What the extensions of a FreePBX are doing: device states, hints, presence and channels of the running Asterisk, with
/// do-not-disturb and forwards from AstDB.
struct FreePBXExtensionStates: ExtensionStates {
    /// The longest silence before the connection is tried. Asterisk itself never says anything on an idle PBX.
    private static let idle = Duration.seconds(15)
    /// One call brings about several events; what follows that soon is one change.
    private static let moment = Duration.milliseconds(40)

    let system: FreePBXSystem

    /// Virtual extensions have no phone that could do anything, and are left out.
    func forEach(_ options: ReadOptions, _ body: (ExtensionState) throws -> Void) throws {
        let board = try board(of: nil, on: system.manager())
        for number in board.numbers where board.hasPhone(number) { try body(board.state(of: number, raw: options.raw)) }
    }

    func of(_ number: String, _ options: ReadOptions) throws -> ExtensionState {
        try board(of: number, on: system.manager()).state(of: number, raw: options.raw)
    }

    func watch(_ number: String?, _ body: ([ExtensionState]) throws -> Bool) throws {
        // Listening begins before the lists are read, so that nothing is lost between.
        let manager = try system.newManager(events: "call,system,reporting")
        defer { manager.close() }
        var board = try board(of: number, on: manager)
        let watched = board.numbers.filter { number != nil || board.hasPhone($0) }
        var shown = Dictionary(watched.map { ($0, board.state(of: $0)) }, uniquingKeysWith: { first, _ in first })
        guard try body(watched.compactMap { shown[$0] }) else { return }
        while true {
            let touched = try nextChange(&board, on: manager)
            let changed = watched.filter { touched.contains($0) && shown[$0] != board.state(of: $0) }.map { board.state(of: $0) }
            for state in changed { shown[state.extension] = state }
            guard try changed.isEmpty || body(changed) else { return }
        }
    }

    /// Waits for events, however long, and takes them in.
    /// - Returns: the extensions that they concern.
    private func nextChange(_ board: inout FreePBXStateBoard, on manager: AsteriskManager) throws -> Set<String> {
        var touched: Set<String> = []
        var switched: Set<String> = []
        var wait = Self.idle
        // A busy PBX never pauses: after some time what has gathered is shown all the same.
        let latest = 200
        for _ in 0..<latest {
            guard let event = try manager.nextEvent(before: Deadline(after: wait)) else { break }
            if let number = board.take(event) { touched.insert(number) }
            if let number = Self.switched(by: event) { switched.insert(number) }
            wait = Self.moment
        }
        // Throws where the connection is gone without a word.
        if wait == Self.idle { try manager.perform(ManagerAction("Ping")) }
        let known = board.numbers.filter(switched.contains)
        if !known.isEmpty { try readSwitches(of: known, &board, on: manager) }
        return touched.union(known)
    }

    /// AstDB has no events. FreePBX turns these custom device states along with the keys DND and CF.
    private static func switched(by event: ManagerMessage) -> String? {
        guard event.event == "DeviceStateChange", let device = event["Device"] else { return nil }
        for start in ["Custom:DND", "Custom:CF"] where device.hasPrefix(start) {
            return String(device.dropFirst(start.count))
        }
        return nil
    }

    // MARK: - Reading

    private func board(of number: String?, on manager: AsteriskManager) throws -> FreePBXStateBoard {
        let database = try system.database()
        if let number, !FreePBXExtensions.isNumber(number) { throw FreePBXExtensions.notFound(number) }
        let names = try FreePBXPhone.names(of: number, in: database)
        if let number, names.isEmpty { throw FreePBXExtensions.notFound(number) }
        let phones = try FreePBXPhone.all(of: number, in: database)
        var board = FreePBXStateBoard(names: names, phones: phones)
        let lists = ["ExtensionStateList", "DeviceStateList", "PresenceStateList", "CoreShowChannels"]
        let actions = try lists.map { try ManagerAction($0) } + FreePBXContacts.actions(for: phones)
        var absent: [String] = []
        for event in try manager.listsOffered(actions, absent: { absent.append($0) }) { board.take(event) }
        for action in absent { FreePBXContacts.noteAbsence(of: action, phones, in: system) }
        if absent.contains("SIPpeers") { board.setUnavailable(.chanSIP) }
        if let number {
            try readSwitches(of: [number], &board, on: manager)
        } else {
            let astDB = FreePBXAstDB(database: AsteriskDatabase(manager))
            try astDB.forEachKey(of: "DND") { path, value in board.set(doNotDisturb: value, of: path.key) }
            try astDB.forEachKey(of: "CF") { path, value in board.set(forward: value, of: path.key) }
        }
        return board
    }

    private func readSwitches(of numbers: [String], _ board: inout FreePBXStateBoard, on manager: AsteriskManager) throws {
        let keys = numbers.flatMap { [(family: "DND", key: $0), (family: "CF", key: $0)] }
        let values = try AsteriskDatabase(manager).get(keys)
        for (key, value) in zip(keys, values) {
            if key.family == "DND" {
                board.set(doNotDisturb: value, of: key.key)
            } else {
                board.set(forward: value, of: key.key)
            }
        }
    }
}
