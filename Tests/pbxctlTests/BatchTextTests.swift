import Testing

@testable import pbxctl

@Suite("The lines of a batch")
struct BatchTextTests {
    @Test("are words as a shell has them, without expansion", arguments: [
        (#"extension set 1001 --name Alice"#, ["extension", "set", "1001", "--name", "Alice"]),
        (#"a 'b c' "d e" f\ g"#, ["a", "b c", "d e", "f g"]),
        (#"a 'it'\''s' "say \"x\" \\ \n \$1""#, ["a", "it's", #"say "x" \ \n $1"#]),
        (#"a '' "" b"#, ["a", "", "", "b"]),
        (#"a --to=x'y'"z" # a remark 'not closed"#, ["a", "--to=xyz"]),
        ("a\tb#c '#' \\#d", ["a", "b#c", "#", "#d"]),
        ("call originate 1001 *9664 ~x [y] {z}", ["call", "originate", "1001", "*9664", "~x", "[y]", "{z}"]),
        (#"pbxctl did list"#, ["did", "list"]), ("a 'Zoë 🎉'", ["a", "Zoë 🎉"]),
    ])
    func words(line: String, words: [String]) {
        let (lines, problems) = BatchText.read(line)
        #expect(lines == [BatchLine(number: 1, words: words)] && problems.isEmpty)
    }

    @Test("are counted with blank lines, comments and either line end")
    func numbers() {
        let (lines, problems) = BatchText.read("# first\n\n  \na b\r\n\r\npbxctl\n# 'x\nc")
        #expect(lines == [BatchLine(number: 4, words: ["a", "b"]), BatchLine(number: 8, words: ["c"])] && problems.isEmpty)
        #expect(BatchText.read("").lines.isEmpty)
    }

    @Test("are refused where a shell would do more than split them", arguments: [
        "a 'b", #"a "b"#, #"a "b\"#, #"a b\"#, "a $b", #"a "$b""#, "a `b`", #"a "`b`""#, "a | b", "a; b", "a & b", "a > b", "a < b", "a (b)",
    ])
    func mistakes(line: String) {
        let (lines, problems) = BatchText.read("ok\n" + line)
        #expect(lines.map(\.number) == [1] && problems.map(\.number) == [2])
    }

    @Test("are shown quoted, and without what may be a secret")
    func shown() throws {
        let command = try #require(Grammar.pbxctl.command(["extension", "set"]))
        func text(_ words: String...) -> String { CommandLineText.text(words, of: command) }
        #expect(text("extension", "set", "1001", "--name", "O'Neil & Co", "--email", "") == #"extension set 1001 --name 'O'\''Neil & Co' --email ''"#)
        #expect(text("extension", "set", "1", "--secret", "hunter2", "--voicemail-pin=1234") == "extension set 1 --secret (hidden) --voicemail-pin=(hidden)")
        #expect(text("extension", "set", "1", "--secret-file", "/root/x") == "extension set 1 --secret-file /root/x")
    }

    @Test("know which commands ask: all deletions", arguments: Grammar.pbxctl.commands.map(\.name))
    func asking(name: String) throws {
        let command = try #require(Grammar.pbxctl.commands.first { $0.name == name })
        #expect(command.asks == (command.discussion.joined() + command.summary).contains("Asks on a terminal"))
    }
}
