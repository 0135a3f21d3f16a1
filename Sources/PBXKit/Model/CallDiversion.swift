/// Where calls of an extension go instead of its phone, or besides it: do-not-disturb, forwards, the follow-me list.
///
/// What is said holds as it is said: nothing of it is switched off because of something else in it. What is not said gives
/// way, where the PBX has it so.
public struct CallDiversion: Sendable, Equatable {
    /// What is to become of a follow-me list.
    public enum List: Sendable, Equatable {
        /// There is to be none.
        case none
        case replaced(FollowMeListRequest)
        /// The list stays, and is on or off.
        case switched(Bool)
    }

    /// nil: as it is.
    public var doNotDisturb: Bool?
    /// The kinds that are not in it stay as they are.
    public var forwards: [CallForward.Kind: Change<String>] = [:]
    /// nil: as it is; a new extension gets what it would get anyway.
    public var followMe: List?

    public init() {}
}
