/// Reading extensions in one statement: `v_extensions` with `v_voicemails` and `v_follow_me`.
struct FusionPBXExtensionQuery {
    let connection: FusionPBXConnection
    let options: ReadOptions

    static let tables = [(name: "v_extensions", alias: "e"), (name: "v_voicemails", alias: "v"), (name: "v_follow_me", alias: "f")]

    func forEach(where condition: SQL, _ body: (Extension) throws -> Void) throws {
        var columns = try Column.allCases.map { try connection.text($0.name, of: $0.table, as: $0.alias) }
        var rawNames: [(table: String, column: String)] = []
        if options.raw {
            for (table, alias) in Self.tables {
                for column in try connection.database().columns(of: table) {
                    rawNames.append((table, column.name))
                    columns.append(try connection.text(column.name, of: table, as: alias))
                }
            }
        }
        let list = columns.joined(separator: ", ")
        // One mailbox a number, joined as a set: before FusionPBX 5.5.4 no column here has an index.
        let statement: SQL = """
            SELECT \(list)
            FROM v_extensions e
            JOIN v_domains d ON d.domain_uuid = e.domain_uuid
            LEFT JOIN (
                SELECT DISTINCT ON (domain_uuid, voicemail_id::text) * FROM v_voicemails
                ORDER BY domain_uuid, voicemail_id::text
            ) v ON v.domain_uuid = e.domain_uuid
                AND v.voicemail_id::text = COALESCE(NULLIF(e.number_alias, ''), e.extension)
            LEFT JOIN v_follow_me f ON f.follow_me_uuid = e.follow_me_uuid
            WHERE \(condition)
            ORDER BY d.domain_name, CASE WHEN e.extension ~ '^[0-9]{1,30}$' THEN e.extension::numeric END, e.extension
            """
        try connection.database().forEachRow(statement) { row in
            var value = Self.value(row, options)
            if options.raw {
                value.raw = Self.raw(row, rawNames, from: Column.allCases.count, reveal: options.reveal)
            }
            try body(value)
        }
    }

    /// The columns read, in the order of the statement.
    enum Column: String, CaseIterable {
        case domain_name, `extension`, extension_uuid, effective_caller_id_name, outbound_caller_id_name
        case outbound_caller_id_number, emergency_caller_id_name, emergency_caller_id_number, enabled, extension_type
        case do_not_disturb, forward_all_enabled, forward_all_destination, forward_busy_enabled
        case forward_busy_destination, forward_no_answer_enabled, forward_no_answer_destination, call_timeout
        case user_record, user_context, accountcode, password, description
        case voicemail_enabled, voicemail_mail_to, voicemail_password
        case follow_me_enabled

        var name: String { rawValue }
        var alias: String {
            switch self {
            case .domain_name: "d"
            case .voicemail_enabled, .voicemail_mail_to, .voicemail_password: "v"
            case .follow_me_enabled: "f"
            default: "e"
            }
        }
        var table: String {
            switch alias {
            case "d": "v_domains"
            case "v": "v_voicemails"
            case "f": "v_follow_me"
            default: "v_extensions"
            }
        }
        var index: Int { Self.indices[self] ?? 0 }
        private static let indices = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
    }

    private static func value(_ row: borrowing RowView, _ options: ReadOptions) -> Extension {
        let values = Column.allCases.indices.map { index in row.text(index)?.nonEmpty }
        func text(_ column: Column) -> String? { values[column.index] }
        func flag(_ column: Column) -> Bool { FusionPBXBoolean.isTrue(text(column)) }

        var result = Extension(number: text(.extension) ?? "")
        result.name = text(.effective_caller_id_name)
        result.domain = text(.domain_name)
        result.uuid = text(.extension_uuid)
        result.driver = text(.extension_type) == "virtual" ? .virtual : .sofia
        result.isEnabled = flag(.enabled)
        result.outboundCallerIDName = text(.outbound_caller_id_name)
        result.outboundCallerIDNumber = text(.outbound_caller_id_number)
        result.emergencyCallerIDName = text(.emergency_caller_id_name)
        result.emergencyCallerIDNumber = text(.emergency_caller_id_number)
        result.hasVoicemail = flag(.voicemail_enabled)
        result.email = text(.voicemail_mail_to)
        // The switch goes by `v_follow_me`, not by the flag of the same name in `v_extensions`.
        result.followsMe = flag(.follow_me_enabled)
        result.doNotDisturb = flag(.do_not_disturb)
        result.callForwardAll = flag(.forward_all_enabled) ? text(.forward_all_destination) : nil
        result.callForwardBusy = flag(.forward_busy_enabled) ? text(.forward_busy_destination) : nil
        result.callForwardNoAnswer = flag(.forward_no_answer_enabled) ? text(.forward_no_answer_destination) : nil
        result.ringSeconds = text(.call_timeout).flatMap { Int($0) }
        let recording = FusionPBXRecording(userRecord: text(.user_record))
        result.recordInternalIn = recording.internalIn.rawValue
        result.recordInternalOut = recording.internalOut.rawValue
        result.recordExternalIn = recording.externalIn.rawValue
        result.recordExternalOut = recording.externalOut.rawValue
        result.context = text(.user_context)
        result.accountCode = text(.accountcode)
        result.secret = options.reveal ? text(.password) : nil
        result.voicemailPIN = options.reveal ? text(.voicemail_password) : nil
        result.description = text(.description)
        return result
    }

    private static func raw(
        _ row: borrowing RowView, _ names: [(table: String, column: String)], from start: Int, reveal: Bool
    ) -> Cell {
        var tables: [Cell.Entry] = []
        var entries: [Cell.Entry] = []
        for (offset, name) in names.enumerated() {
            let value = row.text(start + offset)
            let isHidden = !reveal && value != nil && FusionPBXSecretColumn.contains(name.column)
            entries.append(Cell.Entry(name.column, isHidden ? .text(Step.hidden) : Cell(value)))
            if offset + 1 == names.count || names[offset + 1].table != name.table {
                // An outer join that found nothing is no row of its own.
                let isAbsent = name.table != "v_extensions" && entries.allSatisfy { $0.value == .null }
                tables.append(Cell.Entry(name.table, isAbsent ? .null : .object(Cell.Object(entries))))
                entries = []
            }
        }
        return .object(Cell.Object(tables))
    }
}
