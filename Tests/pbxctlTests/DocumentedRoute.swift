/// Every route of the two API documents, and the command for it.
struct DocumentedRoute {
    var action: String
    var route: String
    /// What the command line begins with.
    var command: String

    private init(_ action: String, _ route: String, _ command: String) {
        self.action = action
        self.route = route
        self.command = command
    }

    static let all: [DocumentedRoute] = [
        .init("F1", "destination-create", "did add"),
        .init("F2", "destination-details", "did show"),
        .init("F3", "domain-details", "domain show"),
        .init("F4", "extension-create", "extension add"),
        .init("F5", "extension-details", "extension show"),
        .init("F6", "extension-list", "extension list"),
        .init("F7", "ringgroup-create", "ringgroup add"),
        .init("F8", "originate", "call originate"),
        .init("F9", "cdr-list", "cdr query"),
        .init("R1", "GET /test", "test"),
        .init("R2", "POST /test", "test --write add"),
        .init("R3", "PUT /test", "test --write set"),
        .init("R4", "DELETE /test", "test --write delete"),
        .init("R5", "POST /ampusers/add", "admin add"),
        .init("R6", "PUT /ampusers/<USERNAME>", "admin set"),
        .init("R7", "DELETE /ampusers/<USERNAME>", "admin delete"),
        .init("R8", "GET /announcements", "announcement list"),
        .init("R9", "POST /cache/<CONTEXT>", "cache reload extensions"),
        .init("R10", "POST /call", "call originate"),
        .init("R11", "GET /callflowcontrols", "callflow list"),
        .init("R12", "GET /cdr", "cdr query"),
        .init("R13", "GET /coffee", "coffee"),
        .init("R14", "GET /conferences", "conference list"),
        .init("R15", "POST /did/add", "did add"),
        .init("R16", "DELETE /did/<DID>", "did delete"),
        .init("R17", "GET /dids", "did list"),
        .init("R18", "GET /dids/<DID>", "did show"),
        .init("R19", "GET /extdump", "extension dump"),
        .init("R20", "GET /extdump/<EXTENSION>", "extension dump"),
        .init("R21", "POST /extension/add", "extension add"),
        .init("R22", "DELETE /extension/<EXTENSION>", "extension delete"),
        .init("R23", "GET /extensions", "extension list"),
        .init("R24", "GET /extensions/<EXTENSION>", "extension show"),
        .init("R25", "GET /followme/<EXTENSION>", "followme list"),
        .init("R26", "GET /followme/<EXTENSION>/status", "followme status"),
        .init("R27", "GET /followme/<EXTENSION>/<ENTRY>", "followme has"),
        .init("R28", "POST /followme/<EXTENSION>", "followme set"),
        .init("R29", "GET /ivrs", "ivr list"),
        .init("R30", "GET /patterns/outbound", "route patterns"),
        .init("R31", "GET /pbx/asterisk/reload", "system reload core"),
        .init("R32", "GET /pbx/framework/destinations", "target list"),
        .init("R33", "GET /pbx/framework/destnumbers", "target numbers"),
        .init("R34", "GET /pbx/framework/needreload", "system needreload"),
        .init("R35", "GET /pbx/framework/mohclasses", "moh list"),
        .init("R36", "GET /pbx/framework/reload", "system reload"),
        .init("R37", "POST /pbx/framework/needreload", "system needreload set"),
        .init("R38", "GET /queues", "queue list"),
        .init("R39", "GET /recordings", "recording list"),
        .init("R40", "GET /recordings/<NAME>", "recording download"),
        .init("R41", "GET /registrations", "registration list"),
        .init("R42", "GET /registrations/<EXTENSION>", "registration show"),
        .init("R43", "GET /ringgroups", "ringgroup list"),
        .init("R44", "GET /state", "state list"),
        .init("R45", "GET /state/<EXTENSION>", "state show"),
        .init("R46", "GET /timeconditions", "timecondition list"),
        .init("R47", "GET /voicemail/<EXTENSION>", "voicemail list"),
        .init("R48", "GET /voicemail/<EXTENSION>/<MESSAGE>", "voicemail download"),
        .init("R49", "POST /voicemail/<EXTENSION>", "voicemail delete"),
        .init("R50", "DELETE /voicemail/<EXTENSION>/<MESSAGE>", "voicemail delete"),
    ]
}
