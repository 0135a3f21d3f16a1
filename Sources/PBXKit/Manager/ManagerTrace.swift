/// What `--trace` shows of a manager connection: one line per message, without anything that could be a secret.
enum ManagerTrace {
    /// Lines whose values are shown. All others are hidden: passwords stand in Secret and Key, but mailbox PINs also in
    /// UpdateConfig's values and in AstDB.
    private static let shown: Set<String> = [
        "family", "filename", "category", "srcfilename", "dstfilename", "reload", "module", "channel", "exten",
        "context", "priority", "timeout", "async", "application", "mailbox", "folder", "id", "queue", "interface",
        "endpoint", "username", "authtype", "events",
    ]

    static func sent(_ action: ManagerAction) -> String {
        let lines = action.headers.map { header in "\(header.name)=\(isShown(header, of: action) ? header.value : "…")" }
        return "> " + ([action.name] + lines).joined(separator: " ")
    }

    private static func isShown(_ header: ManagerMessage.Header, of action: ManagerAction) -> Bool {
        let name = header.name.lowercased()
        // `Key` is AstDB's key in the database actions, and the answer to the challenge in Login.
        if name == "key" { return action.name.lowercased() != "login" }
        if name == "command" { return !header.value.lowercased().hasPrefix("database put") }
        return shown.contains(name) || ["action-", "cat-", "var-"].contains { name.hasPrefix($0) }
    }

    static func received(_ outcome: ManagerSession.Outcome) -> String {
        switch outcome {
        case .greeted(let version): "< Asterisk Call Manager \(version)"
        case .completed(_, let reply): received(reply)
        case .event(let event): "< event \(event.event ?? "?")"
        }
    }

    private static func received(_ reply: ManagerReply) -> String {
        let list = reply.answer["EventList"] == nil ? "" : " and \(reply.items.count) events"
        return "< \(reply.answer.response ?? "?")\(list)\(reply.answer.text.map { ": \($0)" } ?? "")"
    }
}
