/// Voicemail messages.
public protocol Voicemail {
    /// Lends the messages of a mailbox to `body`, oldest first within new, then old, then other folders.
    /// Throws `.notFound` where there is no such extension or mailbox.
    func forEachMessage(of mailbox: String, _ options: ReadOptions, _ body: (VoicemailMessage) throws -> Void) throws

    /// Lends every mailbox of the PBX, or of the domain.
    func forEachBox(_ options: ReadOptions, _ body: (VoicemailBox) throws -> Void) throws
    /// Lends the sound of a message in pieces. Throws `.notFound`.
    func download(_ id: String, of mailbox: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws
    /// Deletes messages. Which are meant is settled now: one that comes in later is not among them. Throws `.notFound` for
    /// an id that is not there.
    func planDelete(_ selection: MessageSelection, of mailbox: String) throws -> MessagePlan
    /// Moves messages to another folder (`new`, `old`, `urgent`, or one by its own name).
    func planMove(_ selection: MessageSelection, of mailbox: String, to folder: String) throws -> MessagePlan
    /// Marks messages as read or unread.
    func planMark(_ selection: MessageSelection, of mailbox: String, read: Bool) throws -> MessagePlan
    /// The messages that a plan changes, as they are now, in the plan's order; nil for one that is not there.
    func messages(of plan: Plan) throws -> [VoicemailMessage?]
}
