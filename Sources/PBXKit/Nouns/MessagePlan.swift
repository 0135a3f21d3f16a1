/// A plan about messages of a mailbox, with all that were meant: also those that are already as they should be.
public struct MessagePlan: Sendable, Equatable {
    public struct Subject: Sendable, Equatable {
        public var before: VoicemailMessage
        /// As it should become; nil where it is to be deleted.
        public var after: VoicemailMessage?
        /// Whether the plan changes it.
        public var isChanged: Bool
    }

    public var plan: Plan
    public var subjects: [Subject] = []

    init(_ plan: Plan) { self.plan = plan }

    /// A plan that was made earlier, with the messages that it changes as they are now. What they should become is not
    /// known before they are read again.
    public init(_ plan: Plan, about messages: [VoicemailMessage]) {
        self.plan = plan
        subjects = messages.map { Subject(before: $0, after: nil, isChanged: true) }
    }

    public var before: [VoicemailMessage] { subjects.map(\.before) }

    /// As they should become.
    public var expected: [VoicemailMessage] { subjects.compactMap(\.after) }

    /// What became of them. `changed` are those that the plan changes, as they are now (`Voicemail.messages(of:)`).
    public func after(_ changed: [VoicemailMessage?]) -> [VoicemailMessage] {
        var changed = changed[...]
        return subjects.compactMap { $0.isChanged ? changed.popFirst() ?? nil : $0.before }
    }
}
