/// Voicemail messages.
public protocol Voicemail {
    /// Lends the messages of a mailbox to `body`, oldest first within new, then old, then other folders.
    /// Throws `.notFound` where there is no such extension or mailbox.
    func forEachMessage(of mailbox: String, _ options: ReadOptions, _ body: (VoicemailMessage) throws -> Void) throws

    /// Lends every mailbox of the PBX, or of the domain.
    func forEachBox(_ options: ReadOptions, _ body: (VoicemailBox) throws -> Void) throws
    /// Lends the sound of a message in pieces. Throws `.notFound`.
    func download(_ id: String, of mailbox: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws
    /// Deletes messages; those that were meant. With `dryRun` nothing is changed. Throws `.notFound` for an id that is
    /// not there, and then deletes none.
    func delete(_ selection: MessageSelection, of mailbox: String, dryRun: Bool) throws -> [VoicemailMessage]
    /// What deleting these messages leaves behind and cannot be helped from here; nil where nothing.
    func remainder(of messages: [VoicemailMessage], in mailbox: String) throws -> String?
    /// Moves messages to another folder (`new`, `old`, `urgent`, or one by its own name).
    func move(_ selection: MessageSelection, of mailbox: String, to folder: String, dryRun: Bool) throws -> [VoicemailMessage]
    /// Marks messages as read or unread.
    func mark(_ selection: MessageSelection, of mailbox: String, read: Bool, dryRun: Bool) throws -> [VoicemailMessage]
}

extension Voicemail {
    public func remainder(of messages: [VoicemailMessage], in mailbox: String) throws -> String? { nil }
}
