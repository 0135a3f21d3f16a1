import Foundation
import Testing

@Suite("The manual pages")
struct ManualPageTests {
    static let pages = ((try? FileManager.default.contentsOfDirectory(atPath: Program.project.appending(path: "docs/man").path)) ?? []).sorted()

    @Test("render without warnings in mandoc and groff", arguments: pages)
    func render(page: String) throws {
        let path = Program.project.appending(path: "docs/man/\(page)").path
        let mandoc = try Program.shell("mandoc -Tlint -W warning \(path)")
        #expect(mandoc.status == 0 && mandoc.output.isEmpty, "\(mandoc.output)")
        let groff = try Program.shell("groff -ww -man -z \(path)")
        #expect(groff.status == 0 && groff.errors.isEmpty, "\(groff.errors)")
    }

    @Test("exist for every noun")
    func complete() throws {
        let nouns = (try Program.run("help", "--json").object()["nouns"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
        for noun in nouns where !noun.hasPrefix("_") { #expect(Self.pages.contains("pbxctl-\(noun).1"), "\(noun)") }
        #expect(Self.pages.contains("pbxctl.1"))
    }
}
