import PBXKit

extension Cell {
    /// Adds the cell to a row.
    func add(to fields: RowFields) {
        switch self {
        case .null: fields.null()
        case .text(let text): fields.text(copying: text)
        case .integer(let number): fields.bare(copying: String(number))
        case .flag(let flag): fields.bare(copying: flag ? "true" : "false")
        case .list, .object:
            var json: [UInt8] = []
            JSONText.append(self, to: &json)
            fields.json(copying: json, short: plainText)
        }
    }
}
