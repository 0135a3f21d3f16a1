/// Where FreeSWITCH keeps files of a FusionPBX.
///
/// FusionPBX: `<switch.voicemail.dir>/default/<domain>/<mailbox>`, the `default` taken literally.
struct FusionPBXStorage {
    let connection: FusionPBXConnection

    /// The folder of a mailbox on the PBX host, nil where it is not known. The folder need not exist.
    func folder(of mailbox: String, in domain: Domain) throws -> String? {
        let root = try root(of: domain)
        guard root.hasPrefix("/"), FusionPBXCommand.isWord(domain.name), FusionPBXCommand.isWord(mailbox),
            ![".", ".."].contains(mailbox), ![".", ".."].contains(domain.name)
        else { return nil }
        return "\(root)/default/\(domain.name)/\(mailbox)"
    }

    /// The folder of all mailboxes: the profile's, else the PBX's own.
    func root(of domain: Domain) throws -> String {
        try connection.profile.paths[.switchVoicemail]?.value
            ?? connection.profile.paths[.switchStorage].map { "\($0.value)/voicemail" }
            ?? connection.settings(of: domain).voicemailDirectory
    }

    /// Whether the mailboxes' folders are on this host. A domain's own appears with its first message.
    func isHere(_ domain: Domain) throws -> Bool {
        guard let folder = try folder(of: "0", in: domain) else { return false }
        let root = folder.split(separator: "/").dropLast(3).joined(separator: "/")
        return try connection.host.status(of: "/\(root)") != nil
    }
}
