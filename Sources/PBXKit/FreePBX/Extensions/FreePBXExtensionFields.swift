/// The fields of a change to an extension, checked and in FreePBX's own spelling.
struct FreePBXExtensionFields {
    /// FreePBX: `users.name`, where `<` and `>` would end the caller id.
    static func storedName(_ name: String) -> String {
        String(name.map { $0 == "<" ? "(" : $0 == ">" ? ")" : $0 })
    }

    let number: String
    let change: ExtensionChange
    let catalogue: FreePBXCatalogue

    /// Checks all that can be told without asking the PBX.
    func check() throws {
        if !change.isEnabled.isKeep {
            throw PBXError.notOffered(
                "switching an extension off or on", by: .freepbx, nearest: "give its phone another secret: --secret, or delete it")
        }
        if !change.description.isKeep {
            throw PBXError.notOffered("--description of an extension", by: .freepbx, nearest: "FreePBX has only its name: --name")
        }
        if let seconds = change.ringAloneSeconds.newValue {
            try FreePBXInput.checkRange(seconds, 0...300, option: "--followmegrptime")
        }
        if let seconds = change.ringListSeconds.newValue {
            try FreePBXInput.checkRange(seconds, 1...300, option: "--ring-list")
        }
        if let seconds = change.ringSeconds.newValue { try FreePBXInput.checkRange(seconds, 0...120, option: "--ring-seconds") }
        if let priority = change.recordPriority.newValue {
            try FreePBXInput.checkRange(priority, 0...20, option: "--rec-priority")
        }
        if let pin = change.voicemailPIN.newValue { try FreePBXInput.checkPIN(pin, of: number) }
        if let secret = change.secret.newValue {
            try FreePBXInput.checkSecret(secret, width: catalogue.width("sip", "data"))
        }
        if change.secret == .clear {
            throw PBXError(.usage, "--secret", "a phone cannot be without one", remedy: "give a new one")
        }
        if change.voicemailPIN == .clear {
            throw PBXError(.usage, "--voicemailpassword", "a mailbox cannot be without one", remedy: "give a new one")
        }
        _ = try name()
        _ = try email()
        _ = try accountCode()
    }

    /// The display name; cleared, the number stands for it. nil: stays as it is.
    func name() throws -> String? {
        switch change.name {
        case .keep: return nil
        case .clear: return number
        case .set(let text):
            // Whichever of the three places it is kept in is the narrowest decides.
            let widths = [catalogue.width("users", "name"), catalogue.width("devices", "description")].compactMap { $0 }
            let name = try FreePBXInput.text(text, option: "--name", width: widths.min() ?? 50, refusing: ";")
            return name.isEmpty ? number : name
        }
    }

    func email() throws -> String? {
        switch change.email {
        case .keep: nil
        case .clear: ""
        case .set(let text): try FreePBXInput.email(text)
        }
    }

    func accountCode() throws -> String? {
        switch change.accountCode {
        case .keep: nil
        case .clear: ""
        // Call records hold twenty characters of it.
        case .set(let text): try FreePBXInput.text(text, option: "--account-code", width: 20, refusing: ";,|")
        }
    }

    func outboundCallerID(_ current: FreePBXCallerID) throws -> FreePBXCallerID {
        try current.applying(
            name: change.outboundCallerIDName, number: change.outboundCallerIDNumber,
            options: ("--outbound-caller-id-name", "--outboundcid"), width: catalogue.width("users", "outboundcid"))
    }

    func emergencyCallerID(_ current: FreePBXCallerID) throws -> FreePBXCallerID {
        try current.applying(
            name: change.emergencyCallerIDName, number: change.emergencyCallerIDNumber,
            options: ("--emergency-caller-id-name", "--emergencycid"), width: catalogue.width("devices", "emergency_cid"))
    }

    /// The recording keys that the change names, under `AMPUSER/…/recording/`.
    var recording: [(key: String, value: String)] {
        var keys: [(key: String, value: String)] = []
        func policy(_ change: Change<Extension.Recording>, _ direction: String) {
            if !change.isKeep { keys.append((direction, (change.newValue ?? .dontcare).stored)) }
        }
        policy(change.recordInternalIn, "in/internal")
        policy(change.recordInternalOut, "out/internal")
        policy(change.recordExternalIn, "in/external")
        policy(change.recordExternalOut, "out/external")
        if !change.recordOnDemand.isKeep {
            keys.append(("ondemand", change.recordOnDemand.newValue == true ? "enabled" : "disabled"))
        }
        if !change.recordPriority.isKeep { keys.append(("priority", String(change.recordPriority.newValue ?? 10))) }
        return keys
    }
}
