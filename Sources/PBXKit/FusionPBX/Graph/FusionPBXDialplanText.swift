/// What can be told of a dialplan's XML: the numbers it takes and what it does with them. FreeSWITCH executes the XML.
struct FusionPBXDialplanText {
    /// What has to match: a field and an expression.
    var conditions: [(field: String, expression: String)] = []
    /// The expressions for the number dialled.
    var expressions: [String] { conditions.filter { $0.field == "destination_number" }.map(\.expression) }
    /// Applications with their arguments, in the order they stand there.
    var actions: [FusionPBXAction] = []

    init(_ xml: String) {
        var rest = xml[...]
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            guard let end = Self.end(of: rest) else { return }
            let tag = rest[..<end]
            rest = rest[end...]
            let name = tag.prefix { $0.isLetter }
            switch name {
            case "condition":
                if let field = Self.attribute("field", of: tag), let expression = Self.attribute("expression", of: tag) {
                    conditions.append((field, expression))
                }
            case "action":
                if let application = Self.attribute("application", of: tag) {
                    actions.append(FusionPBXAction(application: application, data: Self.attribute("data", of: tag) ?? ""))
                }
            default: break
            }
        }
    }

    /// Where a tag ends: a `>` that stands in no value.
    private static func end(of text: Substring) -> Substring.Index? {
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == ">" {
                return index
            }
        }
        return nil
    }

    private static func attribute(_ name: String, of tag: Substring) -> String? {
        var rest = tag
        while let equals = rest.firstIndex(of: "=") {
            let word = rest[..<equals].split(whereSeparator: \.isWhitespace).last ?? ""
            rest = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
            guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
            rest = rest.dropFirst()
            guard let end = rest.firstIndex(of: quote) else { return nil }
            if word == name { return plain(String(rest[..<end])) }
            rest = rest[rest.index(after: end)...]
        }
        return nil
    }

    /// Text with its entities resolved.
    static func plain(_ text: String) -> String {
        guard text.contains("&") else { return text }
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        return entities.reduce(text) { text, entity in
            text.split(separator: entity.0, omittingEmptySubsequences: false).joined(separator: entity.1)
        }
    }
}
