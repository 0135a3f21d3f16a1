/// The dialplan of an inbound number, as FusionPBX's destination form writes it.
///
/// FusionPBX: `app/destinations/destination_edit.php`. The switch executes `v_dialplans.dialplan_xml` and nothing else;
/// `v_dialplan_details` is what the Dialplan Manager shows, and what it makes new XML from.
struct FusionPBXRoute: Equatable {
    /// An action before the one that takes the call, with the `inline` FusionPBX gives it; nil for none.
    struct Setting: Equatable {
        var application: String
        var data: String
        var inline: String?
    }

    var name: String
    var uuid: String
    /// What is matched: `destination_number`, unless the setting dialplan/destination says otherwise.
    var field: String
    var expression: String
    var domain: Domain
    var callerIDPrefix: String?
    var holdMusic: String?
    var action: FusionPBXAction
    /// What the dialplan goes on with should the first action return; pbxctl leaves them as they are.
    var furtherActions: [FusionPBXAction] = []
    /// FusionPBX 5.3 and later; earlier ones write the caller id prefix with `inline="false"`.
    var setsPrefixInline = true

    /// The settings kept in the dialplan's details as well, in the form's order.
    var settings: [Setting] {
        var settings: [Setting] = []
        if action.application == "bridge" {
            settings += ["presence_id=$1@\(domain.name)", "hangup_after_bridge=true", "continue_on_fail=true"]
                .map { Setting(application: "set", data: $0, inline: "true") }
        }
        if action.application == "phrase" { settings.append(Setting(application: "answer", data: "", inline: nil)) }
        if let callerIDPrefix { settings.append(self.prefixSetting(callerIDPrefix)) }
        if let holdMusic { settings.append(Self.musicSetting(holdMusic)) }
        return settings
    }

    func prefixSetting(_ prefix: String) -> Setting {
        Setting(
            application: "set", data: "effective_caller_id_name=\(prefix)#${caller_id_name}",
            inline: setsPrefixInline ? "true" : "false")
    }

    static func musicSetting(_ music: String) -> Setting {
        Setting(application: "export", data: "hold_music=\(music)", inline: "true")
    }

    /// `v_dialplans.dialplan_xml`, line by line.
    var lines: [String] {
        let fixed = [
            Setting(application: "export", data: "call_direction=inbound", inline: "true"),
            Setting(application: "set", data: "domain_uuid=\(domain.uuid)", inline: "true"),
            Setting(application: "set", data: "domain_name=\(domain.name)", inline: "true"),
        ]
        let last = ([action] + furtherActions)
            .map { Setting(application: $0.application, data: $0.data, inline: nil) }
        let head = [
            "<extension name=\"\(FusionPBXXML.attribute(name))\" continue=\"false\" uuid=\"\(uuid)\">",
            "\t<condition field=\"\(FusionPBXXML.attribute(field))\" expression=\"\(FusionPBXXML.attribute(expression))\">",
        ]
        return head + (fixed + settings + last).map(Self.line) + ["\t</condition>", "</extension>"]
    }

    /// FusionPBX: `v_destinations.destination_actions`.
    var actionsJSON: String { "[\(([action] + furtherActions).map(\.json).joined(separator: ","))]" }

    /// Without a final line break: FusionPBX's writer trims every value.
    var xml: String { lines.joined(separator: "\n") }

    static func line(_ setting: Setting) -> String {
        let inline = setting.inline.map { " inline=\"\($0)\"" } ?? ""
        let data = FusionPBXXML.attribute(setting.data)
        return "\t\t<action application=\"\(FusionPBXXML.attribute(setting.application))\" data=\"\(data)\"\(inline)/>"
    }

    /// The XML that a stored one becomes when this route is changed to `new`; nil where it was edited by hand in a
    /// place that the change touches.
    func rewritten(_ stored: String, to new: FusionPBXRoute) -> String? {
        if stored.trimmingBlanks == xml { return new.xml }
        var kept = stored.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var gone = lines.filter { !new.lines.contains($0) }
        var come = new.lines.filter { !lines.contains($0) }
        // Lines that stand in for each other keep their place; the action itself marks where new ones go.
        while let old = gone.last, let replacement = come.last {
            guard let place = Self.onlyPlace(of: old, in: kept) else { return nil }
            kept[place] = replacement
            gone.removeLast()
            come.removeLast()
        }
        for old in gone {
            guard let place = Self.onlyPlace(of: old, in: kept) else { return nil }
            kept.remove(at: place)
        }
        if !come.isEmpty {
            let action = Self.line(Setting(application: new.action.application, data: new.action.data, inline: nil))
            guard let place = Self.onlyPlace(of: action, in: kept) else { return nil }
            kept.insert(contentsOf: come, at: place)
        }
        return kept.joined(separator: "\n")
    }

    private static func onlyPlace(of line: String, in lines: [String]) -> Int? {
        // The REST application writes a blank before the end of some tags.
        func core(_ line: String) -> String {
            let text = line.trimmingBlanks
            return text.hasSuffix("/>") ? String(text.dropLast(2)).trimmingBlanks : text
        }
        let places = lines.indices.filter { core(lines[$0]) == core(line) }
        return places.count == 1 ? places[0] : nil
    }
}
