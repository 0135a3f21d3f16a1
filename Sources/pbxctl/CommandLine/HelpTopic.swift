import PBXKit

/// Something to read about that is no command.
struct HelpTopic: Sendable {
    enum Part: Sendable {
        case paragraph(String)
        case columns([(String, String)])
        case verbatim([String])
    }

    var name: String
    /// One phrase that ends in a full stop.
    var summary: String
    var parts: [Part]

    static let all = [exitCodes, output, profiles, time, targets]

    private static let exitCodes = HelpTopic(
        name: "exit-codes", summary: "What the exit status says.",
        parts: [
            .columns(
                [("0", "done")] + PBXError.Kind.allCases.map { (String($0.exitStatus), $0.meaning) } + [
                    ("130", "ended by Ctrl-C; a write was taken back first"),
                    ("141", "the reader of a pipe has gone"),
                ]),
            .paragraph("A listing without rows is 0. One named thing that is not there is 3."),
        ])

    private static let output = HelpTopic(
        name: "output", summary: "Output formats.",
        parts: [
            .columns([
                ("table", "aligned, fitted to the terminal; the default on a terminal"),
                ("tsv", "tab-separated; \\t \\n \\r \\\\ inside values; the default elsewhere"),
                ("csv", "RFC 4180"),
                ("json", "one array, or one object for `show` and writes"),
                ("ndjson", "one object a line, as rows arrive"),
                ("name", "identifiers only, one a line"),
            ]),
            .paragraph(
                "stdout carries the result and nothing else. JSON keys are the same on FreePBX and FusionPBX, in the same order every time; absent is null. --fields picks and orders columns; --fields '' lists them."
            ),
            .paragraph(
                "With -o json an error is a JSON object on stderr with the keys error, message, remedy and exit_code."),
        ])

    private static let profiles = HelpTopic(
        name: "profiles", summary: "How the PBX is found.",
        parts: [
            .paragraph(
                "On a PBX host nothing needs configuring: as root, /etc/freepbx.conf or /etc/fusionpbx/config.conf lead to everything else. Elsewhere a profile file says where the PBX is: --config, else $PBXCTL_CONFIG, else ~/.config/pbxctl/config over /etc/pbxctl.conf."
            ),
            .verbatim([
                "default = office",
                "[office]",
                "kind = freepbx",
                "database = mysql://freepbxuser@192.0.2.7:3306/asterisk",
                "database_password_file = /etc/pbxctl/db.pass",
                "manager = ami://admin@192.0.2.7:5038",
                "manager_password_file = /etc/pbxctl/ami.pass",
            ]),
            .paragraph(
                "--profile or $PBXCTL_PROFILE picks a section. `pbxctl config show` says where each value comes from, `pbxctl doctor` whether it works."
            ),
        ])

    private static let time = HelpTopic(
        name: "time", summary: "How points in time are written.",
        parts: [
            .columns([
                ("now, today, yesterday", "a day: from its midnight, or until its end"),
                ("-90s, -30m, -2h, -7d, -2w", "so long before now"),
                ("2026-11-20", "a day: from its midnight, or until its end"),
                ("2026-11-20 14:30[:00]", "local time"),
                ("2026-11-20T14:30:00+01:00", "ISO 8601 with an offset, or Z"),
                ("1763647800, @0", "Unix time in seconds"),
            ]),
            .paragraph(
                "Times without an offset are in --time-zone, else the profile's zone, else the PBX's. The caller's TZ changes nothing. Times are printed as ISO 8601 with offset."
            ),
        ])

    private static let targets = HelpTopic(
        name: "targets", summary: "How to say where calls go.",
        parts: [
            .columns(
                TargetRequest.kinds.map { ("\($0.rawValue):ID", "a \($0.rawValue) by its number or id") } + [
                    ("hangup", "end the call"),
                    ("raw:STRING", "the PBX's own string, for what has no word here"),
                ]),
            .paragraph("On FreePBX a bare destination such as from-did-direct,1001,1 is understood as well."),
        ])
}
