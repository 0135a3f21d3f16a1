import Foundation

/// The folder of a mailbox that a test fills.
enum FreePBXMessages {
    static func folder(_ mailbox: String) -> String { "\(Lab.value("LAB_ASTERISK_SPOOL"))/voicemail/default/\(mailbox)" }

    /// A mailbox with three new messages, one urgent and one old one, as Asterisk leaves them.
    static func fill(_ mailbox: String, at now: Int = Int(Date().timeIntervalSince1970), identifiers: Bool = true) throws {
        try? FileManager.default.removeItem(atPath: folder(mailbox))
        let ages = ["INBOX": [100, 200, 300], "Urgent": [400], "Old": [90 * 86400]]
        var serial = 0
        for (name, seconds) in ages.sorted(by: { $0.key < $1.key }) {
            try FileManager.default.createDirectory(atPath: "\(folder(mailbox))/\(name)", withIntermediateDirectories: true)
            for (number, age) in seconds.enumerated() {
                serial += 1
                let time = now - age
                let text = """
                    ;
                    [message]
                    origmailbox=\(mailbox)
                    context=default
                    callerid="Caller \(serial)" <1555000000\(serial)>
                    origtime=\(time)
                    category=
                    \(identifiers ? "msg_id=\(time)-0000000\(serial)" : ";")
                    flag=
                    duration=2

                    """
                let stem = "\(folder(mailbox))/\(name)/msg000\(number)"
                try text.write(toFile: "\(stem).txt", atomically: true, encoding: .utf8)
                try Data("RIFF \(serial)".utf8).write(to: URL(filePath: "\(stem).wav"))
                try Data("oga \(serial)".utf8).write(to: URL(filePath: "\(stem)_abcdef.oga"))
            }
        }
        let owner = Lab.value("LAB_USER")
        _ = try Program.start("/bin/bash", ["-c", "chown -R \(owner): '\(folder(mailbox))' 2>/dev/null; true"], input: "", environment: [:], deadline: 10)
    }

    /// All files of the mailbox with what they hold.
    static func contents(_ mailbox: String) throws -> [String: String] {
        var contents: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder(mailbox)) {
            var isFolder: ObjCBool = false
            let path = "\(folder(mailbox))/\(name)"
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
            contents[name] = try String(contentsOfFile: path, encoding: .utf8)
        }
        return contents
    }

    /// How many Asterisk counts as new, the urgent ones among them.
    static func newCount(_ mailbox: String) throws -> Int? {
        let line = try Lab.asterisk("voicemail show users for default").split(separator: "\n").first { $0.contains(" \(mailbox) ") }
        return line?.split(separator: " ").last.flatMap { Int($0) }
    }
}
