/// The text file beside a recorded message: `msg0000.txt`, written by Asterisk's app_voicemail.
struct FreePBXMessageFile: Equatable {
    private var values: [String: String] = [:]

    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix(";") && !line.hasPrefix("[") {
            guard let sign = line.firstIndex(of: "=") else { continue }
            let name = FreePBXInput.trimmed(String(line[..<sign]))
            values[name] = FreePBXInput.trimmed(String(line[line.index(after: sign)...]))
        }
    }

    /// nil where it is missing or empty.
    subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// Unix time; `origdate` says the same for people.
    var receivedSeconds: Int64? { self["origtime"].flatMap { Int64($0) } }

    var durationSeconds: Int? { self["duration"].flatMap { Int($0) } }

    /// `"Name" <number>`, a bare number, or `Unknown`.
    var callerID: FreePBXCallerID {
        guard let text = self["callerid"], text != "Unknown" else { return FreePBXCallerID(name: nil, number: nil) }
        let callerID = FreePBXCallerID(stored: text)
        let isNumber = callerID.number?.utf8.allSatisfy { "0123456789*#+".utf8.contains($0) } == true
        return callerID.name == nil && !isNumber ? FreePBXCallerID(name: callerID.number, number: nil) : callerID
    }
}
