/// What both stores hold about one extension's follow-me.
///
/// AstDB is what the dialplan reads; FreePBX copies list, times and confirmation from there into its row, and all else
/// from the row into AstDB at each reload. FreePBX: `Findmefollow.class.php` get.
struct FreePBXFollowMeState {
    static let keys = ["ddial", "grplist", "prering", "grptime", "strategy", "postdest", "grpconf", "grppre", "dring", "ringing", "changecid", "fixedcid"]

    var number: String
    var row: Row?
    /// Keys below `AMPUSER/<number>/followme/` that are there.
    var live: [String: String]
    /// The extension's own phones.
    var devices: [String]

    /// Of an extension that is being made.
    init(ofNew number: String) {
        self.number = number
        live = [:]
        devices = [number]
    }

    init(of number: String, in system: FreePBXSystem) throws {
        self.number = number
        row = try FreePBXFollowMe(system: system, number: number).row()
        let paths = Self.keys.map { AstDBPath(family: "AMPUSER", key: "\(number)/followme/\($0)") }
            + [AstDBPath(family: "AMPUSER", key: "\(number)/device")]
        let values = try system.astDB().values(of: paths)
        live = Dictionary(zip(Self.keys, values).compactMap { key, value in value.map { (key, $0) } }, uniquingKeysWith: { $1 })
        let stored = (values.last ?? nil)?.split(separator: "&").map(String.init) ?? []
        devices = stored.isEmpty ? [number] : stored
    }

    /// A missing key means off at call time.
    var isOn: Bool { live["ddial"] == "DIRECT" }

    var list: FreePBXFollowMeList? { (filled("grplist") ?? row?.filled("grplist")).map { FreePBXFollowMeList(stored: $0) } }
    var ringAlone: Int? { filled("prering").flatMap { Int($0) } ?? row?.number("pre_ring") }
    var ringList: Int? { filled("grptime").flatMap { Int($0) } ?? row?.number("grptime") }
    var strategy: String? { row?.filled("strategy") ?? filled("strategy") }
    var destination: String? { row?.filled("postdest") ?? filled("postdest") }
    var asksToConfirm: Bool? {
        filled("grpconf").map { $0 == "ENABLED" } ?? row.map { $0["needsconf"] == "CHECKED" }
    }

    private func filled(_ key: String) -> String? { live[key].flatMap { $0.isEmpty ? nil : $0 } }

    /// What AstDB lacks of an existing row, as FreePBX's next reload would write it.
    var missing: [(key: String, value: String)] {
        guard let row else { return [] }
        let wanted: [(String, String?)] = [
            ("strategy", row["strategy"]), ("prering", row["pre_ring"]), ("grptime", row["grptime"]), ("grplist", row["grplist"]),
            ("grppre", row["grppre"]), ("dring", row["dring"]), ("postdest", row["postdest"]), ("ringing", row["ringing"]),
            ("grpconf", row["needsconf"] == "CHECKED" ? "ENABLED" : "DISABLED"), ("changecid", "default"), ("fixedcid", ""),
        ]
        return wanted.compactMap { key, value in live[key] == nil ? (key, value ?? "") : nil }
    }
}
