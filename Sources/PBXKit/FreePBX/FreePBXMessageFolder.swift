/// The files of one voicemail folder, by the number of the message they belong to. Used under the folder's lock.
///
/// A message is everything whose name begins with its number: the text, the sound in each format, the introduction of a
/// forwarded one (`msg0000intro.wav`) and what FreePBX made for browsers (`msg0000_<hash>.oga`).
struct FreePBXMessageFolder {
    let host: any Host
    let path: String

    /// How many messages are there.
    var count: Int {
        get throws { try groups().count }
    }

    /// Names of files by `msg0000`.
    private func groups() throws -> [String: [String]] {
        Dictionary(grouping: try host.list(path).map(\.name).filter { Self.stem(of: $0) != nil }) { String($0.prefix(7)) }
    }

    /// `msg0000` of `msg0000.wav`, `msg0000intro.wav`, `msg0000_5f….oga`.
    private static func stem(of name: String) -> String? {
        let bytes = Array(name.utf8)
        guard bytes.count > 7, name.hasPrefix("msg"), bytes[3..<7].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let rest = name.dropFirst(7)
        return rest.hasPrefix(".") || rest.hasPrefix("_") || rest.hasPrefix("intro.") ? String(name.prefix(7)) : nil
    }

    private static func stem(_ number: Int) -> String { "msg" + String(10_000 + number).dropFirst() }

    /// The text goes first: without it a message is none to Asterisk, whatever happens next.
    func remove(_ stem: String) throws {
        try host.perform(Self.textFirst(try groups()[stem] ?? []).map { .remove("\(path)/\($0)") })
    }

    /// To the end of another folder. The text comes last: with it the message is there.
    func move(_ stem: String, to target: FreePBXMessageFolder) throws {
        let last = try target.groups().keys.compactMap { Int($0.dropFirst(3)) }.max() ?? -1
        guard last < 9999 else {
            throw PBXError(.conflict, target.path, "is full", remedy: "delete some of its messages first")
        }
        try host.perform(renaming(try groups()[stem] ?? [], to: Self.stem(last + 1), in: target.path))
    }

    /// Numbers from 0000 on without a gap, in the same order: Asterisk takes the first free number for the next message.
    func closeGaps() throws {
        let groups = try groups()
        try host.perform(
            groups.keys.sorted().enumerated().filter { $0.element != Self.stem($0.offset) }.flatMap { number, stem in
                renaming(groups[stem] ?? [], to: Self.stem(number), in: path)
            })
    }

    /// Copies for browsers, of every message: FreePBX makes new ones when they are asked for.
    func removeBrowserCopies() throws {
        let copies = try host.list(path).map(\.name).filter { Self.stem(of: $0) != nil && $0.dropFirst(7).hasPrefix("_") }
        try host.perform(copies.map { .remove("\(path)/\($0)") })
    }

    private func renaming(_ names: [String], to stem: String, in folder: String) -> [FileChange] {
        Self.textFirst(names).reversed().map { .rename("\(path)/\($0)", to: "\(folder)/\(stem)\($0.dropFirst(7))") }
    }

    private static func textFirst(_ names: [String]) -> [String] {
        names.filter { $0.hasSuffix(".txt") } + names.filter { !$0.hasSuffix(".txt") }.sorted()
    }
}
