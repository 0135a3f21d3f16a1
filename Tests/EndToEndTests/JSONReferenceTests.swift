import Foundation
import Testing

@Suite("The reference of JSON fields")
struct JSONReferenceTests {
    /// What docs/json.md says of each command's fields, by the command.
    static let kinds: [String: [String: String]] = {
        let text = (try? String(contentsOf: Program.project.appending(path: "docs/json.md"), encoding: .utf8)) ?? ""
        var found: [String: [String: String]] = [:]
        var commands: [String] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("Of ") { commands = line.matches(of: /`([^`]+)`/).map { String($0.1) } }
            guard let row = line.wholeMatch(of: /\| `(\w+)` \| ([a-z ]+) \| .*/) else { continue }
            for command in commands { found[command, default: [:]][String(row.1)] = String(row.2) }
        }
        return found
    }()

    private static func fits(_ value: Any, _ kind: String) -> Bool {
        // Foundation reads true and false as numbers as well.
        let isFlag = value is Bool && !(value is Int)
        switch kind {
        case _ where value is NSNull: return true
        case "text": return value is String
        case "number": return value is NSNumber && !isFlag
        case "true or false": return value is Bool
        case "time": return (value as? String)?.contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$/) == true
        case "texts": return value is [String]
        case "objects": return value is [[String: Any]]
        case "object": return value is [String: Any]
        case "target": return Set((value as? [String: Any])?.keys.map { $0 } ?? []) == ["type", "id", "name", "raw"]
        default: return kind == "any"
        }
    }

    @Test("says of what kind each value is that a listing prints", arguments: VocabularyTests.listings, Profiles.all)
    func kinds(listing: VocabularyTests.Listing, profile: String) throws {
        let outcome = try Program.run(arguments: ["--profile", profile, "-o", "json"] + listing.path)
        if outcome.status == 7 { return }
        let kinds = try #require(Self.kinds[listing.path.joined(separator: " ")])
        #expect(Set(kinds.keys) == Set(listing.fields))
        for record in try outcome.array() {
            for (name, value) in record { #expect(Self.fits(value, kinds[name] ?? ""), "\(listing): \(name) is no \(kinds[name] ?? "field"): \(value)") }
        }
    }
}
