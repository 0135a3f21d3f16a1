/// An action that the Asterisk manager refused.
public struct ManagerError: PBXErrorConvertible, Equatable {
    /// The action's name: `DBGet`.
    public var action: String
    /// What the manager said: `Database entry not found`.
    public var message: String
    /// What the action's command printed before it failed, if it was a CLI command.
    public var output: [String]
    /// Where the action stood among several sent together; 0 for one alone.
    public var position: Int

    public init(action: String, message: String, output: [String] = [], position: Int = 0) {
        self.action = action
        self.message = message
        self.output = output
        self.position = position
    }

    /// The manager's user lacks the action's class.
    public var isPermissionDenied: Bool { message.hasPrefix(Self.permissionDenied) }
    static let permissionDenied = "Permission denied"
    /// Asterisk could not write a configuration file; it is as it was.
    public var isUnsaved: Bool { message.hasPrefix("Save of config failed") }
    /// This Asterisk has no such action: too old, or the module that brings it is not loaded.
    public var isUnknownAction: Bool { message.hasPrefix("Invalid/unknown command") }

    public var pbxError: PBXError {
        let what = "Asterisk manager action \(action)"
        if isPermissionDenied {
            let classes = ManagerPrivilege.classes[action.lowercased()]
            let needed = classes.map { "the class \($0.joined(separator: " or "))" } ?? "the action's class"
            return PBXError(
                .notPermitted, what, "permission denied",
                remedy: "give the manager user \(needed) in its write= line of manager.conf")
        }
        if isUnknownAction {
            return PBXError(.notOffered, what, "this Asterisk does not know it", remedy: "load the module that offers it")
        }
        if isUnsaved {
            return PBXError(
                .failed, what, message, remedy: "check the file's owner and mode (Asterisk has to be able to write it) and the disk's space")
        }
        return PBXError(.failed, what, output.first { !$0.isEmpty } ?? message)
    }
}

/// Which class of the manager's user an action asks for; any one of several suffices.
enum ManagerPrivilege {
    /// By the action's name in lower case. Source: the registrations in Asterisk's main/manager.c, main/db.c,
    /// apps/app_voicemail.c, apps/app_queue.c, apps/app_confbridge.c, res/res_pjsip*.
    static let classes: [String: [String]] = [
        "dbput": ["system"], "dbdel": ["system"], "dbdeltree": ["system"],
        "dbget": ["system", "reporting"], "dbgettree": ["system", "reporting"],
        "getconfig": ["system", "config"], "updateconfig": ["config"], "createconfig": ["config"],
        "command": ["command"],
        "reload": ["config", "system"], "moduleload": ["system"], "modulecheck": ["system"],
        "originate": ["originate"],
        "setvar": ["call"], "getvar": ["call", "reporting"],
        "pjsipshowendpoints": ["system"], "pjsipshowendpoint": ["system"], "pjsipshowcontacts": ["system"],
        "pjsipshowaors": ["system"], "pjsipshowauths": ["system"], "pjsipqualify": ["system", "reporting"], "pjsipnotify": ["system"], "sipnotify": ["system"],
        "sipshowregistry": ["system", "reporting"],
        "pjsipshowregistrationsinbound": ["system"],
        "pjsipshowregistrationsoutbound": ["system", "reporting"],
        "pjsipshowregistrationinboundcontactstatuses": ["system"],
        "sippeers": ["system", "reporting"], "sipshowpeer": ["system", "reporting"],
        "extensionstate": ["call", "reporting"], "extensionstatelist": ["call", "reporting"],
        "devicestatelist": ["call", "reporting"], "presencestate": ["call", "reporting"],
        "presencestatelist": ["call", "reporting"],
        "mailboxstatus": ["call", "reporting"], "mailboxcount": ["call", "reporting"],
        "voicemailuserslist": ["call", "reporting"], "voicemailuserstatus": ["call", "reporting"],
        "voicemailboxsummary": ["call", "reporting"],
        "voicemailrefresh": ["user"], "voicemailmove": ["user"], "voicemailremove": ["user"],
        "voicemailforward": ["user"], "userevent": ["user"],
        "coreshowchannels": ["system", "reporting"], "coresettings": ["system", "reporting"],
        "corestatus": ["system", "reporting"],
        "status": ["system", "call", "reporting"], "hangup": ["system", "call"], "redirect": ["call"],
        "confbridgelist": ["reporting"], "confbridgelistrooms": ["reporting"],
        "queueadd": ["agent"], "queueremove": ["agent"], "queuepause": ["agent"], "queuepenalty": ["agent"],
    ]
}
