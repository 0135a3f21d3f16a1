/// JSON text as FusionPBX's PHP writes it: `/` escaped, pretty-printed with four blanks where it is for people to read.
enum FusionPBXJSON {
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "/": result += "\\/"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// Rows by table, as in `v_database_transactions.transaction_new`.
    static func rows(_ tables: [(name: String, rows: [[RowStep.Column]])]) -> String {
        let members = tables.map { table in
            let rows = table.rows.map { columns in
                let values = columns.map { "            \(quoted($0.name)): \(value($0))" }.joined(separator: ",\n")
                return "        {\n\(values)\n        }"
            }
            return "    \(quoted(table.name)): [\n\(rows.joined(separator: ",\n"))\n    ]"
        }
        return "{\n\(members.joined(separator: ",\n"))\n}"
    }

    private static func value(_ column: RowStep.Column) -> String {
        switch column.value {
        case .null: "null"
        case _ where column.isSecret: quoted(Step.hidden)
        case .text(let text): quoted(text)
        case .integer(let number): String(number)
        }
    }
}
