import Glibc

/// What is done to registered phones: they are forgotten, or told something.
extension FreePBXRegistrations {
    func drop(_ number: String) throws {
        let phones = try FreePBXPhone.all(of: number, in: system.database()).filter { $0.technology != .other }
        let astDB = try system.astDB()
        var steps: [AstDBStep] = []
        // chan_sip keeps where a phone is in memory, too: only its console forgets it there.
        var commands: [ManagerAction] = []
        for phone in phones {
            switch phone.technology {
            case .pjsip:
                steps += try astDB.contacts(of: phone.peer).map { AstDBStep(family: $0.family, key: $0.key, before: nil, after: nil) }
            case .chanSIP:
                guard phone.peer.utf8.allSatisfy({ ("0"..."9").contains(Character(Unicode.Scalar($0))) }) else { continue }
                commands.append(try ManagerAction("Command", ["Command": "sip unregister \(phone.peer)"]))
                steps.append(AstDBStep(family: "SIP/Registry", key: phone.peer, before: nil, after: nil))
            case .other: continue
            }
        }
        try system.manager().checkAllowed((steps.isEmpty ? [] : ["DBDel"]) + (commands.isEmpty ? [] : ["Command"]))
        let answers = try commands.isEmpty ? [] : system.manager().answers(to: commands)
        for answer in answers where !answer.isSuccess {
            let error = ManagerError(action: "Command", message: answer.text ?? "")
            // Without chan_sip there is no such command, and no such registration.
            if error.isPermissionDenied { throw error }
        }
        try astDB.take(steps)
    }

    func notify(_ number: String, _ event: PhoneEvent, _ phones: [Registration]) throws {
        var actions: [ManagerAction] = []
        for phone in try FreePBXPhone.all(of: number, in: system.database()) {
            let headers = Set(phones.map { event.header(for: $0.userAgent) }).sorted()
            for header in headers {
                switch phone.technology {
                case .pjsip: actions.append(try ManagerAction("PJSIPNotify", ["Endpoint": phone.peer, "Variable": "Event=\(header)"]))
                case .chanSIP: actions.append(try ManagerAction("SIPnotify", ["Channel": phone.peer, "Variable": "Event=\(header)"]))
                case .other: continue
                }
            }
        }
        let manager = try system.manager()
        for (action, answer) in zip(actions, try manager.answers(to: actions)) where !answer.isSuccess {
            let error = ManagerError(action: action.name, message: answer.text ?? "no reason given")
            guard error.isUnknownAction else { throw error }
            throw PBXError(
                .notOffered, "phone notify", "this Asterisk cannot send a NOTIFY: it knows no \(action.name)",
                remedy: action.name == "PJSIPNotify" ? "load module res_pjsip_notify.so" : "chan_sip is not loaded")
        }
    }
}
