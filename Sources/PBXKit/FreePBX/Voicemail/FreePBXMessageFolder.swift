/// The files of one voicemail folder, by the number of the message they belong to. Used under the folder's lock.
///
/// A message is everything whose name begins with its number: the text, the sound in each format, the introduction of a
/// forwarded one (`msg0000intro.wav`) and what FreePBX made for browsers (`msg0000_<hash>.oga`).
struct FreePBXMessageFolder {
    /// Asterisk's name of it: `INBOX`.
    let name: String
    private let groups: [String: [FileEntry]]

    init(_ name: String, below root: String, on host: any Host) throws {
        self.name = name
        let entries = try host.status(of: "\(root)/\(name)") == nil ? [] : host.list("\(root)/\(name)")
        groups = Dictionary(grouping: entries.filter { Self.isPart($0.name) }) { String($0.name.prefix(7)) }
    }

    /// How many messages are there.
    var count: Int { groups.count }

    /// `msg0000` and so on, in order.
    var stems: [String] { groups.keys.sorted() }

    /// Of `msg0000.wav`, `msg0000intro.wav`, `msg0000_5f….oga`.
    private static func isPart(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard bytes.count > 7, name.hasPrefix("msg"), bytes[3..<7].allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        let rest = name.dropFirst(7)
        return rest.hasPrefix(".") || rest.hasPrefix("_") || rest.hasPrefix("intro.")
    }

    static func stem(_ number: Int) -> String { "msg" + String(10_000 + number).dropFirst() }

    /// A message's files to another folder and number; the text comes last: with it the message is there.
    func move(_ stem: String, to folder: String, as number: Int) -> [FreePBXFileMove] {
        (groups[stem] ?? []).sorted { !Self.isText($0) && Self.isText($1) }.map {
            let name = "\(Self.stem(number))\($0.name.dropFirst(7))"
            return FreePBXFileMove(inode: $0.status.inode, from: "\(self.name)/\($0.name)", to: "\(folder)/\(name)")
        }
    }

    /// A message's files to the trash, under names that are this folder's own; the text goes first: without it the
    /// message is none to Asterisk.
    func discard(_ stem: String, to trash: String) -> [FreePBXFileMove] {
        (groups[stem] ?? []).sorted { Self.isText($0) && !Self.isText($1) }.map {
            FreePBXFileMove(inode: $0.status.inode, from: "\(name)/\($0.name)", to: "\(trash)/\(name)-\($0.name)")
        }
    }

    private static func isText(_ entry: FileEntry) -> Bool { entry.name.hasSuffix(".txt") }

    /// Numbers from 0000 on without a gap, in the same order, once some are gone: Asterisk takes the first free number
    /// for the next message, and does not see those behind a gap.
    func closeGaps(without gone: Set<String> = []) -> [FreePBXFileMove] {
        stems.filter { !gone.contains($0) }.enumerated().flatMap { number, stem in
            stem == Self.stem(number) ? [] : move(stem, to: name, as: number)
        }
    }

    /// Copies for browsers, of every message: FreePBX makes new ones when they are asked for.
    func removeBrowserCopies(below root: String, on host: any Host) throws {
        for copy in groups.values.joined() where copy.name.dropFirst(7).hasPrefix("_") { try host.removeTree("\(root)/\(name)/\(copy.name)") }
    }
}
