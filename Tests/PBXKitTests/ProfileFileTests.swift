import Glibc
import Testing

@testable import PBXKit

@Suite struct ProfileFileTests {
    private func file(_ text: String, mode: UInt32 = 0o600) throws -> ProfileFile {
        try file(bytes: Array(text.utf8), mode: mode)
    }

    private func file(bytes: [UInt8], mode: UInt32 = 0o600) throws -> ProfileFile {
        let status = FileStatus(kind: .file, size: 0, mode: mode, owner: 0, group: 0, modified: Timestamp(seconds: 0))
        return try ProfileFile(FileContents(bytes: bytes, status: status), path: "/f")
    }

    private func error(_ text: String) -> PBXError? {
        do {
            _ = try file(text)
            return nil
        } catch { return error as? PBXError }
    }

    @Test func readsSectionsKeysAndComments() throws {
        let read = try file(
            "\u{FEFF}# note\r\n; other\r\ndefault = office\r\n\r\n[office]\r\n kind=freepbx\t\r\nmanager = ami://a@h\r\nmanager = ami://a@i\r\ndomain = \"a # b\"\r\n[ two words ]\r\n")
        #expect(read.defaultName?.value == "office")
        #expect(read.sections.map(\.name) == ["office", "two words"])
        #expect(read.sections[0].entries["manager"]?.map(\.value) == ["ami://a@h", "ami://a@i"])
        #expect(read.sections[0].entries["kind"]?.first?.line == 6)
        #expect(read.sections[0].entries["domain"]?.first?.value == "a # b")
        #expect(read.sections[0].entries["kind"]?.first?.origin == "/f [office]")
    }

    @Test(arguments: [
        ("[a]\ndatabse = x", "/f:2", "did you mean database?"),
        ("[a]\nkind = freepbx\nkind = freepbx", "/f:3", "remove one of them"),
        ("[a]\n[a]", "/f:2", "put both into one"),
        ("kind = freepbx", "/f:1", "put it below a [name]"),
        ("defualt = a", "/f:1", "did you mean default?"),
        ("[a", "/f:1", "write it as [name]"),
        ("[a]\nmysql://u:geheim@h/db", "/f:2", "write it as key = value"),
        ("[a]\nkind =", "/f:2", "give it one, or remove the line"),
        ("[a]\nkind = a\0b", "/f:2", "check that this is a profile file"),
    ])
    func saysFileLineAndRemedy(text: String, place: String, remedy: String) {
        let found = error(text)
        #expect(found?.kind == .usage && found?.what == place && found?.remedy == remedy)
        #expect(!"\(String(describing: found))".contains("geheim"))
    }

    @Test func survivesRubbish() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = try? file(bytes: bytes)
        }
        #expect(throws: PBXError.self) { try file(bytes: [0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]) }
        #expect(throws: PBXError.self) { try file(bytes: [0xff, 0xfe, 91, 0, 97, 0]) }
    }
}
