import FoundationEssentials
import Glibc

/// The file of one write: the entry as a line of JSON, then a line for each thing that became of it.
enum JournalFile {
    /// Far above what an import of 10,000 extensions takes.
    private static let largest = 1 << 30

    /// nil where there is no such file any more, or its first line was never written to its end.
    static func read(_ path: String) throws -> JournalEntry? {
        guard let contents = try LocalHost().readIfPresent(path, limit: largest) else { return nil }
        return entry(in: contents.bytes)
    }

    static func entry(in bytes: [UInt8]) -> JournalEntry? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // The last piece is empty where the last line is whole.
        guard lines.count > 1, let first = lines.first,
            var entry = try? JSONDecoder().decode(JournalEntry.self, from: Data(first))
        else { return nil }
        for line in lines.dropFirst().dropLast() {
            guard let remark = try? JSONDecoder().decode(JournalRemark.self, from: Data(line)) else { continue }
            entry.outcome = remark.outcome
            entry.notes += remark.notes ?? []
        }
        return entry
    }

    static func append(_ remark: JournalRemark, to path: String) throws {
        try OpenFile(path, O_WRONLY | O_APPEND | O_NOFOLLOW).writeAll(JSONWriter.text(remark))
    }
}
