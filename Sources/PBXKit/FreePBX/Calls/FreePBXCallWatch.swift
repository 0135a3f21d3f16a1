/// What became of a call that was placed, from the manager's events about it.
///
/// `OriginateResponse` speaks of the first phone only. What became of the destination is in the dialling after it, of
/// which there can be several, one for each device or outside number.
struct FreePBXCallWatch {
    struct Result: Equatable {
        var outcome: OriginatedCall.Outcome
        /// Asterisk's word: `BUSY`, or the number of the hang-up's cause.
        var cause: String?
    }

    let callID: String
    let channel: String
    let destination: String

    /// Set once it is decided.
    private(set) var result: Result?
    private var hasSourceAnswered = false
    /// Phones rung before the first party answered: what becomes of them says nothing about the destination.
    private var early: Set<String> = []
    private var ringing: Set<String> = []
    /// The most telling one so far.
    private var lastStatus: String?
    private var hangupCause: String?

    init(callID: String, channel: String, destination: String) {
        self.callID = callID
        self.channel = channel
        self.destination = destination
    }

    /// What is known although the call goes on: the destination did not answer, and something else (a mailbox) did.
    var resultSoFar: Result? {
        guard hasSourceAnswered, ringing.isEmpty, let lastStatus else { return nil }
        return Self.result(ofStatus: lastStatus)
    }

    mutating func take(_ event: ManagerMessage) {
        switch event.event {
        case "OriginateResponse": answered(event)
        case "DialBegin" where concerns(event): begin(event["DestUniqueid"] ?? "")
        case "DialEnd" where concerns(event): end(event)
        case "Hangup" where concerns(event): hungUp(event)
        default: break
        }
    }

    private func concerns(_ event: ManagerMessage) -> Bool {
        event["Linkedid"] == callID || event["DestLinkedid"] == callID || event["Uniqueid"] == callID
    }

    private mutating func answered(_ event: ManagerMessage) {
        let isOurs = event["Uniqueid"] == callID
            || (event["Channel"]?.hasPrefix(channel) == true && event["Exten"] == destination)
        guard isOurs else { return }
        if event["Response"]?.lowercased() == "success" {
            hasSourceAnswered = true
            // Music is there at once.
            if destination == FreePBXCalls.holdMusic { result = Result(outcome: .answered, cause: nil) }
        } else if hangupCause == nil, !early.isEmpty {
            // Its phone rang until the time was up, and nothing has been hung up yet.
            result = Result(outcome: .no_answer, cause: nil)
        } else {
            // Its own reason is 0 even for busy; the hang-up before it said why.
            result = Self.result(ofCause: hangupCause ?? "")
        }
    }

    private mutating func begin(_ id: String) {
        if hasSourceAnswered { ringing.insert(id) } else { early.insert(id) }
    }

    private mutating func end(_ event: ManagerMessage) {
        let id = event["DestUniqueid"] ?? ""
        ringing.remove(id)
        guard hasSourceAnswered, !early.contains(id), let status = event["DialStatus"] else { return }
        if status == "ANSWER" {
            result = Result(outcome: .answered, cause: status)
        } else if Self.weight(status) >= lastStatus.map(Self.weight) ?? 0 {
            lastStatus = status
        }
    }

    /// With several phones the one that rang says more than the one that could not be reached.
    private static func weight(_ status: String) -> Int {
        switch status {
        case "BUSY": 3
        case "NOANSWER": 2
        case "CANCEL": 1
        default: 0
        }
    }

    private mutating func hungUp(_ event: ManagerMessage) {
        // The first phone's own words say more than the channel's that waited for it.
        let cause = event["Cause"] ?? ""
        if !cause.isEmpty, cause != "0", hangupCause == nil || event["Uniqueid"] != callID { hangupCause = cause }
        guard hasSourceAnswered, event["Uniqueid"] == callID, result == nil else { return }
        result = lastStatus.map(Self.result(ofStatus:)) ?? Self.result(ofCause: cause)
    }

    private static func result(ofStatus status: String) -> Result {
        switch status {
        case "ANSWER": Result(outcome: .answered, cause: status)
        case "BUSY": Result(outcome: .busy, cause: status)
        case "NOANSWER", "CANCEL": Result(outcome: .no_answer, cause: status)
        default: Result(outcome: .failed, cause: status)
        }
    }

    /// ITU-T Q.850: 16 normal clearing, 17 busy, 18 and 19 no answer.
    private static func result(ofCause cause: String) -> Result {
        switch cause {
        case "17": Result(outcome: .busy, cause: cause)
        case "16", "18", "19": Result(outcome: .no_answer, cause: cause)
        default: Result(outcome: .failed, cause: cause.isEmpty ? nil : cause)
        }
    }
}
