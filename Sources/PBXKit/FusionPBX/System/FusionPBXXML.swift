/// Text for an attribute of the XML that FusionPBX's dialplan is stored in.
///
/// One attribute that ends early takes every call of the whole context down.
enum FusionPBXXML {
    /// The text with everything escaped that could end the attribute or begin a tag.
    static func attribute(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default:
                // No XML document can hold these, escaped or not.
                result.unicodeScalars.append(FusionPBXValues.isControl(scalar) ? " " : scalar)
            }
        }
        return result
    }

    /// A value that goes into the dialplan. FusionPBX's own Dialplan Manager writes it again without any escaping, and
    /// the switch expands `${…}`, so what escaping would have to carry is refused instead.
    static func value(_ text: String, _ what: String) throws -> String {
        let value = try FusionPBXValues.line(text, what)
        try FusionPBXValues.checkLength(value, what)
        guard !value.contains(where: { "&<>\"$\\{}".contains($0) }) else {
            throw PBXError(
                .usage, "\(what) '\(FusionPBXValues.shown(text))'",
                "contains one of & < > \" $ \\ { }", remedy: "leave those characters out")
        }
        return value
    }
}
