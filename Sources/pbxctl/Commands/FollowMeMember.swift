import PBXKit

/// A number of a follow-me list as a record of its own.
struct FollowMeMember: Record {
    let member: FollowMe.Member

    init(_ member: FollowMe.Member) { self.member = member }

    static let nameField = "number"
    static let tableFields = fieldNames
    static let fields: [RecordField<FollowMeMember>] = [
        .text("number") { $0.member.number },
        .flag("external") { $0.member.isExternal },
        .number("delay_seconds") { $0.member.delaySeconds },
        .number("ring_seconds") { $0.member.ringSeconds },
        .flag("confirm") { $0.member.asksToConfirm },
    ]
}
