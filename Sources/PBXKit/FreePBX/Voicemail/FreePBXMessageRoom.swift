/// How many messages a folder of a mailbox can take.
struct FreePBXMessageRoom {
    let reader: FreePBXMailboxReader

    /// Asterisk: `maxmsg` of the mailbox, else of [general], else 100. Above it a phone could not leave another message.
    ///
    /// Throws `.conflict` where there is no room for so many more.
    func check(for coming: Int, in folder: String) throws {
        let file = try reader.system.voicemailFile()
        let own = file.value(reader.context, reader.mailbox).flatMap { line in
            FreePBXMailbox(line: line).options.first { $0.name == "maxmsg" }?.value
        }
        let limit = (own ?? file.value("general", "maxmsg")).flatMap { Int($0) } ?? 100
        let count = try self.count(in: folder)
        guard count + coming <= min(limit, 9999) else {
            throw PBXError(
                .conflict, "folder \(FreePBXVoicemailFolder.shown(folder)) of mailbox \(reader.mailbox)",
                "has room for \(max(0, limit - count)) more messages (maxmsg)", remedy: "delete some first")
        }
    }

    private func count(in folder: String) throws -> Int {
        guard let host = try reader.system.host() else { return try reader.messages().count { $0.folder == folder } }
        let root = try reader.system.mailboxFolder(reader.mailbox, context: reader.context)
        return try FreePBXMessageFolder(folder, below: root, on: host).count
    }
}
