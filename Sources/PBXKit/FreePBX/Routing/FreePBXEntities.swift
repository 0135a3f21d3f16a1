/// Texts as PHP's `htmlentities` writes them into a store, and back.
///
/// PHP: flags ENT_COMPAT and ENT_HTML401. What has no name in Latin 1 stays as it is; a page shows it the same.
enum FreePBXEntities {
    /// The names of U+00A0 to U+00FF, in their order. HTML 4.01, section 24.2.
    private static let latin = """
        nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot \
        cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml \
        Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig \
        agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute \
        ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
        """.split(separator: " ").map(String.init)
    private static let others: [Unicode.Scalar: String] = ["&": "amp", "<": "lt", ">": "gt", "\"": "quot"]

    static func encoded(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if let name = others[scalar] {
                result += "&\(name);"
            } else if (0xA0...0xFF).contains(scalar.value) {
                result += "&\(latin[Int(scalar.value) - 0xA0]);"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// An entity with a name that is none stays as it is.
    static func decoded(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            rest = rest[start...]
            guard let end = rest.prefix(10).firstIndex(of: ";"), let scalar = Self.scalar(rest[rest.index(after: start)..<end]) else {
                result.append("&")
                rest = rest.dropFirst()
                continue
            }
            result.unicodeScalars.append(scalar)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func scalar(_ name: Substring) -> Unicode.Scalar? {
        if name.hasPrefix("#") { return UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init) }
        if let other = others.first(where: { $0.value == name }) { return other.key }
        return latin.firstIndex(of: String(name)).flatMap { Unicode.Scalar(UInt32($0 + 0xA0)) }
    }
}
