/// An action of one of the two documented APIs that pbxctl mirrors, as its document spells it.
struct DocumentedAction {
    /// Its number: F for the FusionPBX REST API, R for the Ringfree PBX API.
    var number: String
    /// F: the value of `action`; R: method and route below `/api/v1`.
    var route: String
    /// How the command is written for it, where its usage line alone does not say that.
    var line: String?

    init(_ number: String, _ route: String, _ line: String? = nil) {
        self.number = number
        self.route = route
        self.line = line
    }

    /// In the order of the documents.
    static let all: [DocumentedAction] = [
        .init("F1", "destination-create", "pbxctl did add <did> --extension <extension>"), .init("F2", "destination-details"),
        .init("F3", "domain-details"), .init("F4", "extension-create"), .init("F5", "extension-details"), .init("F6", "extension-list"),
        .init("F7", "ringgroup-create", "pbxctl ringgroup add <extension> --name <name> --destinations <json> --strategy <strategy>"),
        .init("F8", "originate"), .init("F9", "cdr-list", "pbxctl cdr query --limit 100"),
        .init("R1", "GET /test"), .init("R2", "POST /test", "pbxctl test --write add"),
        .init("R3", "PUT /test", "pbxctl test --write set"), .init("R4", "DELETE /test", "pbxctl test --write delete"),
        .init("R5", "POST /ampusers/add"), .init("R6", "PUT /ampusers/<USERNAME>"), .init("R7", "DELETE /ampusers/<USERNAME>"),
        .init("R8", "GET /announcements"), .init("R9", "POST /cache/<CONTEXT>"), .init("R10", "POST /call"),
        .init("R11", "GET /callflowcontrols"), .init("R12", "GET /cdr"), .init("R13", "GET /coffee"), .init("R14", "GET /conferences"),
        .init("R15", "POST /did/add"), .init("R16", "DELETE /did/<DID>"), .init("R17", "GET /dids"), .init("R18", "GET /dids/<DID>"),
        .init("R19", "GET /extdump", "pbxctl extension dump"),
        .init("R20", "GET /extdump/<EXTENSION>", "pbxctl extension dump <extension>"),
        .init("R21", "POST /extension/add"), .init("R22", "DELETE /extension/<EXTENSION>"), .init("R23", "GET /extensions"),
        .init("R24", "GET /extensions/<EXTENSION>"), .init("R25", "GET /followme/<EXTENSION>"),
        .init("R26", "GET /followme/<EXTENSION>/status"), .init("R27", "GET /followme/<EXTENSION>/<ENTRY>"),
        .init("R28", "POST /followme/<EXTENSION>", "pbxctl followme set <extension> --action <action> [--number <number>]"),
        .init("R29", "GET /ivrs"), .init("R30", "GET /patterns/outbound"), .init("R31", "GET /pbx/asterisk/reload"),
        .init("R32", "GET /pbx/framework/destinations"), .init("R33", "GET /pbx/framework/destnumbers"),
        .init("R34", "GET /pbx/framework/needreload"), .init("R35", "GET /pbx/framework/mohclasses"),
        .init("R36", "GET /pbx/framework/reload"), .init("R37", "POST /pbx/framework/needreload"), .init("R38", "GET /queues"),
        .init("R39", "GET /recordings"), .init("R40", "GET /recordings/<NAME>"), .init("R41", "GET /registrations"),
        .init("R42", "GET /registrations/<EXTENSION>"), .init("R43", "GET /ringgroups"), .init("R44", "GET /state"),
        .init("R45", "GET /state/<EXTENSION>"), .init("R46", "GET /timeconditions"), .init("R47", "GET /voicemail/<EXTENSION>"),
        .init("R48", "GET /voicemail/<EXTENSION>/<MESSAGE>"),
        .init("R49", "POST /voicemail/<EXTENSION>", "pbxctl voicemail delete <extension> <message>..."),
        .init("R50", "DELETE /voicemail/<EXTENSION>/<MESSAGE>", "pbxctl voicemail delete <extension> <message>"),
    ]
}
