import Testing
@testable import PBXKit

@Suite("Import files")
struct ImportTableTests {
    private func table(_ text: String, _ format: ImportFormat? = nil) throws -> ImportTable { try ImportTable(Array(text.utf8), format: format) }

    private func problem(_ bytes: [UInt8], _ format: ImportFormat? = nil) -> String? {
        do {
            _ = try ImportTable(bytes, format: format)
            return nil
        } catch { return error.description }
    }

    private func problem(_ text: String) -> String? { problem(Array(text.utf8)) }

    private func texts(_ table: ImportTable) -> [[String]] { table.rows.map { $0.entries.map(\.value.plainText) } }

    @Test("CSV: quotes, line ends, a byte order mark", arguments: ["\n", "\r\n", "\r"])
    func csv(_ end: String) throws {
        let text = "\u{FEFF}extension,name\(end)1001,\"Ann \"\"A\"\", sales\"\(end)\(end)1002,\"two\nlines\"\(end)1003,"
        let table = try table(text)
        #expect(table.columns == ["extension", "name"])
        #expect(texts(table) == [["1001", "Ann \"A\", sales"], ["1002", "two\nlines"], ["1003", ""]])
        #expect(table.rows.map(\.number) == [1, 2, 3])
        #expect(table.rows.map(\.line) == [2, 4, 6])
    }

    @Test("CSV: the separator is the header's", arguments: [",", ";", "\t"])
    func separators(_ separator: String) throws {
        let table = try table("extension\(separator)\"name\"\n1001\(separator)\"a\(separator)b\"\n")
        #expect(table.columns == ["extension", "name"])
        #expect(texts(table) == [["1001", "a\(separator)b"]])
    }

    @Test("TSV is pbxctl's own: backslashes and quotes")
    func tsv() throws {
        let table = try table("extension\tname\n1001\ta\\tb\\\\n\"c\\x\n")
        #expect(texts(table) == [["1001", "a\tb\\n\"c\\x"]])
    }

    @Test("one column: an empty line is an empty value")
    func oneColumn() throws {
        #expect(texts(try table("extension\n1001\n\n1002\n")) == [["1001"], [""], ["1002"]])
    }

    @Test("JSON and NDJSON keep types, order and lines")
    func json() throws {
        let rows = "{\"extension\": \"1001\", \"n\": 7, \"f\": true,\n \"x\": null, \"t\": {\"type\": \"hangup\"}, \"m\": [\"1\", {\"number\": \"2\"}]}"
        let cells: [Cell] = [
            .text("1001"), .integer(7), .flag(true), .null, .object(.init([.init("type", .text("hangup"))])),
            .list([.text("1"), .object(.init([.init("number", .text("2"))]))]),
        ]
        for text in ["[\n\(rows),\n{\"extension\":\"\\u00e4\\ud83d\\ude00\\n\"}]\n", "\(rows)\n{\"extension\":\"\\u00e4\\ud83d\\ude00\\n\"}\n"] {
            let table = try table(text)
            #expect(table.columns == ["extension", "n", "f", "x", "t", "m"])
            #expect(table.rows[0].entries.map(\.value) == cells)
            #expect(table.rows[1]["extension"] == .text("ä😀\n"))
            #expect(table.rows[1].line - table.rows[0].line == 2)
        }
    }

    @Test("nothing is no row", arguments: ["", " \n", "[]", "[ ]\n", "\u{FEFF}"])
    func empty(_ text: String) throws { #expect(try table(text).rows.isEmpty) }

    @Test("CSV that is not right is refused where it is wrong")
    func wrongCSV() throws {
        #expect(problem("extension,name\n1001,\"a\n1002,b\n") == "row 1 (line 2), column name: a double quote opens here and never closes")
        #expect(problem("extension,name\n1001,\"a\"b\n") == "row 1 (line 2), column name: text follows a closing quote")
        #expect(problem("extension,name\n1001,a\"b\n") == "row 1 (line 2), column name: has a double quote in the middle")
        #expect(problem("extension,name\n1001\n") == "row 1 (line 2): has 1 values, and the header names 2 columns")
        #expect(problem("extension,name\n1001,a,b\n") == "row 1 (line 2): has 3 values, and the header names 2 columns")
        #expect(problem("extension,name,name\n") == "line 1, column name: the header names it twice")
        #expect(problem("extension,,name\n") == "line 1: the header's column 2 has no name")
        #expect(problem("extension,name\n1001,a\u{0}b\n") == "row 1 (line 2), column name: contains a NUL character")
        #expect(problem(Array("extension,name\n1001,".utf8) + [0xC3, 0x28, 0x0A]) == "row 1 (line 2), column name: is no text in UTF-8")
        #expect(problem([0xFF, 0xFE, 0x65, 0x00]) == "is written in UTF-16")
    }

    @Test("JSON that is not right is refused where it is wrong")
    func wrongJSON() throws {
        #expect(problem("[{\"extension\": \"1001\"},\n {\"extension\": 1.5}]") == "row 2 (line 2), column extension: '1.5' is not a whole number")
        #expect(problem("[{\"extension\": \"1001\"}") == "row 1 (line 1): the file ends where a comma or the end of the array is due")
        #expect(problem("[{\"extension\": \"1001\"}] x") == "line 1: something follows the end of the array")
        #expect(problem("[1]") == "row 1 (line 1): is not an object")
        #expect(problem("{\"a\": 1} {\"a\": 2}") == "row 1 (line 1): something follows the object on its line")
        #expect(problem("{\"a\": 1, \"a\": 2}") == "row 1 (line 1), column a: has the key 'a' twice")
        #expect(problem("{\"a\": \"x") == "row 1 (line 1), column a: a text in quotes does not end")
        #expect(problem("{\"a\": \"x\ny\"}") == "row 1 (line 1), column a: a text in quotes holds a line break or another control character")
        #expect(problem("{\"a\": \"\\ud800\"}") == "row 1 (line 1), column a: has half a character (\\u)")
        #expect(problem("{\"a\": \"\\u0000\"}") == "row 1 (line 1), column a: contains a NUL character")
        #expect(problem("{\"a\": nul}") == "row 1 (line 1), column a: is no JSON value")
        #expect(problem("{\"a\": \(String(repeating: "[", count: 100_000))") == "row 1 (line 1), column a: is nested too deeply")
        #expect(problem(Array("{\"a\": \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)) == "row 1 (line 1), column a: is no text in UTF-8")
    }

    @Test("a line of 10 MB is refused, and quickly")
    func longLine() throws {
        let start = ContinuousClock.now
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 10 << 20)
        #expect(problem(Array("extension,name\n1001,".utf8) + long) == "row 1 (line 2), column name: is longer than 65536 bytes")
        #expect(problem(long)?.hasSuffix("is longer than 65536 bytes") == true)
        #expect(problem(Array("{\"a\": \"".utf8) + long) == "row 1 (line 1), column a: is longer than 65536 bytes")
        #expect(problem([UInt8](repeating: UInt8(ascii: ","), count: 10 << 20))?.contains("more than 10,000 values") == true)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test("bytes of any kind end in rows or in an error, never in a crash")
    func anyBytes() {
        var generator = SystemRandomNumberGenerator()
        let pieces: [[UInt8]] = ["\"", ",", "\n", "{", "}", "[", "]", ":", "a", "1", "\\", "\\u12", "\r", "\t", "\u{FEFF}"].map { Array($0.utf8) } + [[0], [0xFF], [0xC3]]
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).flatMap { _ in pieces.randomElement(using: &generator) ?? [] }
            for format in [nil] + ImportFormat.allCases.map(Optional.some) { _ = problem(bytes, format) }
        }
    }

    @Test("values say what a listing says")
    func values() throws {
        let target = Target(kind: .extension, id: "1001", name: "Ann", raw: "from-did-direct,1001,1").cell
        #expect(ImportValue(cell: .text("extension:1001")).says(target))
        #expect(ImportValue(cell: .object(.init([.init("type", .text("extension")), .init("id", .text("1001"))]))).says(target))
        #expect(!ImportValue(cell: .text("extension:1002")).says(target))
        #expect(ImportValue(cell: .text("")).says(.null) && ImportValue(cell: .null).says(.text("")))
        #expect(ImportValue(cell: .text("yes")).says(.flag(true)) && !ImportValue(cell: .text("no")).says(.flag(true)))
        #expect(!ImportValue(cell: .text("")).says(.flag(false)))
        #expect(ImportValue(cell: .integer(20)).says(.integer(20)) && ImportValue(cell: .text("20")).says(.integer(20)))
        #expect(throws: ImportValueProblem.self) { try ImportValue(cell: .text("x")).target { _ in nil } }
        #expect(try ImportValue(cell: .text("1001;1002")).members().map(\.number) == ["1001", "1002"])
    }

    @Test("a target's raw string is taken where it says the same")
    func targets() throws {
        let stored = Target(kind: .voicemail, id: "1001", name: nil, raw: "ext-local,vmb1001,1").cell
        #expect(try ImportValue(cell: stored).target { FreePBXTargets.decode($0) } == .raw("ext-local,vmb1001,1"))
        #expect(try ImportValue(cell: stored).target { _ in nil } == .to(.voicemail, id: "1001"))
        let edited = Target(kind: .voicemail, id: "1002", name: nil, raw: "ext-local,vmb1001,1").cell
        #expect(try ImportValue(cell: edited).target { FreePBXTargets.decode($0) } == .to(.voicemail, id: "1002"))
    }

    @Test("files of the Bulk Handler speak pbxctl's columns afterwards")
    func bulkHandler() throws {
        let file = try #require(BulkHandlerFile(try table(
            """
            extension,password,name,voicemail,ringtimer,outboundcid,tech,secret,recording_in_external,voicemail_enable,voicemail_vmpwd,voicemail_email,callwaiting_enable,findmefollow_enabled,emergency_cid
            1001,,Ann,default,15,\"\"\"Ann\"\" <15551230000>\",sip,REGEN,force,yes,1234,a@x.org|b@x.org,ENABLED,,

            """), of: .extension))
        let (table, left) = file.translated()
        #expect(left.isEmpty)
        let row = try #require(table.rows.first)
        let values = Dictionary(uniqueKeysWithValues: row.entries.map { ($0.key, $0.value.plainText) })
        #expect(values == [
            "extension": "1001", "name": "Ann", "ring_seconds": "15", "outbound_caller_id_name": "Ann", "outbound_caller_id_number": "15551230000",
            "emergency_caller_id_name": "", "emergency_caller_id_number": "", "driver": "chan_sip", "secret": "", "rec_external_in": "always",
            "voicemail": "true", "voicemail_pin": "1234", "email": "a@x.org,b@x.org", "call_waiting": "true", "follow_me": "false",
        ])
        let routes = try #require(BulkHandlerFile(try self.table("cidnum,extension,destination,privacyman\n,15551,\"from-did-direct,1001,1\",0\n"), of: .did))
        #expect(routes.translated().left == ["privacyman"])
        #expect(routes.translated().table.rows.first?["did"] == .text("15551"))
        #expect(BulkHandlerFile(try self.table("extension,name,voicemail\n"), of: .extension) == nil)
    }
}
