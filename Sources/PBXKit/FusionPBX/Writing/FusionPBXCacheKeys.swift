/// The keys under which FreeSWITCH keeps what FusionPBX's scripts made of the database, in every spelling.
///
/// FusionPBX: `app/switch/resources/scripts/app/xml_handler`.
enum FusionPBXCacheKeys {
    /// One extension's directory entry. It is stored under the number as looked up; the web interface deletes it under
    /// the context, which is the domain's name unless somebody changed it.
    static func directory(number: String, alias: String?, context: String?, in domain: Domain) -> [String] {
        let numbers = distinct([number, alias].compactMap { $0?.nonEmpty })
        let places = distinct([domain.name, context].compactMap { $0?.nonEmpty })
        return places.flatMap { place in numbers.map { "directory:\($0)@\(place)" } }
    }

    static func directory(_ row: Row, in domain: Domain) -> [String] {
        directory(
            number: row["extension"] ?? "", alias: row.filled("number_alias"), context: row.filled("user_context"),
            in: domain)
    }

    /// The members of the domain's call groups.
    static func groups(of domain: Domain) -> String { "directory:groups:\(domain.name)" }

    /// Which mailbox a number's message lamp is about.
    ///
    /// FusionPBX: `app/voicemail/resources/scripts/mwi_subscribe.lua`.
    static func mailbox(_ id: String, in domain: Domain) -> String { "voicemail_uuid:\(id)@\(domain.name)" }

    /// An inbound number's dialplan as dialled in any way, the whole context's (all that there is in `multiple` mode), and
    /// whether the number was taken for one of our own when somebody of these domains dialled it.
    static func inbound(_ spellings: [String], context: String, domains: [Domain]) -> [String] {
        ["dialplan:\(context)"] + spellings.map { "dialplan:\(context):\($0)" }
            + domains.flatMap { domain in spellings.map { "app:dialplan:outbound:is_local:\($0)@\(domain.name)" } }
    }

    static func distinct(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
