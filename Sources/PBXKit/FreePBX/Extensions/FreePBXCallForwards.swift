/// Call forwards and do-not-disturb of a FreePBX's extensions: keys of AstDB that the dialplan reads at every call.
/// FreePBX: modules `callforward` and `donotdisturb`.
struct FreePBXCallForwards: CallForwards {
    let system: FreePBXSystem

    func forEach(_ number: String?, _ body: (CallForward) throws -> Void) throws {
        guard let number else { return try all(body) }
        _ = try FreePBXExtensions(system: system).userRow(number)
        let kinds = CallForward.Kind.offered
        let values = try system.astDB().values(of: kinds.map { AstDBPath(family: $0.family, key: number) })
        for (kind, value) in zip(kinds, values) {
            let destination = value.flatMap { $0.isEmpty ? nil : $0 }
            try body(CallForward(extension: number, kind: kind.kind, isEnabled: destination != nil, number: destination))
        }
    }

    /// Three reads of AstDB and one of the database, however many extensions there are.
    private func all(_ body: (CallForward) throws -> Void) throws {
        var found: [String: [CallForward]] = [:]
        for kind in CallForward.Kind.offered {
            try system.astDB().forEachKey(of: kind.family) { path, value in
                guard !value.isEmpty else { return }
                found[path.key, default: []].append(
                    CallForward(extension: path.key, kind: kind.kind, isEnabled: true, number: value))
            }
        }
        guard !found.isEmpty else { return }
        // What an extension left behind that is no more forwards nothing.
        var numbers: [String] = []
        try system.database().forEachRow("SELECT extension FROM users ORDER BY LENGTH(extension), extension") { row in
            if let number = row.text(0), found[number] != nil { numbers.append(number) }
        }
        for number in numbers { for forward in found[number] ?? [] { try body(forward) } }
    }

    func planForward(_ number: String, _ kind: CallForward.Kind, to destination: String?) throws -> Plan {
        guard let kind = CallForward.Kind.offered.first(where: { $0.kind == kind }) else {
            throw PBXError.notOffered(
                "forwarding when the phone is not registered", by: .freepbx,
                nearest: "--kind no_answer, which holds for phones that cannot be reached as well")
        }
        _ = try FreePBXExtensions(system: system).userRow(number)
        try system.requireModule("callforward")
        if let destination { try Self.check(destination, for: number) }
        var builder = FreePBXPlanBuilder(.set, number, noun: "forward")
        builder.set(kind.family, number, to: destination)
        if kind.kind == .all {
            let value = destination == nil ? "NOT_INUSE" : "BUSY"
            try notify("CF", number, value, in: &builder)
        }
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }

    /// Forwards and do-not-disturb as they are to be.
    func divert(_ number: String, _ diversion: CallDiversion, devices: [String], in builder: inout FreePBXPlanBuilder) throws {
        for kind in CallForward.Kind.offered {
            guard let change = diversion.forwards[kind.kind], change != .keep else { continue }
            if let destination = change.newValue {
                try system.requireModule("callforward")
                try Self.check(destination, for: number)
            }
            builder.set(kind.family, number, to: change.newValue)
            if kind.kind == .all { Self.notify("CF", number, change.newValue == nil ? "NOT_INUSE" : "BUSY", devices, in: &builder) }
        }
        guard let isOn = diversion.doNotDisturb else { return }
        if isOn { try system.requireModule("donotdisturb") }
        builder.set("DND", number, to: isOn ? "YES" : nil)
        Self.notify("DND", number, isOn ? "BUSY" : "UNAVAILABLE", devices, in: &builder)
    }

    func isDoNotDisturb(_ number: String) throws -> Bool {
        _ = try FreePBXExtensions(system: system).userRow(number)
        return try system.astDB().value(of: AstDBPath(family: "DND", key: number))?.isEmpty == false
    }

    func planDoNotDisturb(_ number: String, on: Bool) throws -> Plan {
        _ = try FreePBXExtensions(system: system).userRow(number)
        try system.requireModule("donotdisturb")
        var builder = FreePBXPlanBuilder(.set, number, noun: "dnd")
        builder.set("DND", number, to: on ? "YES" : nil)
        try notify("DND", number, on ? "BUSY" : "UNAVAILABLE", in: &builder)
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }

    /// The lamps of the extension and of each of its phones. By the function, not by the key: subscribers are told only so.
    private func notify(_ state: String, _ number: String, _ value: String, in builder: inout FreePBXPlanBuilder) throws {
        let devices = try system.astDB().value(of: AstDBPath(family: "AMPUSER", key: "\(number)/device"))
        Self.notify(state, number, value, (devices ?? number).split(separator: "&").map(String.init), in: &builder)
    }

    private static func notify(_ state: String, _ number: String, _ value: String, _ devices: [String], in builder: inout FreePBXPlanBuilder) {
        builder.notify(.variable(name: "DEVICE_STATE(Custom:\(state)\(number))", value: value))
        for device in devices {
            builder.notify(.variable(name: "DEVICE_STATE(Custom:DEV\(state)\(device))", value: value))
        }
    }

    private static func check(_ destination: String, for number: String) throws {
        guard (1...40).contains(destination.utf8.count), destination.utf8.allSatisfy({ "0123456789*#+".utf8.contains($0) }) else {
            throw PBXError(
                .usage, "number '\(FreePBXInput.shown(destination))'", "is not a number", remedy: "use digits, +, * and #")
        }
        guard destination != number else {
            throw PBXError(.usage, "number \(destination)", "is the extension's own", remedy: "forward to another number")
        }
    }
}

extension CallForward.Kind {
    /// The kinds FreePBX has, with their families in AstDB.
    fileprivate static let offered: [(kind: CallForward.Kind, family: String)] = [(.all, "CF"), (.busy, "CFB"), (.no_answer, "CFU")]
}
