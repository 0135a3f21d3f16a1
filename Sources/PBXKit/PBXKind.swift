/// The kinds of phone system that pbxctl speaks to.
public enum PBXKind: String, Sendable, CaseIterable, Codable {
    case freepbx
    case fusionpbx

    /// The product's own spelling.
    public var title: String {
        switch self {
        case .freepbx: "FreePBX"
        case .fusionpbx: "FusionPBX"
        }
    }
}
