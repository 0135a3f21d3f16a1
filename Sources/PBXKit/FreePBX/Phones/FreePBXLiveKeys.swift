/// What AstDB holds about one extension and the dialplan reads at every call.
struct FreePBXLiveKeys: Equatable, Sendable {
    var followsMe = false
    var doNotDisturb = false
    var callForwardAll: String?
    var callForwardBusy: String?
    var callForwardNoAnswer: String?
    var callWaiting = false
    /// By `in/internal`, `out/internal`, `in/external`, `out/external`; nothing there means `dontcare`.
    var recording: [String: String] = [:]
    var recordOnDemand: String?
    var recordPriority: Int?
    var accountCode: String?
    /// FreePBX: `DEVICE/…/emergency_cid`, where a virtual extension has its only copy.
    var emergencyCallerID: String?

    static let recordingDirections = ["in/internal", "out/internal", "in/external", "out/external"]

    /// The keys of an extension that are read.
    static func paths(_ number: String) -> [AstDBPath] {
        ["followme/ddial", "recording/ondemand", "recording/priority", "accountcode"].map {
            AstDBPath(family: "AMPUSER", key: "\(number)/\($0)")
        } + recordingDirections.map { AstDBPath(family: "AMPUSER", key: "\(number)/recording/\($0)") }
            + ["DND", "CF", "CFB", "CFU", "CW"].map { AstDBPath(family: $0, key: number) }
            + [AstDBPath(family: "DEVICE", key: "\(number)/emergency_cid")]
    }

    /// Takes in one key, given without the extension's number: `followme/ddial`, or the family where that is all.
    mutating func take(_ name: some StringProtocol, _ value: String) {
        guard !value.isEmpty else { return }
        switch name {
        case "followme/ddial": followsMe = value == "DIRECT"
        case "recording/ondemand": recordOnDemand = value
        case "recording/priority": recordPriority = Int(value)
        case "accountcode": accountCode = value
        case "DND": doNotDisturb = true
        case "CF": callForwardAll = value
        case "CFB": callForwardBusy = value
        case "CFU": callForwardNoAnswer = value
        // FreePBX removes the key, or writes DISABLED, to switch call waiting off.
        case "CW": callWaiting = value == "ENABLED"
        case "emergency_cid": emergencyCallerID = value
        default:
            if name.hasPrefix("recording/") { recording[String(name.dropFirst("recording/".count))] = value }
        }
    }

    func apply(to result: inout Extension) {
        result.followsMe = followsMe
        result.doNotDisturb = doNotDisturb
        result.callForwardAll = callForwardAll
        result.callForwardBusy = callForwardBusy
        result.callForwardNoAnswer = callForwardNoAnswer
        result.callWaiting = callWaiting
        result.recordInternalIn = policy("in/internal")
        result.recordInternalOut = policy("out/internal")
        result.recordExternalIn = policy("in/external")
        result.recordExternalOut = policy("out/external")
        result.recordOnDemand = recordOnDemand ?? "disabled"
        result.recordPriority = recordPriority ?? 10
        result.accountCode = accountCode
    }

    /// FreePBX says `force` for what the documented parameters call `always`.
    private func policy(_ direction: String) -> String {
        let stored = recording[direction] ?? "dontcare"
        return stored == "force" ? "always" : stored
    }
}

extension Extension.Recording {
    /// As FreePBX stores it.
    var stored: String {
        switch self {
        case .always: "force"
        case .dontcare: "dontcare"
        case .never: "never"
        }
    }
}
