/// Reads `<param name="…" value="…"/>` out of a configuration file of FreeSWITCH; comments do not count.
enum SwitchParameters {
    static func read(_ source: String) -> [String: String] {
        var text = ""
        var rest = source[...]
        while let start = rest.firstRange(of: "<!--") {
            text += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "-->") else {
                rest = ""
                break
            }
            rest = rest[end.upperBound...]
        }
        text += rest
        var values: [String: String] = [:]
        for element in text.split(separator: "<") where element.hasPrefix("param") {
            guard let name = attribute("name", of: element), let value = attribute("value", of: element) else { continue }
            values[name] = value
        }
        return values
    }

    private static func attribute(_ name: String, of element: Substring) -> String? {
        for quote in ["\"", "'"] {
            guard let start = element.firstRange(of: " \(name)=\(quote)") else { continue }
            let rest = element[start.upperBound...]
            guard let end = rest.firstRange(of: quote) else { continue }
            let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
            return entities.reduce(String(rest[..<end.lowerBound])) { $0.replacing($1.0, with: $1.1) }
        }
        return nil
    }
}
