import PBXKit

/// The options that say what an extension is like, for `add` and `set` alike.
enum ExtensionOptions {
    static let type = Option<ExtensionType>.choice(
        "exttype", value: "TYPE", default: "sip", "A phone (sip), or a number without one (virtual).")
    static let driver = Option<Extension.Driver>.choice(
        "driver", value: "DRIVER", "FreePBX: channel driver, where the PBX's own choice is not wanted.")
    static let name = Option.text(
        "name", aliases: ["displayname"], value: "TEXT", "Name shown inside the PBX. A new extension's default is its number.")
    static let secret = SecretInput.option(
        "secret", "Read the SIP secret from FILE or standard input. Generated where it is not given.")
    static let outboundName = Option.text(
        "outbound-caller-id-name", aliases: ["caller-id-name"], value: "TEXT", "Caller's name on outbound calls.")
    static let outboundNumber = Option.text(
        "outbound-caller-id-number", aliases: ["caller-id-number", "outboundcid"], value: "NUMBER",
        "Caller's number on outbound calls; also written '\"Name\" <number>'.")
    static let emergencyName = Option.text(
        "emergency-caller-id-name", value: "TEXT", "FusionPBX: caller's name on emergency calls.")
    static let emergencyNumber = Option.text(
        "emergency-caller-id-number", aliases: ["emergencycid"], value: "NUMBER", "Caller's number on emergency calls.")
    static let voicemail = Option.flag("voicemail", negatable: true, "Give it a mailbox.")
    static let email = Option.text("email", value: "ADDRESS", "Where voicemail notifications are sent.")
    static let pin = SecretInput.option(
        "voicemailpassword", aliases: ["voicemail-pin-file", "voicemail-pin"],
        "Read the mailbox PIN (digits) from FILE or standard input. Generated where it is not given.")
    static let followMe = Option.flag("followme", aliases: ["follow-me"], negatable: true, "Turn follow-me on.")
    static let ringAlone = Option.number(
        "followmegrptime", aliases: ["ring-alone"], value: "SECONDS", in: 0...300, default: "20",
        "How long the extension rings before its follow-me list does.")
    static let ringList = Option.number(
        "ring-list", value: "SECONDS", in: 1...300, "FreePBX: how long the follow-me list rings.")
    static let callWaiting = Option.flag("call-waiting", negatable: true, "Offer a second call while on one.")
    static let ringSeconds = Option.number(
        "ring-seconds", value: "SECONDS", in: 0...600, "How long it rings before voicemail; 0: the PBX's default.")
    static let recordInternalIn = recording("rec-internal-in", "Recording of calls from other extensions.")
    static let recordInternalOut = recording("rec-internal-out", "Recording of calls to other extensions.")
    static let recordExternalIn = recording("rec-external-in", "Recording of calls from outside.")
    static let recordExternalOut = recording("rec-external-out", "Recording of calls to the outside.")
    static let recordOnDemand = Option<OnDemand>.choice(
        "rec-ondemand", value: "SWITCH", default: "enabled", "Recording at the press of a key.")
    static let recordPriority = Option.number(
        "rec-priority", value: "PRIORITY", in: 0...20, default: "10", "Whose recording policy wins; higher wins.")
    static let enabled = Option.flag("enabled", negatable: true, "FusionPBX: whether the extension works at all.")
    static let accountCode = Option.text("account-code", value: "TEXT", "Account code in call records.")
    static let description = Option.text("description", value: "TEXT", "FusionPBX: a remark for administrators.")

    enum OnDemand: String, CaseIterable { case enabled, disabled }

    static let forAdding: [any AnyOption] = [type, driver] + forChanging
    static let forChanging: [any AnyOption] = [
        name, secret, outboundName, outboundNumber, emergencyName, emergencyNumber, voicemail, email, pin, followMe,
        ringAlone, ringList, callWaiting, ringSeconds, recordInternalIn, recordInternalOut, recordExternalIn,
        recordExternalOut, recordOnDemand, recordPriority, enabled, accountCode, description,
    ]

    static let discussion = [
        "The SIP secret and the mailbox PIN are generated unless given, and printed once. They are never taken from the command line itself.",
        "--followmegrptime is how long the extension rings alone (FreePBX: pre-ring time); the list's own time is --ring-list.",
        "FreePBX: the extension is live after `pbxctl system reload`. FusionPBX: at once.",
    ]

    /// What the options say, each not given kept as it is.
    static func change(_ invocation: Invocation) throws -> ExtensionChange {
        var change = ExtensionChange()
        let mayAsk = invocation[GlobalOptions.input] ?? true
        change.name = Change(invocation[name])
        change.secret = Change(try SecretInput.read(invocation[secret], option: secret.long, mayAsk: mayAsk))
        (change.outboundCallerIDName, change.outboundCallerIDNumber) = outboundCallerID(invocation)
        change.emergencyCallerIDName = Change(invocation[emergencyName])
        change.emergencyCallerIDNumber = Change(invocation[emergencyNumber])
        change.hasVoicemail = Change(invocation[voicemail])
        change.email = Change(invocation[email])
        change.voicemailPIN = Change(try SecretInput.read(invocation[pin], option: pin.long, mayAsk: mayAsk))
        change.followsMe = Change(invocation[followMe])
        change.ringAloneSeconds = Change(invocation[ringAlone])
        change.ringListSeconds = Change(invocation[ringList])
        change.callWaiting = Change(invocation[callWaiting])
        change.ringSeconds = Change(invocation[ringSeconds])
        change.recordInternalIn = Change(invocation[recordInternalIn])
        change.recordInternalOut = Change(invocation[recordInternalOut])
        change.recordExternalIn = Change(invocation[recordExternalIn])
        change.recordExternalOut = Change(invocation[recordExternalOut])
        change.recordOnDemand = Change(invocation[recordOnDemand].map { $0 == .enabled })
        change.recordPriority = Change(invocation[recordPriority])
        change.isEnabled = Change(invocation[enabled])
        change.accountCode = Change(invocation[accountCode])
        change.description = Change(invocation[description])
        return change
    }

    private static func recording(_ long: String, _ help: String) -> Option<Extension.Recording> {
        Option<Extension.Recording>.choice(long, value: "POLICY", default: "dontcare", help)
    }

    /// Number and name, also out of `"Name" <number>`; a name given with its own option wins.
    private static func outboundCallerID(_ invocation: Invocation) -> (name: Change<String>, number: Change<String>) {
        let name = Change(invocation[outboundName])
        guard let text = invocation[outboundNumber], let open = text.lastIndex(of: "<"), text.hasSuffix(">") else {
            return (name, Change(invocation[outboundNumber]))
        }
        let number = String(text[text.index(after: open)...].dropLast())
        let written = text[..<open].filter { $0 != "\"" }.split(separator: " ").joined(separator: " ")
        return (name == .keep ? Change(written.isEmpty ? nil : written) : name, Change(number))
    }
}
