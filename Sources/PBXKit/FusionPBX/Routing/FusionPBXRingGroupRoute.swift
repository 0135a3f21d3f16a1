/// The dialplan of a ring group, as FusionPBX's form writes it.
///
/// FusionPBX: `app/ring_groups/ring_group_edit.php`. `continue` is really empty.
struct FusionPBXRingGroupRoute {
    var name: String
    var number: String
    var uuid: String
    var group: String
    /// Setting ring_group/ring_ready, from 5.4 on.
    var ringsReady = true
    /// From 5.5.7 on.
    var setsStereo = true

    /// `v_dialplans.dialplan_xml` without a final line break: FusionPBX's writer trims every value.
    var xml: String {
        var actions: [(String, String)] = []
        if ringsReady { actions.append(("ring_ready", "")) }
        actions.append(("set", "ring_group_uuid=\(group)"))
        if setsStereo { actions.append(("set", "record_stereo=true")) }
        actions.append(("lua", "app.lua ring_groups"))
        let lines = actions.map { FusionPBXRoute.line(FusionPBXRoute.Setting(application: $0.0, data: $0.1, inline: nil)) }
        return (
            [head, "\t<condition field=\"destination_number\" expression=\"^\(FusionPBXXML.attribute(expression))$\">"] + lines
                + ["\t</condition>", "</extension>"]
        ).joined(separator: "\n")
    }

    private var head: String {
        "<extension name=\"\(FusionPBXXML.attribute(name))\" continue=\"\" uuid=\"\(uuid)\">"
    }

    /// The number with what a regular expression would take for something else escaped.
    private var expression: String {
        number.map { "*+.$^?()[]{}|\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    /// The XML that a stored one becomes under another name; nil where its first line was edited by hand.
    func renamed(_ stored: String, to new: String) -> String? {
        var other = self
        other.name = new
        if stored.trimmingBlanks == xml { return other.xml }
        let parts = stored.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts[0].trimmingBlanks == head else { return nil }
        return "\(other.head)\n\(parts[1])"
    }
}
