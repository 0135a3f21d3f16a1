/// Waits until it is known what became of a call that was placed.
struct FusionPBXCallWatch {
    let socket: EventSocket
    /// The first party's leg, which is then connected to the second party.
    let uuid: String

    /// Asks for the events, before the call, so that none is missed.
    func begin() throws {
        try socket.subscribe(to: ["CHANNEL_BRIDGE", "CHANNEL_EXECUTE", "CHANNEL_HANGUP_COMPLETE"])
    }

    /// Throws `.timedOut` where neither party's answer is known before the deadline; the call goes on then.
    func follow(_ job: String, _ call: inout OriginatedCall, before deadline: Deadline) throws {
        guard let result = try socket.result(ofJob: job, before: deadline) else { throw timedOut("the first party") }
        guard result.hasPrefix("+OK") else {
            fail(result, &call)
            return
        }
        call.state = "answered"
        while let event = try socket.nextEvent(before: deadline) {
            guard event["Unique-ID"] == uuid || event["Bridge-A-Unique-ID"] == uuid else { continue }
            if settle(event, &call) { return }
        }
        throw timedOut("the second party")
    }

    /// Notes a failure that the switch tells at once, such as a first party that is not registered.
    func glance(_ job: String, _ call: inout OriginatedCall) throws {
        guard let result = try socket.result(ofJob: job, before: Deadline(after: .milliseconds(100))) else { return }
        if !result.hasPrefix("+OK") { fail(result, &call) }
    }

    private func fail(_ result: String, _ call: inout OriginatedCall) {
        let cause = String(result.trimmingBlanks.dropFirst(result.hasPrefix("-ERR ") ? 5 : 0))
        call.cause = cause
        call.outcome = Self.outcome(of: cause)
    }

    /// Whether the event says what became of the second party.
    private func settle(_ event: EventSocketEvent, _ call: inout OriginatedCall) -> Bool {
        switch event.name {
        case "CHANNEL_BRIDGE":
            call.outcome = .answered
            call.state = "bridged"
            call.channel = event["Channel-Name"]
            call.bridgedTo = event["Bridge-B-Unique-ID"] ?? event["Other-Leg-Unique-ID"]
            return true
        case "CHANNEL_EXECUTE":
            // What the dialplan answers itself: hold music, a mailbox, a menu, a room.
            let application = event["Application"] ?? event["variable_current_application"] ?? ""
            let data = event["Application-Data"] ?? event["variable_current_application_data"] ?? ""
            guard Self.answering.contains(application) || (application == "lua" && data.contains("voicemail")) else {
                return false
            }
            call.application = application
            // A mailbox that takes the call after the phone did not is no answer of the second party.
            if let missed = event["variable_originate_disposition"], !missed.isEmpty, missed != "SUCCESS" {
                call.cause = missed
                call.outcome = Self.outcome(of: missed)
            } else {
                call.outcome = .answered
            }
            return true
        case "CHANNEL_HANGUP_COMPLETE":
            let disposition = event["variable_originate_disposition"] ?? event["variable_last_bridge_hangup_cause"]
            // The first party's own leg says SUCCESS, for it was answered.
            let cause = [
                event["variable_last_bridge_hangup_cause"], event["variable_bridge_hangup_cause"], disposition,
                event["Hangup-Cause"],
            ].compactMap { $0 }.first { $0 != "SUCCESS" && !$0.isEmpty } ?? "UNKNOWN"
            call.cause = cause
            call.outcome = Self.outcome(of: cause)
            return true
        default: return false
        }
    }

    private static let answering: Set = [
        "playback", "endless_playback", "voicemail", "conference", "ivr", "callcenter", "park", "echo", "fifo",
        "play_and_get_digits",
    ]

    static func outcome(of cause: String) -> OriginatedCall.Outcome {
        switch cause {
        case "USER_BUSY": .busy
        case "NO_ANSWER", "NO_USER_RESPONSE", "ALLOTTED_TIMEOUT", "PROGRESS_TIMEOUT", "ORIGINATOR_CANCEL": .no_answer
        default: .failed
        }
    }

    private func timedOut(_ party: String) -> PBXError {
        PBXError(
            .timedOut, "call \(uuid)", "it was not known in time whether \(party) answers",
            remedy: "the call goes on; wait longer with --timeout")
    }
}
