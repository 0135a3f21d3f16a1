/// A shell in a container, behind a program such as `docker exec -i freepbx`.
struct ExecShell: RemoteShell {
    let prefix: [String]
    let connectTimeout: Duration

    var name: String { HostAddress.exec(prefix).description }

    func command(_ words: [String], input: [UInt8]?, outputLimit: Int) throws -> HostCommand {
        HostCommand(
            prefix[0], Array(prefix.dropFirst()) + words, environment: CallerEnvironment.kept, input: input,
            outputLimit: outputLimit)
    }

    var remedyWithoutProgram: String { "install it, or correct `host` in the profile" }

    func failure(_ result: CommandResult) -> PBXError {
        let lines = result.errorText.split(whereSeparator: \.isNewline)
        return PBXError(
            .unreachable, name, lines.last.map(String.init) ?? "\(prefix[0]) ended before the command ran (\(result.ending))",
            remedy: "check that this works: \(prefix.joined(separator: " ")) true")
    }
}
