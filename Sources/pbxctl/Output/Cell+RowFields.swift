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
            var json = OutputBytes()
            JSONText.append(self, to: &json)
            fields.json(copying: json.bytes, short: plainText)
        }
    }
}

extension Cell {
    /// A field that is kept beyond its record; what has a structure as the text of its JSON.
    init(_ field: RowFields.Field) {
        let text = String(decoding: field.bytes, as: UTF8.self)
        switch field.kind {
        case .null: self = .null
        case .text, .plain, .json: self = .text(text)
        case .bare: self = Int(text).map(Cell.integer) ?? (text == "true" ? .flag(true) : text == "false" ? .flag(false) : .text(text))
        }
    }
}
