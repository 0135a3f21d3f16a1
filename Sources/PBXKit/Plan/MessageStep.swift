/// A voicemail message kept in files: it goes to another folder of its mailbox, or away.
///
/// Asterisk numbers messages anew whenever one goes, so a message is known by what its text file says, not by its name.
public struct MessageStep: Sendable, Equatable, Decodable {
    public var mailbox: String
    /// Asterisk's context of the mailbox: `default`.
    public var context: String
    /// As listings show it.
    public var id: String
    /// Asterisk's own identifier; nil where the message has none.
    public var messageID: String?
    /// What else tells it from others and never changes: `origtime`, `callerid`, …. Empty where its file cannot be read.
    public var marks: [String: String]
    /// How many that cannot be told from it (copies) were in its folder and stay there.
    public var copies: Int
    /// Asterisk's name of the folder it is in: `INBOX`.
    public var before: String
    /// Names of its files there when the plan was made.
    public var files: [String]
    /// The folder it goes to. nil: it is deleted.
    public var after: String?

    private enum CodingKeys: String, CodingKey {
        case mailbox, context, id, marks, copies, before, files, after
        case messageID = "message_id"
    }
}

extension MessageStep: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("mailbox", mailbox)
            $0.field("context", context)
            $0.field("id", id)
            $0.field("message_id", ifPresent: messageID)
            $0.field("marks", marks)
            $0.field("copies", copies)
            $0.field("before", before)
            $0.field("files", files)
            $0.field("after", ifPresent: after)
        }
    }

    /// From `after` back to `before`; nil for a message that is gone for good.
    var inverse: MessageStep? {
        guard let after else { return nil }
        var inverse = self
        (inverse.before, inverse.after) = (after, before)
        (inverse.files, inverse.copies) = ([], 0)
        return inverse
    }

    /// The message itself, wherever it is.
    var subject: String { "message \(mailbox)@\(context) \(messageID ?? id)" }
}
