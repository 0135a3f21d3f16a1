import PBXKit

/// `pbxctl test` and `pbxctl coffee`
enum TestCommands {
    static let noun: Noun = .init(name: "test", summary: "Test the connections to the PBX.", commands: [test])
    static let coffee: Noun = .init(name: "coffee", summary: "Brew coffee.", commands: [brew])

    static let write = Option<WriteAccess>.choice(
        "write", value: "VERB", "Ask also whether the accounts may add, set or delete. Changes nothing.")

    static let test: Command = .init(
        path: ["test"], summary: "Talk to each part of the PBX once.",
        discussion: ["For what was found where, and what to do about it, see `pbxctl doctor`."],
        options: [write],
        examples: [
            .init("Does everything answer", "pbxctl test"),
            .init("May the accounts write", "pbxctl test --write add"),
        ],
        fields: TestResult.fieldNames, mirrors: ["R1", "R2", "R3", "R4"]
    ) { invocation, session in
        let results = try session.system().control.test(invocation[write])
        try session.output.list(TestResult.self) { emit in for result in results { try emit(result) } }
        if let error = results.compactMap(\.error).first {
            try session.output.flush()
            throw error
        }
    }

    static let brew: Command = .init(
        path: ["coffee"], summary: "Brew coffee (RFC 2324).",
        examples: [.init("Try it", "pbxctl coffee")], fields: ["status", "message"], failures: [], mirrors: ["R13"],
        isLocal: true
    ) { _, session in
        if session.output.format == .json || session.output.format == .ndjson {
            try session.output.object([Cell.Entry("status", .integer(418)), Cell.Entry("message", .text("I'm a teapot"))])
        } else {
            try session.output.line("418 I'm a teapot")
        }
    }
}
