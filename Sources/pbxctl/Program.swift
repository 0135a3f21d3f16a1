import Glibc
import PBXKit

/// From a command line to an exit status.
enum Program {
    static let version = "0.1.0"
    /// When that version came about, for the manual pages.
    static let date = "2026-11-21"

    static func run(arguments: [String]?, environment: [String: String]) -> Int32 {
        let request: Request
        guard let arguments else {
            let why = PBXError(.usage, "the command line", "is not text in UTF-8", remedy: "set the terminal to UTF-8")
            return report(why, to: Output(Invocation(), environment: environment))
        }
        var line = arguments
        let part = OnePart(taking: &line)
        do {
            request = try Parser(grammar: .pbxctl).parse(line)
        } catch let error as ParserError {
            return refuse(error, arguments: line, environment: environment)
        } catch {
            return report(PBXError(error), to: Output(Invocation(), environment: environment))
        }
        switch request {
        case .run(let command, var invocation):
            let shown = "pbxctl \(CommandLineText.text(line, of: command))"
            if let part {
                ProcessMemory.endWithParent()
                invocation.add(part.profile, for: GlobalOptions.profile)
                invocation.remove(GlobalOptions.allProfiles)
            } else if ManyProfiles.isAskedFor(invocation) {
                return ManyProfiles(command, invocation, line, environment).run()
            }
            return run(command, invocation, shown, part: part, environment: environment)
        case .help(let words, let isShort):
            return answer(environment) { try Help(environment: environment).print(words, isShort: isShort, to: $0) }
        case .grammarDump:
            return answer(environment) { try $0.raw(GrammarDump.text(of: .pbxctl)) }
        case .version:
            return answer(environment) { try $0.raw("pbxctl \(version)\n") }
        }
    }

    /// The words after the program's name; nil where one is no text in UTF-8, which must not be stored mended.
    static func arguments() -> [String]? {
        var words: [String] = []
        for position in 1..<max(1, Int(CommandLine.argc)) {
            guard let start = CommandLine.unsafeArgv[position], let word = String(validatingCString: start) else { return nil }
            words.append(word)
        }
        return words
    }

    /// The process environment; bytes that are no UTF-8 are replaced.
    static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return variables
    }

    private static func run(
        _ command: Command, _ invocation: Invocation, _ commandLine: String, part: OnePart?, environment: [String: String]
    ) -> Int32 {
        let output = Output(invocation, environment: environment, part: part)
        let session = Session(invocation, commandLine: commandLine, environment: environment, output: output)
        defer { session.close() }
        do {
            try check(invocation, command, isOfSeveral: part != nil)
            try command.run(invocation, session)
            try output.flush()
            return 0
        } catch let interrupted as Interrupted {
            session.close()
            output.report(interrupted.pbxError)
            StandardStream.endBySignal(interrupted.signal)
        } catch {
            return report(PBXError(error), to: output)
        }
    }

    /// What can be wrong with a line that was read, before anything is connected. Throws `.usage`.
    ///
    /// `isOfSeveral`: the rows of several PBXes have a field `profile` before those of the command.
    static func check(_ invocation: Invocation, _ command: Command, isOfSeveral: Bool = false) throws {
        try checkFields(invocation, command, isOfSeveral)
        if invocation[GlobalOptions.csvSafe] ?? false, invocation[GlobalOptions.output] != .csv {
            throw PBXError(.usage, "--\(GlobalOptions.csvSafe.long)", "is about CSV alone", remedy: "add -o csv, or leave it out")
        }
        try checkTimeZone(invocation)
    }

    /// A zone that does not exist is a mistake on the command line, known before any connection.
    private static func checkTimeZone(_ invocation: Invocation) throws {
        guard let zone = invocation[GlobalOptions.timeZone] else { return }
        do { _ = try TimeZoneRules.named(zone) } catch {
            let reason = PBXError(error)
            throw PBXError(.usage, "--\(GlobalOptions.timeZone.long) \(zone)", reason.why, remedy: reason.remedy)
        }
    }

    /// Usage errors come before any connection: so do unknown fields.
    private static func checkFields(_ invocation: Invocation, _ command: Command, _ isOfSeveral: Bool) throws {
        guard let list = invocation[GlobalOptions.fields] else { return }
        let names = Output.names(list)
        let all = command.fields + command.fieldsOnRequest + (isOfSeveral ? [OnePart.column] : [])
        let known = all.joined(separator: ",")
        guard !command.fields.isEmpty else {
            throw PBXError(.usage, command.name, "prints no fields to choose from", remedy: "leave --fields out")
        }
        guard !names.isEmpty else {
            throw PBXError(.usage, command.name, "--fields names no field", remedy: "fields: \(known)")
        }
        guard let unknown = names.first(where: { !all.contains($0) }) else { return }
        let near = SpellingSuggestions.nearest(to: unknown, among: all)
        let hint = near.isEmpty ? "" : "did you mean \(near.joined(separator: " or "))?\n"
        throw PBXError(.usage, command.name, "--fields: '\(unknown)' is not one of its fields", remedy: "\(hint)fields: \(known)")
    }

    private static func answer(_ environment: [String: String], _ body: (Output) throws -> Void) -> Int32 {
        let output = Output(Invocation(), environment: environment)
        do {
            try body(output)
            try output.flush()
            return 0
        } catch {
            return report(PBXError(error), to: output)
        }
    }

    /// A line that names no command gets help; any other mistake gets its message.
    private static func refuse(_ error: ParserError, arguments: [String], environment: [String: String]) -> Int32 {
        switch error.problem {
        case .noCommand, .missingVerb:
            var words: [String] = []
            if case .missingVerb(let noun) = error.problem { words = noun.split(separator: " ").map(String.init) }
            StandardStream.writeError(Help(environment: environment).text(words, isShort: true) ?? "")
            return PBXError.Kind.usage.exitStatus
        case .missingValue("--fields", _):
            let fields = error.command?.fields.joined(separator: ",") ?? ""
            StandardStream.writeError("pbxctl: \(error.command?.name ?? "--fields"): --fields needs a list\nfields: \(fields)\n")
            return PBXError.Kind.usage.exitStatus
        default:
            var invocation = Invocation()
            if asksForJSON(arguments) { invocation.add(OutputFormat.json, for: GlobalOptions.output) }
            return report(error.pbxError, to: Output(invocation, environment: environment))
        }
    }

    /// Whether a line that could not be read asked for JSON, so that its error is JSON too.
    private static func asksForJSON(_ arguments: [String]) -> Bool {
        let json = ["-ojson", "-o=json", "--output=json", "-ondjson", "--output=ndjson"]
        return arguments.contains(where: json.contains)
            || zip(arguments, arguments.dropFirst()).contains { ($0 == "-o" || $0 == "--output") && $1.hasSuffix("json") }
    }

    private static func report(_ error: PBXError, to output: Output) -> Int32 {
        output.report(error)
        return error.kind.exitStatus
    }
}
