import PBXKit

/// The fields of every command's JSON, in Markdown: names from the grammar, what they hold from `FieldMeaning`.
enum JSONReference {
    static func text(of grammar: Grammar) -> String {
        var text = """
            # JSON fields

            Made from the grammar. Commands print these with `-o json` and `-o ndjson`; CSV, TSV and `--fields` have the same names.

            - A field that a kind of PBX has no value for is there and null. Fields are never renamed or taken away, and their order
              stays; new ones may come, so read them by name.
            - Numbers to dial, ids and PINs are text: leading zeros stay. Quantities are numbers, with their unit in the name.
            - Times are ISO 8601 with offset, in the zone of `--time-zone`, else the profile's, else the PBX's.
            - A target says where calls go: `type` (a word of `pbxctl help targets`, or `native` and `external`), `id`, `name`, `raw` (the
              PBX's own string). In tables, CSV and TSV it is `type:id`, as `--to` takes it.
            - Of several profiles each record has `profile` before its other fields, and what is one object of one PBX is a list of them.
            - `--raw` adds `raw` at the end: an object of the PBX's own columns and keys.
            - In tables, CSV and TSV lists are joined with `;`.

            """
        for noun in grammar.nouns {
            let commands = noun.commands.filter { !$0.isHidden && !$0.fields.isEmpty && !isReport($0.fields) }
            guard !commands.isEmpty else { continue }
            text += "\n## \(noun.name)\n"
            var shown: [[String]] = []
            for command in commands where !shown.contains(command.fields) {
                shown.append(command.fields)
                let same = commands.filter { $0.fields == command.fields }
                text += "\nOf \(same.map { "`\($0.name)`" }.joined(separator: ", ")):\n\n"
                text += table(command.fields.map { ($0, FieldMeaning.of($0, in: command)) })
            }
        }
        return text + writes(grammar) + errors
    }

    private static func isReport(_ fields: [String]) -> Bool { fields == ChangeReport.keys || fields == ImportReport.keys }

    private static func table(_ rows: [(String, FieldMeaning?)]) -> String {
        var text = "| field | | |\n| --- | --- | --- |\n"
        for (name, meaning) in rows { text += "| `\(name)` | \(meaning?.kind.rawValue ?? "") | \(meaning?.text ?? "") |\n" }
        return text
    }

    private static func writes(_ grammar: Grammar) -> String {
        func names(_ fields: [String]) -> String {
            grammar.commands.filter { !$0.isHidden && $0.fields == fields }.map { "`\($0.name)`" }.joined(separator: ", ")
        }
        return "\n## Writes\n\nOf \(names(ChangeReport.keys)):\n\n" + table(change)
            + "\nA dry run adds `steps`, objects with the fields of `plan show`. What pbxctl has generated follows once: `secret` and\n"
            + "`voicemail_pin`, or `secrets` where it is for several.\n"
            + "\n## Imports\n\nOf \(names(ImportReport.keys)):\n\n" + table(imported)
    }

    private static let change: [(String, FieldMeaning?)] = [
        ("changed", .init(.flag, "Whether anything was changed; of a dry run, whether it would be")),
        ("noun", .init(.text, "What sort of thing")),
        ("id", .init(.text, "Which one")),
        ("before", .init(.object, "Its fields before; null: it was not there. Messages: a list of objects")),
        ("after", .init(.object, "Its fields as they were read back; null: it is not there, or a dry run")),
        ("reload_needed", .init(.flag, "FreePBX: whether changes wait for `system reload`")),
        ("warnings", .init(.texts, "What is worth knowing")),
    ]

    private static let imported: [(String, FieldMeaning?)] = [
        change[0], change[1],
        ("mode", .init(.text, "`upsert`, `add`, `set` or `sync`")),
        ("added", .init(.texts, "The ids of what was added")),
        ("set", .init(.texts, "The ids of what was changed")),
        ("deleted", .init(.texts, "The ids of what was deleted")),
        ("unchanged", .init(.number, "How many rows had nothing to change")),
        ("before", .init(.objects, "What was changed or deleted, as it was")),
        ("after", .init(.objects, "What was added or changed, as it was read back; null: a dry run")),
        change[5], change[6],
        ("secrets", .init(.objects, "What pbxctl has generated: `extension` `secret` `voicemail_pin`")),
    ]

    private static let errors = """

        ## Errors

        With `-o json` an error is an object on stderr, on one line; stdout is empty or holds whole records.

        | field | | |
        | --- | --- | --- |
        | `error` | text | \(PBXError.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")) |
        | `message` | text | What failed, and why |
        | `remedy` | text | What to do about it; null: nothing that is known |
        | `exit_code` | number | The exit status: \(PBXError.Kind.allCases.map { "\($0.exitStatus) \($0.meaning)" }.joined(separator: "; ")) |

        """
}
