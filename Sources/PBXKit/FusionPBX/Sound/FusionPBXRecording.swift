/// Which calls of an extension are recorded, in FusionPBX's one word for all four directions.
///
/// FusionPBX: `v_extensions.user_record` is empty, `local`, `inbound`, `outbound` or `all`. It cannot tell internal calls
/// in from internal calls out, nor "never" from "not by this extension".
struct FusionPBXRecording: Equatable {
    var internalIn = Extension.Recording.dontcare
    var internalOut = Extension.Recording.dontcare
    var externalIn = Extension.Recording.dontcare
    var externalOut = Extension.Recording.dontcare

    init(userRecord: String?) {
        let isAll = userRecord == "all"
        if isAll || userRecord == "local" {
            internalIn = .always
            internalOut = .always
        }
        if isAll || userRecord == "inbound" { externalIn = .always }
        if isAll || userRecord == "outbound" { externalOut = .always }
    }

    /// What a change makes of it. What is cleared goes back to the documented default.
    func changed(by change: ExtensionChange) -> FusionPBXRecording {
        var result = self
        func apply(_ change: Change<Extension.Recording>, to value: inout Extension.Recording) {
            switch change {
            case .keep: break
            case .clear: value = .dontcare
            case .set(let new): value = new
            }
        }
        apply(change.recordInternalIn, to: &result.internalIn)
        apply(change.recordInternalOut, to: &result.internalOut)
        apply(change.recordExternalIn, to: &result.externalIn)
        apply(change.recordExternalOut, to: &result.externalOut)
        return result
    }

    var mentionsNever: Bool { [internalIn, internalOut, externalIn, externalOut].contains(.never) }

    /// The word to store; nil for none. Throws `.notOffered` for a mixture that has no word.
    func userRecord() throws -> String? {
        let always = [internalIn, internalOut, externalIn, externalOut].map { $0 == .always }
        let word: String? =
            switch always {
            case [false, false, false, false]: nil
            case [true, true, true, true]: "all"
            case [true, true, false, false]: "local"
            case [false, false, true, false]: "inbound"
            case [false, false, false, true]: "outbound"
            default: "?"
            }
        if word == "?" || (word != nil && mentionsNever) {
            throw PBXError.notOffered(
                "this mixture of recorded directions", by: .fusionpbx,
                nearest: "record everything, all internal, all inbound or all outbound calls, and leave the rest at dontcare")
        }
        return word
    }
}
