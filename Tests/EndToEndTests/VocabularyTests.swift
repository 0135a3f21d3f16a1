import Foundation
import Testing

@Suite("The vocabulary, the same on every PBX")
struct VocabularyTests {
    struct Listing: CustomTestStringConvertible, Sendable {
        var path: [String]
        var fields: [String]
        var testDescription: String { path.joined(separator: " ") }
    }

    /// Every command of the grammar that lists something without being told what.
    static let listings: [Listing] = {
        guard let grammar = try? Program.run("help", "--json").object(), let nouns = grammar["nouns"] as? [[String: Any]] else { return [] }
        let commands = nouns.flatMap { $0["commands"] as? [[String: Any]] ?? [] }
        return commands.compactMap { command in
            guard let path = command["path"] as? [String], let fields = command["fields"] as? [String], !fields.isEmpty,
                let operands = command["operands"] as? [[String: Any]], operands.allSatisfy({ $0["optional"] as? Bool == true }),
                ["list", "patterns", "numbers", "query"].contains(path.last)
            else { return nil }
            return Listing(path: path, fields: fields)
        }
    }()

    @Test("is in the grammar")
    func thereAreListings() { #expect(Self.listings.count >= 18) }

    @Test("has the keys that the grammar says, or names the nearest thing", arguments: listings, Profiles.all)
    func keys(listing: Listing, profile: String) throws {
        let arguments = ["--profile", profile] + listing.path
        let asCSV = try Program.run(arguments: arguments + ["-o", "csv"])
        if asCSV.status == 7 {
            let refusal = try Program.run(arguments: arguments + ["-o", "json"]).errorObject()
            #expect(refusal["error"] as? String == "not_offered" && (refusal["remedy"] as? String)?.isEmpty == false)
            return
        }
        #expect(asCSV.status == 0, "\(asCSV.errors)")
        #expect(asCSV.lines.first == listing.fields.joined(separator: ","))
        let rows = try Program.run(arguments: arguments + ["-o", "json"]).array()
        // There need not be a call at this moment, nor a snapshot that somebody has kept.
        #expect(!rows.isEmpty || listing.path == ["call", "list"] || listing.path == ["snapshot", "list"])
        for row in rows.prefix(50) { #expect(Set(row.keys) == Set(listing.fields)) }
    }
}
