/// The phone system that a profile leads to. Nothing is connected yet.
///
/// Throws `.notOffered` where the scope asks for what this kind of PBX does not have.
public func openPhoneSystem(_ profile: Profile, _ scope: Scope) throws -> any PhoneSystem {
    switch profile.kind {
    case .freepbx: try FreePBXSystem(profile: profile, scope: scope)
    case .fusionpbx: try FusionPBXSystem(profile: profile, scope: scope)
    }
}
