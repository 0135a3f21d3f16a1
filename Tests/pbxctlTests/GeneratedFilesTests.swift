import Foundation
import Testing

@testable import pbxctl

@Suite("The committed files that are made from the grammar")
struct GeneratedFilesTests {
    static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("equal what the grammar makes (else: .build/debug/pbxctl __generate .)", arguments: GeneratedFiles.all(of: .pbxctl).map(\.path))
    func isFresh(path: String) throws {
        let made = try #require(GeneratedFiles.all(of: .pbxctl).first { $0.path == path }).text
        let committed = try String(contentsOf: Self.project.appending(path: path), encoding: .utf8)
        #expect(committed == made, "\(path) is stale")
    }

    @Test("leave none behind of a noun that has gone")
    func noneIsLeftOver() throws {
        let made = Set(GeneratedFiles.all(of: .pbxctl).map(\.path))
        for folder in ["docs/man", "completions"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: Self.project.appending(path: folder).path)
            for name in names { #expect(made.contains("\(folder)/\(name)")) }
        }
    }
}
