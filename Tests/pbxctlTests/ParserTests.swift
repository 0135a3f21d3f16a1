import PBXKit
import Testing

@testable import pbxctl

@Suite("The parser")
struct ParserTests {
    private func invocation(_ words: String...) throws -> (name: String, Invocation) {
        guard case .run(let command, let invocation) = try Parser(grammar: .pbxctl).parse(words) else {
            throw PBXError(.failed, "test", "no command")
        }
        return (command.name, invocation)
    }

    private func problem(_ words: String...) -> ParserError.Problem? {
        do {
            _ = try Parser(grammar: .pbxctl).parse(words)
            return nil
        } catch { return (error as? ParserError)?.problem }
    }

    @Test("reads values in every documented spelling", arguments: [["-n", "7"], ["-n7"], ["--limit=7"], ["--limit", "7"]])
    func values(words: [String]) throws {
        guard case .run(_, let invocation) = try Parser(grammar: .pbxctl).parse(["cdr", "query"] + words) else { return }
        #expect(invocation[CDRCommands.limit]?.count == 7)
    }

    @Test("reads clusters of short options, the last of which may take a value")
    func clusters() throws {
        let (_, read) = try invocation("cdr", "query", "-qyn7")
        #expect(read[GlobalOptions.quiet] == true)
        #expect(read[GlobalOptions.yes] == true)
        #expect(read[CDRCommands.limit]?.count == 7)
    }

    @Test("takes options after operands and global options before the command")
    func order() throws {
        let (name, read) = try invocation("--profile", "office", "extension", "-o", "json", "show", "1001", "--reveal")
        #expect(name == "extension show")
        #expect(read.operands == ["1001"])
        #expect(read[GlobalOptions.profile] == "office")
        #expect(read[SharedOptions.reveal] == true)
    }

    @Test("takes everything after -- as operands")
    func dashes() throws {
        #expect(try invocation("extension", "show", "--", "--reveal").1.operands == ["--reveal"])
    }

    @Test("takes an empty value, and lets the last of several win")
    func emptyAndLast() throws {
        let (_, read) = try invocation("extension", "set", "1001", "--email", "a@b", "--email=")
        #expect(read[ExtensionOptions.email] == "")
        #expect(try ExtensionOptions.change(read).email == .clear)
    }

    @Test("turns switches off by their --no- form")
    func negation() throws {
        #expect(try invocation("extension", "set", "1", "--no-voicemail").1[ExtensionOptions.voicemail] == false)
        #expect(try invocation("extension", "list", "--no-header").1[GlobalOptions.header] == false)
        #expect(problem("extension", "list", "--no-raw") != nil)
    }

    @Test("refuses abbreviations, and says what was meant")
    func abbreviations() {
        #expect(problem("extension", "list", "--rev") == .unknownOption("--rev", suggestions: ["--reveal"]))
        #expect(problem("extension", "li") == .unknownCommand("extension li", suggestions: ["list"]))
        #expect(problem("ext", "list") == .unknownCommand("ext", suggestions: ["extension"]))
        #expect(problem("extension", "list", "-o", "jso") == .badValue(
            subject: "-o", value: "jso", why: "is not one of table, json, ndjson, csv, tsv, name", suggestions: ["json"]))
    }

    @Test("has a message of its own for each mistake")
    func mistakes() {
        #expect(problem("extension", "show") == .missingOperand("extension"))
        #expect(problem("extension", "show", "1", "2") == .surplusOperand("2"))
        #expect(problem("extension", "list", "--profile") == .missingValue(option: "--profile", valueName: "NAME"))
        #expect(problem("extension", "list", "--raw=x") == .surplusValue(option: "--raw"))
        #expect(problem("did", "add", "1", "--to", "hangup", "--extension", "1") == .exclusive("to", "extension"))
        #expect(problem("extension") == .missingVerb(noun: "extension"))
        #expect(problem() == .noCommand)
        #expect(problem("--raw", "extension", "list") == .optionBeforeCommand("--raw"))
    }

    @Test("lets numbers through untouched", arguments: ["0100", "+12085551999", "*97", "#1", "00"])
    func numbers(number: String) throws {
        #expect(try invocation("extension", "show", number).1.operands == [number])
    }

    @Test("understands plurals and the documented names")
    func aliases() throws {
        #expect(try invocation("extensions", "list").0 == "extension list")
        #expect(try invocation("cdr", "list").0 == "cdr query")
        #expect(try invocation("asterisk", "reload").0 == "system reload core")
        #expect(try invocation("system", "needreload", "set").0 == "system needreload set")
        #expect(try invocation("extension", "add", "1", "--displayname", "A").1[ExtensionOptions.name] == "A")
        #expect(try invocation("did", "add", "1", "--destination", "hangup").1[DIDCommands.target] == "hangup")
    }

    @Test("lets help and version win over other mistakes")
    func helpWins() throws {
        guard case .help(let words, isShort: false) = try Parser(grammar: .pbxctl).parse(["extension", "add", "--nonsense", "--help"])
        else { Issue.record("no help"); return }
        #expect(words == ["extension", "add"])
        guard case .version = try Parser(grammar: .pbxctl).parse(["nonsense", "--version"]) else {
            Issue.record("no version")
            return
        }
    }

    @Test("takes the caller's number and name apart")
    func callerID() throws {
        let (_, read) = try invocation("extension", "add", "1", "--outboundcid", "\"Front desk\" <15551230000>")
        let change = try ExtensionOptions.change(read)
        #expect(change.outboundCallerIDName == .set("Front desk"))
        #expect(change.outboundCallerIDNumber == .set("15551230000"))
    }

    @Test("never crashes, whatever it is given")
    func rubbish() {
        var generator = SystemRandomNumberGenerator()
        let pieces = ["-", "--", "=", "-o", "json", "--fields", "extension", "add", "\u{0}", "é", "", "-n", "--no-", "--no-raw", "help", "-hq", "\u{1B}[2J"]
        for _ in 0..<2000 {
            let words = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                (0..<Int.random(in: 1...2, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            }
            _ = try? Parser(grammar: .pbxctl).parse(words)
            _ = Completer(grammar: .pbxctl).complete(words, current: words.last ?? "")
        }
    }
}
