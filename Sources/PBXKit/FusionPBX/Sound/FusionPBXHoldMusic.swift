/// Music on hold by the name of its class.
///
/// FusionPBX: `local_stream://NAME` for a global class, `local_stream://DOMAIN/NAME` for one of the domain.
struct FusionPBXHoldMusic {
    let connection: FusionPBXConnection
    private static let scheme = "local_stream://"

    /// What FusionPBX's own lists offer. `shell_stream://` is not among them: it starts a program on the switch's host.
    private static let schemes = ["local_stream://", "tone_stream://", "file_string://", "http://", "https://", "shout://"]

    /// Whether it is a file or comes from one of the known schemes, each part of a list by itself.
    static func isSound(_ text: String) -> Bool {
        text.split(separator: "!").allSatisfy { part in
            let rest = schemes.reduce(String(part)) { rest, scheme in rest.hasPrefix(scheme) ? String(rest.dropFirst(scheme.count)) : rest }
            return !rest.contains("://")
        }
    }

    /// The class's name in a stored value.
    static func name(_ stored: String) -> String {
        guard stored.hasPrefix(scheme) else { return stored }
        return stored.split(separator: "/").last.map(String.init) ?? stored
    }

    /// The value to store; nil for `default`, which is what an absent value means. Throws `.notFound`.
    func stored(_ name: String, in domain: Domain) throws -> String? {
        let name = try FusionPBXXML.value(name, "music on hold class")
        if name.isEmpty || name == "default" { return nil }
        if name.contains("://") {
            guard Self.isSound(name) else {
                throw PBXError(
                    .usage, "music on hold '\(FusionPBXValues.shown(name))'", "is none that the switch plays without running something",
                    remedy: "name a class, or one of \(Self.schemes.joined(separator: ", "))")
            }
            return name
        }
        guard try connection.has("music_on_hold_name", in: "v_music_on_hold") else { return Self.scheme + name }
        let rows = try connection.rows(
            "v_music_on_hold", where: "domain_uuid IS NULL OR domain_uuid = \(domain.uuid) ORDER BY music_on_hold_name")
        guard let row = rows.first(where: { $0["music_on_hold_name"] == name }) else {
            let names = FusionPBXCacheKeys.distinct(rows.compactMap { $0["music_on_hold_name"] })
            throw PBXError(
                .notFound, "music on hold class \(name)", "does not exist",
                remedy: "classes: \(names.joined(separator: ", "))")
        }
        return Self.scheme + (row.filled("domain_uuid") == nil ? name : "\(domain.name)/\(name)")
    }
}
