/// What a dialplan does with a call: an application of the switch and its argument.
struct FusionPBXAction: Equatable {
    var application: String
    var data: String

    static let hangup = FusionPBXAction(application: "hangup", data: "")

    /// `transfer:1001 XML example.com`, as FusionPBX's own forms write it.
    var raw: String { "\(application):\(data)" }

    /// The applications that FusionPBX's own form offers for an inbound number. Others, `system` among them, would run
    /// commands on the host for everyone who calls.
    static let applications = ["transfer", "bridge", "hangup", "lua", "playback", "phrase"]

    init(application: String, data: String) {
        self.application = application
        self.data = data
    }

    init(raw: String) throws {
        let parts = raw.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let application = parts.first, Self.applications.contains(application) else {
            throw PBXError(
                .usage, "target 'raw:\(FusionPBXValues.shown(raw))'", "is not an application that takes calls",
                remedy: "write raw:APPLICATION:DATA with one of \(Self.applications.joined(separator: ", "))")
        }
        self.application = application
        data = try FusionPBXXML.value(parts.count > 1 ? parts[1] : "", "--to")
        guard application == "hangup" || !data.isEmpty else {
            throw PBXError(.usage, "target 'raw:\(FusionPBXValues.shown(raw))'", "says not where to")
        }
        guard Self.isPlain(application, data) else {
            throw PBXError(
                .usage, "target 'raw:\(FusionPBXValues.shown(raw))'", "would run something else than \(application)",
                remedy: "write a number, a script's file or a sound as FusionPBX's own forms do")
        }
    }

    /// Whether the argument cannot make another application of it.
    ///
    /// FreeSWITCH: dialplan `inline` is a list of applications, `loopback/app=…` is one, `lua ~…` is a script by itself, and
    /// `shell_stream://` starts a program.
    private static func isPlain(_ application: String, _ data: String) -> Bool {
        let words = data.split(separator: " ").map(String.init)
        switch application {
        case "transfer":
            return words.count <= 3 && words.first?.hasPrefix("-") == false && (words.count == 1 || words[1] == "XML")
        case "bridge":
            return !data.lowercased().contains("app=") && !data.contains(":_:")
        case "lua":
            guard let script = words.first else { return false }
            return script.hasSuffix(".lua") && !script.hasPrefix("/") && !script.contains("..")
                && script.utf8.allSatisfy { FusionPBXCommand.isWord(String(UnicodeScalar($0))) || $0 == UInt8(ascii: "/") }
        case "playback":
            return FusionPBXHoldMusic.isSound(data)
        default:
            return true
        }
    }

    /// An entry of `v_destinations.destination_actions`.
    var json: String {
        "{\"destination_app\":\(FusionPBXJSON.quoted(application)),\"destination_data\":\(FusionPBXJSON.quoted(data))}"
    }
}
