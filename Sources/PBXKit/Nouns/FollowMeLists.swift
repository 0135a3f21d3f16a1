/// Follow-me lists of extensions.
public protocol FollowMeLists {
    /// Lends the follow-me of every extension that ever had one to `body`, in the natural order of their numbers.
    func forEach(_ options: ReadOptions, _ body: (FollowMe) throws -> Void) throws
    /// An extension's follow-me; one that never had any is an empty, disabled one. Throws `.notFound` for an unknown
    /// extension.
    func find(_ number: String, _ options: ReadOptions) throws -> FollowMe
    /// Throws `.notFound`; `.conflict` where the number is in the list already, or is to be removed and is not.
    func plan(_ number: String, _ action: FollowMeAction) throws -> Plan
}
