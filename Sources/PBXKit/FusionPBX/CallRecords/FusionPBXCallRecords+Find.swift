/// One call, and its recordings on disk.
extension FusionPBXCallRecords {
    /// A UUID as the table keeps it; anything else would be an error of the database.
    static func isIdentifier(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 36
            && bytes.enumerated().allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index)
                    ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
            }
    }

    func find(_ id: String) throws -> CallIdentity {
        let columns = try FusionPBXCallRecordColumns(connection: connection)
        let place: SQL = try domain().map { " AND c.domain_uuid = \($0.uuid)" } ?? ""
        if Self.isIdentifier(id) {
            func row(_ condition: SQL) throws -> Row? {
                try connection.database().firstRow(
                    "SELECT \(columns.call), \(columns.start) FROM v_xml_cdr c WHERE \(condition)\(place) LIMIT 1")
            }
            // A call whose first leg was not kept is named by its other ones.
            let found = try row("\(columns.identifier) = \(id)") ?? row("\(columns.call) = \(id.lowercased())")
            if let values = found?.values, let call = values[0] { return CallIdentity(id: call, start: values[1]) }
        }
        throw PBXError(.notFound, "call \(FusionPBXValues.shown(id))", "there is no record of it", remedy: "see `pbxctl cdr query`")
    }

    /// FusionPBX: `record_path/record_name`, both as stored (xml_cdr.php); a name that leads out of its folder is none.
    func recording(_ name: String, start: String?) throws -> CallRecording {
        let isSafe = name.hasPrefix("/") && !name.split(separator: "/").contains("..")
            && !name.unicodeScalars.contains(where: FusionPBXValues.isControl)
        return try CallRecording(name: name, path: isSafe ? name : nil, on: connection.isHostKnown ? connection.host : nil)
    }
}
