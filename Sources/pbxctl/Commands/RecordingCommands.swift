import PBXKit

/// `pbxctl recording …`
enum RecordingCommands {
    static let noun: Noun = .init(
        name: "recording", aliases: ["recordings"], summary: "System recordings: sounds that the PBX plays.",
        commands: [
            ListingCommands.list(
                "recording", "List system recordings.", SystemRecording.self,
                example: .init("Names and files", "pbxctl recording list --fields name,files"), mirrors: ["R39"]
            ) { $0.recordings?.listing },
            download,
        ])

    static let replace = Option.flag("replace", "Replace FILE where it exists.")

    static let download: Command = .init(
        path: ["recording", "download"], summary: "Write a system recording to a file.",
        operands: [
            Operand(name: "name", help: "Its display name, else its number or id.", completion: .live(.recordings)),
            Operand(name: "file", help: "Where to write it; - is standard output. Its own name by default.", isOptional: true, completion: .file),
        ],
        options: [replace],
        examples: [.init("Into a file", "pbxctl recording download Welcome welcome.wav")],
        failures: Command.pbxFailures + [.notFound, .conflict], mirrors: ["R40"]
    ) { invocation, session in
        let recordings = try session.offered(session.system().recordings, "recording download")
        let name = try invocation.required(0)
        let recording = try recordings.find(name, ReadOptions())
        let file = invocation.operand(1) ?? SoundOutput.ownName(recording.files.first ?? recording.id)
        try SoundOutput.write(to: file, replaces: invocation[replace] ?? false, session) { try recordings.download(name, $0) }
        if recording.files.count > 1 {
            session.output.note(
                "\(recording.name ?? recording.id) is played from \(recording.files.count) sounds, this is the first that is there: \(recording.files.joined(separator: ", "))")
        }
    }
}
