import PBXKit

/// `pbxctl announcement …`
enum AnnouncementCommands {
    private static let nearest = "recordings (`pbxctl recording list`)"

    static let noun: Noun = .init(
        name: "announcement", aliases: ["announcements"], summary: "Announcements that calls pass through.",
        commands: [
            ListingCommands.list(
                "announcement", "List announcements.", Announcement.self,
                example: .init("Where each leads", "pbxctl announcement list --fields name,target"), offeredBy: [.freepbx],
                nearest: nearest, mirrors: ["R8"]
            ) { $0.announcements },
            ListingCommands.show(
                "announcement", "Show one announcement.", Announcement.self,
                example: .init("By its number", "pbxctl announcement show 1"), offeredBy: [.freepbx], nearest: nearest
            ) { $0.announcements },
        ])
}
