/// A message with where it lies in its mailbox.
struct FreePBXStoredMessage {
    var message: VoicemailMessage
    /// Asterisk's name of the folder: `INBOX`.
    var folder: String
    /// `msg0000`; nil where only the manager told of it.
    var stem: String?
    /// Unix time.
    var received: Int64?
    /// Asterisk's own identifier, the same wherever the message is moved. Older releases gave none.
    var messageID: String?
    /// What its text file says; nil where only the manager told of it.
    var details: FreePBXMessageFile?

    /// `INBOX/msg0000`, which another message may have a moment later.
    var place: String { "\(folder)/\(stem ?? "")" }

    /// Whether it answers to what a person wrote: the identifier, `INBOX/msg0000` or FreePBX's `INBOX_msg0000`.
    func isNamed(_ text: String) -> Bool {
        if text == messageID || text == message.id { return true }
        guard let stem else { return false }
        return text == "\(folder)/\(stem)" || text == "\(folder)_\(stem)"
    }

    /// As listings show it once it is in a folder.
    func message(in folder: String) -> VoicemailMessage {
        var message = message
        message.folder = FreePBXVoicemailFolder.shown(folder)
        message.isRead = !FreePBXVoicemailFolder.isUnread(folder)
        return message
    }
}
