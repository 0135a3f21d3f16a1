/// A follow-me list as it is to be, whole.
public struct FollowMeListRequest: Sendable, Equatable {
    public var isEnabled: Bool
    public var members: [FollowMe.Member]
    /// nil: as it is. FusionPBX has it in the members.
    public var ringAloneSeconds: Int?
    /// nil: as it is. FreePBX only.
    public var ringListSeconds: Int?

    /// The fields of a listing that it comes of; the strategy and what follows the list are the PBX's own business.
    static let fields: Set<String> = ["enabled", "members", "ring_alone_seconds", "ring_list_seconds"]

    /// The list that a snapshot says. Throws `.usage` where it says none.
    init(_ object: ConfigurationSnapshot.Object, _ file: String) throws {
        func number(_ cell: Cell?) -> Int? { if case .integer(let number) = cell { number } else { nil } }
        func flag(_ cell: Cell?) -> Bool? { if case .flag(let flag) = cell { flag } else { nil } }
        guard let isEnabled = flag(object["enabled"]), case .list(let cells)? = object["members"] else {
            throw PBXError(.usage, file, "followme \(object.id): enabled and members are not what a list has", remedy: "correct the file")
        }
        self.isEnabled = isEnabled
        ringAloneSeconds = number(object["ring_alone_seconds"])
        ringListSeconds = number(object["ring_list_seconds"])
        members = try cells.map { cell in
            guard case .object(let member) = cell,
                let text = member.entries.first(where: { $0.key == "number" })?.value.plainText, !text.isEmpty
            else { throw PBXError(.usage, file, "followme \(object.id): has a member without a number", remedy: "correct the file") }
            func value(_ key: String) -> Cell? { member.entries.first { $0.key == key }?.value }
            var result = FollowMe.Member(number: text)
            result.isExternal = flag(value("external"))
            result.delaySeconds = number(value("delay_seconds"))
            result.ringSeconds = number(value("ring_seconds"))
            result.asksToConfirm = flag(value("confirm"))
            return result
        }
    }
}
