/// A whole follow-me list as it is to be.
public struct FollowMeListRequest: Sendable, Equatable {
    public var isEnabled: Bool
    public var members: [FollowMe.Member]
    /// nil: as it is. FusionPBX has it in the members.
    public var ringAloneSeconds: Int?
    /// nil: as it is. FreePBX only.
    public var ringListSeconds: Int?
    /// In FreePBX's words; nil: as it is. On a FusionPBX it is the domain's.
    public var strategy: String?
    /// Where calls go that nobody answers; nil: as it is. FreePBX only.
    public var noAnswerTarget: TargetRequest?

    /// The fields of a listing that it comes of; the rest is the PBX's own business.
    static func fields(_ kind: PBXKind) -> Set<String> {
        let common: Set<String> = ["enabled", "members", "ring_alone_seconds"]
        return kind == .freepbx ? common.union(["ring_list_seconds", "strategy", "no_answer_target"]) : common
    }

    /// The list that a snapshot says. Throws `.usage` where it says none.
    init(_ object: ConfigurationSnapshot.Object, _ file: String, decoded: (String) -> Target?) throws {
        func refuse(_ why: String, _ remedy: String? = nil) -> PBXError {
            PBXError(.usage, file, "followme \(object.id): \(why)", remedy: remedy ?? "correct the file")
        }
        func number(_ cell: Cell?, _ name: String) throws -> Int? {
            switch cell {
            case .integer(let number): return number
            case nil, .null: return nil
            default: throw refuse("\(name) is not a whole number")
            }
        }
        func flag(_ cell: Cell?, _ name: String) throws -> Bool? {
            switch cell {
            case .flag(let flag): return flag
            case nil, .null: return nil
            default: throw refuse("\(name) is neither true nor false")
            }
        }
        guard let isEnabled = try flag(object["enabled"], "enabled"), case .list(let cells)? = object["members"] else {
            throw refuse("enabled and members are not what a list has")
        }
        self.isEnabled = isEnabled
        ringAloneSeconds = try number(object["ring_alone_seconds"], "ring_alone_seconds")
        ringListSeconds = try number(object["ring_list_seconds"], "ring_list_seconds")
        strategy = object["strategy"].map(\.plainText).flatMap(\.nonEmpty)
        do {
            let target = ImportValue(cell: object["no_answer_target"] ?? .null)
            noAnswerTarget = target.isEmpty ? nil : try target.target(decoded: decoded)
        } catch {
            throw refuse("no_answer_target \(error.why)", error.remedy)
        }
        members = try cells.map { cell in
            guard case .object(let member) = cell,
                let text = member.entries.first(where: { $0.key == "number" })?.value.plainText, !text.isEmpty
            else { throw refuse("has a member without a number") }
            func value(_ key: String) -> Cell? { member.entries.first { $0.key == key }?.value }
            var result = FollowMe.Member(number: text)
            result.isExternal = try flag(value("external"), "external")
            result.delaySeconds = try number(value("delay_seconds"), "delay_seconds")
            result.ringSeconds = try number(value("ring_seconds"), "ring_seconds")
            result.asksToConfirm = try flag(value("confirm"), "confirm")
            return result
        }
    }
}
