/// A write that was planned or made earlier: saved plans and entries of the journal.
public protocol PastWrite: Sendable {
    /// The profile it was made with.
    var profile: String { get }
    /// Which PBX: its kind and where its database is.
    var pbx: String { get }
    /// FusionPBX: the domain it is about.
    var domain: String? { get }
    var plan: Plan { get }
}

extension PastWrite {
    /// Throws `.usage` where a profile leads to another PBX.
    public func check(_ profile: Profile) throws {
        guard pbx != profile.pbxIdentity else { return }
        throw PBXError(
            .usage, "\(plan.noun) \(plan.id)", "is about \(pbx), but profile \(profile.name) leads to \(profile.pbxIdentity)",
            remedy: "name its profile with --profile (it was \(self.profile))")
    }
}
