import PBXKit

/// `pbxctl batch`
enum BatchCommands {
    static let noun: Noun = .init(name: "batch", summary: "Many commands over one connection.", commands: [batch])

    static let keepGoing = Option.flag("keep-going", short: "k", "Go on after a line that failed.")

    static let batch: Command = .init(
        path: ["batch"], summary: "Run the commands of a file, one a line, over one connection.",
        discussion: [
            "A line is a command line without `pbxctl`, in words as a shell has them: single and double quotes, backslashes, comments after #. Nothing is expanded.",
            "Every line is checked before the first is run: a mistake on any of them is status 2 with the numbers of the lines, and nothing is done. --yes, --fields and --no-header may stand on a line; every other option that all commands take belongs to the batch. Deletions need --yes, on the line or on the batch.",
            "It ends at the first line that fails, unless --keep-going is given. The status is 0 when every line was done; where one failed, 8 if lines of this batch have changed something, else the first failed line's own.",
            "Each line prints what its command prints. With -o json or ndjson stdout is a report, one object a line: its number, the command (secrets hidden), the status (null: not run), whether it changed something, its result, its error.",
            "--dry-run holds for every line; each is shown against the PBX as it is, without what the lines before it would change, and one that fails ends nothing. Lines that do something and have no dry run are left out. --apply, on the batch or on a line, applies once, after the last line; not where a failed line has ended the batch.",
        ],
        operands: [Operand(name: "file", help: "The commands; - is standard input.", completion: .file)],
        options: [keepGoing, SharedOptions.dryRun, SharedOptions.offline, SharedOptions.apply],
        examples: [
            .init("Check a file without changing anything", "pbxctl batch changes.txt --dry-run"),
            .init("All that can be done, then one reload", "pbxctl batch changes.txt --keep-going --yes --apply"),
            .init("The lines that failed", "pbxctl batch changes.txt -k -o ndjson | jq 'select(.status != 0) | .line'"),
        ],
        fields: BatchReport.keys, failures: PBXError.Kind.allCases.filter { $0 != .usage }, standsAlone: true
    ) { invocation, session in
        let path = try invocation.required(0)
        let (lines, problems) = BatchText.read(try BatchFile.text(path))
        let reader = BatchReader(batch: invocation, environment: session.environment)
        let entries = try reader.entries(lines, problems, of: path)
        try BatchRun(title: path == "-" ? "the batch" : "batch \(path)", invocation, session).run(entries)
    }
}
