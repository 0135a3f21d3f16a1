import PBXKit
@testable import pbxctl

extension RowFormat {
    /// All that it writes for these rows.
    func text(_ columns: [String], _ rows: [[Cell]]) -> String {
        var format = self
        var bytes = OutputBytes()
        format.begin(columns, into: &bytes)
        let fields = RowFields()
        for row in rows {
            fields.removeAll()
            for cell in row { cell.add(to: fields) }
            format.row(fields, into: &bytes)
        }
        format.end(into: &bytes)
        return bytes.text
    }
}
