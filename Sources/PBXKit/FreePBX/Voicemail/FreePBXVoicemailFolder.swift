/// Asterisk's folders of a mailbox, and what pbxctl calls them.
enum FreePBXVoicemailFolder {
    /// app_voicemail.c, `mailbox_folders`: it knows these and no others.
    static let all = [
        "INBOX", "Urgent", "Old", "Work", "Family", "Friends", "Cust1", "Cust2", "Cust3", "Cust4", "Cust5", "Deleted",
    ]

    /// Messages in these have not been heard.
    static func isUnread(_ folder: String) -> Bool { folder == "INBOX" || folder == "Urgent" }

    static func shown(_ folder: String) -> String {
        switch folder {
        case "INBOX": "new"
        case "Urgent": "urgent"
        case "Old": "old"
        default: folder
        }
    }

    /// The folder that a person means. Throws `.usage`.
    static func named(_ text: String) throws -> String {
        let word = text.lowercased()
        guard let folder = all.first(where: { shown($0).lowercased() == word || $0.lowercased() == word }) else {
            throw PBXError(
                .usage, "folder '\(FreePBXInput.shown(text))'", "is none of a mailbox's folders",
                remedy: "write one of \(all.map(shown).joined(separator: ", "))")
        }
        return folder
    }
}
