@testable import PBXKit

extension CallRecords {
    /// The records, each with the fields that it has, as texts.
    func rows(_ query: CallRecordQuery, _ options: ReadOptions = ReadOptions()) throws -> [[CallRecord.Field: String]] {
        var rows: [[CallRecord.Field: String]] = []
        let fields = CallRecord.Field.allCases
        try stream(query, fields, options) { record, _ in
            var row: [CallRecord.Field: String] = [:]
            for (name, field) in zip(fields, record.fields) where field.kind != .null { row[name] = String(decoding: field.bytes, as: UTF8.self) }
            rows.append(row)
        }
        return rows
    }
}
