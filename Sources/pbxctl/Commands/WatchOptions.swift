import Glibc
import PBXKit

/// `--watch` of listings that are looked at again and again.
enum WatchOptions {
    static let watch = Option.flag(
        "watch", "Go on: on a terminal draw the table anew in place, else print each record that is new or has changed.")
    static let interval = Option.number("interval", value: "SECONDS", in: 1...3600, default: "2", "With --watch, time from one look to the next.")

    static let all: [any AnyOption] = [watch, interval]

    /// How long to wait between two looks; nil where nothing is to be watched. Throws `.usage`.
    static func pause(_ invocation: Invocation) throws -> Int? {
        if invocation[watch] ?? false { return invocation[interval] ?? 2 }
        guard invocation[interval] == nil else {
            throw PBXError(.usage, "--interval", "says how often --watch looks", remedy: "add --watch, or leave --interval out")
        }
        return nil
    }

    /// Looks until Ctrl-C, or until an error.
    static func forever(every seconds: Int, _ look: () throws -> Void) throws -> Never {
        while true {
            try look()
            sleep(UInt32(seconds))
        }
    }

    /// The line over a table that is drawn in place.
    static func title(_ what: String, _ seconds: Int) -> String { "pbxctl \(what) · every \(seconds) s · Ctrl-C ends" }
}
