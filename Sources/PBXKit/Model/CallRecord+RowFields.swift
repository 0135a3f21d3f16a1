extension CallRecord {
    /// A record from all its fields in the order of `Field`.
    init(_ fields: RowFields) {
        func text(_ field: Field) -> String? {
            guard let index = Field.allCases.firstIndex(of: field), fields.fields.indices.contains(index) else { return nil }
            let found = fields.fields[index]
            return found.kind == .null ? nil : String(decoding: found.bytes, as: UTF8.self)
        }
        self.init(id: text(.id) ?? "")
        callID = text(.callID)
        start = text(.start)
        answer = text(.answer)
        end = text(.end)
        direction = text(.direction).flatMap { Direction(rawValue: $0) }
        source = text(.source)
        sourceName = text(.sourceName)
        destination = text(.destination)
        destinationName = text(.destinationName)
        did = text(.did)
        self.extension = text(.extension)
        durationSeconds = text(.duration).flatMap { Int($0) }
        billableSeconds = text(.billable).flatMap { Int($0) }
        disposition = text(.disposition).flatMap { Disposition(rawValue: $0) }
        hangupCause = text(.hangupCause)
        recording = text(.recording)
        accountCode = text(.accountCode)
        leg = text(.leg)
        domain = text(.domain)
    }
}
