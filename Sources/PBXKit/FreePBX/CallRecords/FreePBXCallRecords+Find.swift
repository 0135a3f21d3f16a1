/// One call, and its recordings on disk.
extension FreePBXCallRecords {
    func find(_ id: String) throws -> CallIdentity {
        let table = try table()
        let hasCalls = table.columns.contains("linkedid")
        let call: SQL = hasCalls ? "linkedid" : "''"
        // `uniqueid` has an index in every table, and a call is named after its first leg.
        var row = try table.database.firstRow(
            "SELECT \(call), calldate, uniqueid FROM \(identifier: table.name) WHERE uniqueid = \(id) ORDER BY calldate LIMIT 1")
        if row == nil, hasCalls {
            // Asterisk: `[system-]<Unix time>.<number>`; other ids are looked for in the whole table.
            let span: SQL = try Self.moment(in: id).map { try around($0) } ?? ""
            row = try table.database.firstRow(
                "SELECT linkedid, calldate, uniqueid FROM \(identifier: table.name) WHERE \(span)linkedid = \(id) LIMIT 1")
        }
        guard let values = row?.values, !id.isEmpty else {
            throw PBXError(.notFound, "call \(FreePBXInput.shown(id))", "there is no record of it", remedy: "see `pbxctl cdr query`")
        }
        guard let call = values[0], !call.isEmpty else { return CallIdentity(id: values[2] ?? id, start: values[1], isAlone: true) }
        return CallIdentity(id: call, start: values[1])
    }

    /// Two days each way: a leg is within one of its call's begin, and clocks have zones.
    private func around(_ moment: Int) throws -> SQL {
        let day = 86_400
        let conditions = FreePBXCallRecordConditions(
            query: CallRecordQuery(), zone: try FreePBXCallRecordZone(system: system).zone(), present: [])
        return "calldate >= \(conditions.stored(moment - 2 * day)) AND calldate <= \(conditions.stored(moment + 2 * day)) AND "
    }

    private static func moment(in id: String) -> Int? {
        guard let dot = id.lastIndex(of: ".") else { return nil }
        let digits = id[..<dot].split(separator: "-").last ?? ""
        return digits.utf8.count == 10 ? Int(digits) : nil
    }

    /// FreePBX: `<base>/YYYY/MM/DD/<name>`, the day as the name says it in its fourth part (Cdr.class.php, processPath).
    func recording(_ name: String, start: String?) throws -> CallRecording {
        let host = try system.host()
        guard !name.contains("/"), !name.hasPrefix("."), !name.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            return try CallRecording(name: name, path: nil, on: host)
        }
        let settings = try system.settings()
        let base = try settings.textIfAny("MIXMON_DIR") ?? "\(system.spoolDirectory())/monitor"
        let days = [Self.day(in: name), start.flatMap(Self.day(of:))].compactMap { $0 }
        let paths = days.map { "\(base)/\($0)/\(name)" }
        var found = try CallRecording(name: name, path: paths.first, on: host)
        // A number with a hyphen in it hides the day in the name.
        if found.exists == false, paths.count > 1, paths[1] != paths[0] {
            let other = try CallRecording(name: name, path: paths[1], on: host)
            if other.exists == true { found = other }
        }
        return found
    }

    private static func day(in name: String) -> String? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 3, parts[3].utf8.count == 8, parts[3].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let day = parts[3]
        return "\(day.prefix(4))/\(day.dropFirst(4).prefix(2))/\(day.suffix(2))"
    }

    /// Of an ISO 8601 time, as it is written.
    private static func day(of time: String) -> String? {
        LocalTime(time.prefix(10)) == nil ? nil : time.prefix(10).split(separator: "-").joined(separator: "/")
    }
}
