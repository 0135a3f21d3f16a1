@testable import PBXKit

/// Reads the XML of a dialplan as strictly as any reader may: what is not well-formed is nothing.
struct DialplanChecker {
    struct Element: Equatable {
        var name: String
        var attributes: [String: String]
    }

    struct Malformed: Error {
        var why: String
    }

    /// Every element in the order in which it begins.
    private(set) var elements: [Element] = []
    private var text: [Unicode.Scalar]
    private var place = 0

    init(_ xml: String) throws {
        text = Array(xml.unicodeScalars)
        var open: [String] = []
        var hasRoot = false
        while place < text.count {
            if text[place] == "<" {
                if hasRoot, open.isEmpty { throw Malformed(why: "a second root") }
                try tag(&open)
                hasRoot = true
            } else {
                guard " \n\t".unicodeScalars.contains(text[place]) else { throw Malformed(why: "text beside elements") }
                place += 1
            }
        }
        guard open.isEmpty, hasRoot else { throw Malformed(why: "an element is not closed") }
    }

    private mutating func tag(_ open: inout [String]) throws {
        place += 1
        if take("/") {
            let name = try word()
            try need(">")
            guard open.popLast() == name else { throw Malformed(why: "</\(name)> closes something else") }
            return
        }
        var element = Element(name: try word(), attributes: [:])
        while true {
            skipBlanks()
            if take("/") {
                try need(">")
                break
            }
            if take(">") {
                open.append(element.name)
                break
            }
            let name = try word()
            try need("=")
            try need("\"")
            guard element.attributes[name] == nil else { throw Malformed(why: "\(name) twice") }
            element.attributes[name] = try value()
        }
        elements.append(element)
    }

    private mutating func value() throws -> String {
        let entities = ["amp;": "&", "lt;": "<", "gt;": ">", "quot;": "\"", "apos;": "'"]
        var value = ""
        while place < text.count {
            let scalar = text[place]
            place += 1
            switch scalar {
            case "\"": return value
            case "<": throw Malformed(why: "< in a value")
            case "&":
                let rest = String(String.UnicodeScalarView(text[place..<min(place + 5, text.count)]))
                guard let entity = entities.first(where: { rest.hasPrefix($0.key) }) else { throw Malformed(why: "& in a value") }
                value += entity.value
                place += entity.key.count
            default:
                guard scalar.value >= 0x20 else { throw Malformed(why: "a control character") }
                value.unicodeScalars.append(scalar)
            }
        }
        throw Malformed(why: "a value does not end")
    }

    private mutating func word() throws -> String {
        var word = ""
        while place < text.count, text[place].properties.isAlphabetic || "_-".unicodeScalars.contains(text[place]) {
            word.unicodeScalars.append(text[place])
            place += 1
        }
        guard !word.isEmpty else { throw Malformed(why: "a name is missing") }
        return word
    }

    private mutating func skipBlanks() { while place < text.count, " \n\t".unicodeScalars.contains(text[place]) { place += 1 } }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard place < text.count, text[place] == scalar else { return false }
        place += 1
        return true
    }

    private mutating func need(_ scalar: Unicode.Scalar) throws {
        guard take(scalar) else { throw Malformed(why: "\(scalar) is missing") }
    }
}
