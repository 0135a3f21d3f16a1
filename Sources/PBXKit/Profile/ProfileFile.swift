/// A profile file as it is written: sections of `key = value` lines. What the values mean is not known here.
///
/// Comments are lines that begin with `#` or `;`. `default` alone stands before the first section; `manager` alone may
/// be repeated. A value may stand in double quotes.
public struct ProfileFile: Sendable {
    /// A value with the place it stands at.
    public struct Entry: Sendable {
        public var value: String
        public var line: Int
        public var path: String
        public var section: String
        /// Whether the file is its owner's alone, so that a password may stand in it.
        public var isPrivate: Bool

        /// As `config show` prints it: `/etc/pbxctl.conf [office]`.
        public var origin: String { section.isEmpty ? path : "\(path) [\(section)]" }

        func error(_ why: String, remedy: String? = nil) -> PBXError {
            PBXError(.usage, "\(path):\(line)", why, remedy: remedy)
        }
    }

    public struct Section: Sendable {
        public var name: String
        public var line: Int
        public var entries: [String: [Entry]]
    }

    public var path: String
    public var defaultName: Entry?
    public var sections: [Section] = []

    /// Reads the file's text. Throws `.usage`, with file and line, for whatever is no such text.
    public init(_ contents: FileContents, path: String) throws {
        self.path = path
        var bytes = contents.bytes[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        let isPrivate = !contents.status.isOpenToOthers
        for (index, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            try read(line, number: index + 1, isPrivate: isPrivate)
        }
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>, number: Int, isPrivate: Bool) throws {
        func error(_ why: String, remedy: String? = nil) -> PBXError {
            PBXError(.usage, "\(path):\(number)", why, remedy: remedy)
        }
        let bytes = bytes.last == 13 ? bytes.dropLast() : bytes
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(where: { $0 < 32 && $0 != 9 })
        else { throw error("not text", remedy: "check that this is a profile file") }
        let line = text.trimmingBlanks
        if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { return }

        if line.hasPrefix("[") {
            let name = String(line.dropFirst().dropLast()).trimmingBlanks
            guard line.hasSuffix("]"), !name.isEmpty, !name.contains("["), !name.contains("]") else {
                throw error("not a section", remedy: "write it as [name]")
            }
            if let other = sections.first(where: { $0.name == name }) {
                throw error("section [\(name)] is there already, in line \(other.line)", remedy: "put both into one")
            }
            sections.append(Section(name: name, line: number, entries: [:]))
            return
        }

        // The line itself is not quoted in errors: it may hold a password.
        guard let equals = line.firstIndex(of: "=") else {
            throw error("neither a section nor a setting", remedy: "write it as key = value")
        }
        let key = String(line[..<equals]).trimmingBlanks
        let value = String(line[line.index(after: equals)...]).trimmingBlanks.withoutQuotes
        let entry = Entry(
            value: value, line: number, path: path, section: sections.last?.name ?? "", isPrivate: isPrivate)
        try add(entry, key: key)
    }

    private mutating func add(_ entry: Entry, key: String) throws {
        let known = sections.isEmpty ? ["default"] : ProfileKey.allNames
        guard known.contains(key) else {
            if sections.isEmpty, ProfileKey.allNames.contains(key) {
                throw entry.error("\(key) stands before the first section", remedy: "put it below a [name]")
            }
            let nearest = SpellingSuggestions.nearest(to: key, among: known).first
            throw entry.error(
                "unknown key \(key.prefix(64).debugDescription)",
                remedy: nearest.map { "did you mean \($0)?" } ?? "known keys: \(known.joined(separator: ", "))")
        }
        guard !entry.value.isEmpty else { throw entry.error("\(key) has no value", remedy: "give it one, or remove the line") }
        let earlier = sections.isEmpty ? defaultName : sections[sections.count - 1].entries[key]?.first
        if let earlier, key != ProfileKey.manager.rawValue {
            throw entry.error("\(key) is there already, in line \(earlier.line)", remedy: "remove one of them")
        }
        if sections.isEmpty {
            defaultName = entry
        } else {
            sections[sections.count - 1].entries[key, default: []].append(entry)
        }
    }
}
