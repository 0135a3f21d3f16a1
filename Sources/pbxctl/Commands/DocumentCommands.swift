import PBXKit

/// Writes the generated files: for whoever develops pbxctl.
enum DocumentCommands {
    static let hidden: Noun = .init(name: "__generate", summary: "Writes completions, manual pages and reference.", commands: [generate])

    static let generate: Command = .init(
        path: ["__generate"], summary: "Write completions, manual pages and reference.",
        operands: [Operand(name: "folder", help: "The project's folder.", completion: .file)],
        examples: [], failures: [.failed], isLocal: true, isHidden: true
    ) { invocation, session in
        let folder = try invocation.required(0)
        let host = LocalHost()
        for file in GeneratedFiles.all(of: .pbxctl) {
            try host.write(Array(file.text.utf8), to: "\(folder)/\(file.path)")
            try session.output.line(file.path)
        }
    }
}
