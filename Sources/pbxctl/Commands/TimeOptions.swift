import PBXKit

/// Options that take a point in time.
enum TimeOptions {
    static let start = Option.text(
        "start", aliases: ["since"], value: "TIME", "Calls that began at or after TIME (see: pbxctl help time).")
    static let end = Option.text(
        "end", aliases: ["until"], value: "TIME", default: "now", "Calls that began at or before TIME.")
}
