import Glibc
import PBXKit

/// How far an export has come, on one line of standard error: rows, rows in a second, and what is left by the number of rows
/// that there will be, or that the database expects.
///
/// Shown only where standard error is a terminal and the rows go elsewhere.
struct ExportProgress {
    let isShown: Bool
    private let width: Int
    private let most: Int?
    private var expected: Int?
    private let start = ContinuousClock.now
    private var last = ContinuousClock.now
    private(set) var rows = 0
    private var hasDrawn = false

    /// The clock is looked at after so many rows.
    private static let stride = 512

    /// How many rows there will be.
    struct Total {
        var rows: Int
        /// By the database's planner, which may be wrong.
        var isEstimate = false
    }

    init(most: Int?, isQuiet: Bool, isWatched: Bool, environment: [String: String]) {
        let stream = StandardStream(descriptor: 2)
        let terminal = environment["TERM"] ?? "dumb"
        isShown = !isQuiet && !isWatched && stream.isTerminal && terminal != "dumb"
        width = min(stream.terminalWidth ?? 80, 100)
        self.most = most
    }

    /// The database expects so many rows.
    mutating func expect(_ rows: Int) { expected = rows }

    /// What the database expects, until there are more; else the most that were asked for.
    private var total: Total? {
        if let expected, expected >= rows, expected < most ?? .max { return Total(rows: expected, isEstimate: true) }
        return most.map { Total(rows: $0) }
    }

    /// Another row has gone; drawn at most five times a second.
    mutating func add() {
        rows += 1
        guard isShown, rows % Self.stride == 0 else { return }
        let now = ContinuousClock.now
        guard now - last >= .milliseconds(200) else { return }
        last = now
        hasDrawn = true
        StandardStream.writeError("\r\(String(Self.line(rows, of: total, after: now - start).prefix(width - 1)))\u{1B}[K")
    }

    /// Takes the line away.
    func clear() { if hasDrawn { StandardStream.writeError("\r\u{1B}[K") } }

    /// `1,234,567 rows  81,000 a second  about 45 %  18 s left`; without what is left where nothing is known of it.
    static func line(_ rows: Int, of total: Total?, after time: Duration) -> String {
        let seconds = max(Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18, 0.001)
        let rate = Double(rows) / seconds
        var line = "\(grouped(rows)) rows  \(grouped(Int(rate))) a second"
        if let total, total.rows > 0, rows <= total.rows {
            line += "  \(total.isEstimate ? "about " : "")\(rows * 100 / total.rows) %"
            line += "  \(Int((Double(total.rows - rows) / max(rate, 1)).rounded(.up))) s left"
        }
        return line
    }

    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
