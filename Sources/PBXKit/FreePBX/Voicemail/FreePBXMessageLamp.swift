import Glibc

/// The lamp of a mailbox: what Asterisk tells the phones that watch it.
struct FreePBXMessageLamp {
    let reader: FreePBXMailboxReader

    private var system: FreePBXSystem { reader.system }
    private var name: String { "\(reader.mailbox)@\(reader.context)" }

    /// Asterisk reads the mailbox anew and tells the phones, if there are any.
    func refresh() throws {
        try system.manager().perform(
            ManagerAction("VoicemailRefresh", ["Context": reader.context, "Mailbox": reader.mailbox]))
    }

    /// After files were changed: sees to it that the lamp is right for a phone that registers only later, too.
    ///
    /// VoicemailRefresh passes over a mailbox that no phone watches, and Asterisk would give the next one that does what
    /// it knew before. Reading a changed voicemail.conf makes it count every mailbox.
    func settle(on host: any Host) throws {
        try refresh()
        // The refresh is carried out behind the answer.
        for pause: UInt32 in [0, 20_000, 80_000, 200_000] {
            usleep(pause)
            if try isRight() { return }
        }
        let file = "\(try system.etcDirectory())/\(FreePBXVoicemailFile.name)"
        let touched = try host.run(HostCommand("touch", ["-c", "--", file]), deadline: Deadline(after: .seconds(10)))
        guard touched.hasSucceeded else { return }
        try system.manager().perform(ManagerAction("Reload", ["Module": "app_voicemail.so"]), silence: .seconds(120))
    }

    private func isRight() throws -> Bool {
        let manager = try system.manager()
        let answers = try manager.answers(to: [
            ManagerAction("Getvar", ["Variable": "DEVICE_STATE(MWI:\(name))"]), ManagerAction("MailboxCount", ["Mailbox": name]),
        ])
        guard answers.count == 2, answers.allSatisfy(\.isSuccess) else { return true }
        let waiting = ["UrgMessages", "NewMessages"].compactMap { answers[1][$0].flatMap { Int($0) } }.reduce(0, +)
        return (answers[0]["Value"] == "INUSE") == (waiting > 0)
    }
}
