import Foundation

/// A command that writes, as the matrix runs it. `{a}`, `{did}`, … stand for what a `MatrixOffice` has.
struct MatrixWrite: Sendable {
    /// `extension add`.
    var command: String
    var words: [String]
    /// What is run before each case: the change that is undone, the plan that is saved.
    var preparation: [String]?
    /// A mailbox whose folder holds messages when the command is run.
    var mailbox: String?
    /// A mailbox whose messages `{m1}` and `{m2}` the command is about. They are put there anew for each case: nothing brings a
    /// deleted one back.
    var messages: String?
    /// The kind of PBX that alone has the command.
    var kind: String?

    init(
        _ command: String, _ words: String, after preparation: String? = nil, mailbox: String? = nil, messages: String? = nil, on kind: String? = nil
    ) {
        self.command = command
        self.words = (command + " " + words).split(separator: " ").map(String.init)
        self.preparation = preparation?.split(separator: " ").map(String.init)
        self.mailbox = mailbox
        self.messages = messages
        self.kind = kind
    }

    func isOffered(by profile: String) -> Bool { kind.map(profile.hasPrefix) ?? true }

    /// `did delete {did} --yes`, `undo {change} (extension add {new})`.
    var name: String {
        (words + (preparation.map { ["(\($0.prefix(3).joined(separator: " ")))"] } ?? [])).joined(separator: " ")
    }

    private static let newcomer =
        "extension add {new} --name Newcomer --email new@example.com --voicemail --followme --secret-file {secret} --voicemailpassword-file {pin}"

    static let all: [MatrixWrite] = [
        MatrixWrite("extension add", String(newcomer.dropFirst("extension add ".count))),
        MatrixWrite("extension set", "{a} --name Other --email other@example.com --ring-seconds 25"),
        MatrixWrite("extension set", "{a} --no-voicemail"),
        MatrixWrite("extension set", "{a} --secret-file {newsecret}"),
        MatrixWrite("extension disable", "{a}", on: "fusionpbx"),
        MatrixWrite("extension enable", "{off}", on: "fusionpbx"),
        MatrixWrite("extension copy", "{a} {new} --name Copy --secret-file {secret} --voicemailpassword-file {pin}"),
        MatrixWrite("extension delete", "{a} --cascade --yes", mailbox: "{a}"),
        MatrixWrite("did add", "{newdid} --to extension:{a} --description New"),
        MatrixWrite("did set", "{did} --to ringgroup:{group} --description Other"),
        MatrixWrite("did delete", "{did} --yes"),
        MatrixWrite("ringgroup add", "{new} --name New --member {a} --member {b}"),
        MatrixWrite("ringgroup set", "{group} --name Other --member {b} --ring-seconds 33"),
        MatrixWrite("ringgroup delete", "{group} --cascade --yes"),
        MatrixWrite("followme add", "{c} 15551230007"),
        MatrixWrite("followme remove", "{c} 15551230003"),
        MatrixWrite("followme enable", "{d}"),
        MatrixWrite("followme disable", "{c}"),
        MatrixWrite("followme set", "{c} --action addExternal --number 15551230008"),
        MatrixWrite("forward set", "{a} 15551230009 --kind busy"),
        MatrixWrite("forward clear", "{b}"),
        MatrixWrite("dnd on", "{a}"),
        MatrixWrite("dnd off", "{e}"),
        MatrixWrite("blocklist add", "{newdid} --description New"),
        MatrixWrite("blocklist remove", "{did}"),
        MatrixWrite("blocklist import", "{blocklist}"),
        MatrixWrite("trunk disable", "carrier"),
        MatrixWrite("trunk enable", "{trunk}"),
        MatrixWrite("callflow set", "{flow} alternate"),
        MatrixWrite("timecondition set", "2 closed", on: "freepbx"),
        MatrixWrite("timecondition set", "2 closed --until +3d", on: "freepbx"),
        MatrixWrite("admin add", "{newadmin} --password-file {password} --all-sections --email new@example.com"),
        MatrixWrite("admin set", "{admin} --password-file {password} --email other@example.com"),
        MatrixWrite("admin delete", "{admin} --yes"),
        MatrixWrite("extension import", "{extensions}"),
        MatrixWrite("did import", "{dids}"),
        MatrixWrite("ringgroup import", "{ringgroups}"),
        MatrixWrite("voicemail mark", "{a} {m1} {m2}", messages: "{a}"),
        MatrixWrite("voicemail move", "{a} {m1} {m2} --to old", messages: "{a}"),
        MatrixWrite("voicemail delete", "{a} {m1} {m2} --yes", messages: "{a}"),
        MatrixWrite("undo", "{change}", after: newcomer),
        MatrixWrite("undo", "{change}", after: "ringgroup delete {group} --cascade --yes"),
        MatrixWrite("undo", "{change}", after: "timecondition set 2 closed --until +3d", on: "freepbx"),
        MatrixWrite("plan apply", "{plan}", after: "extension delete {b} --cascade --yes --plan-out {plan}", mailbox: "{b}"),
        MatrixWrite("plan apply", "{plan}", after: newcomer + " --plan-out {plan}"),
    ]

    /// Commands that change something and are not in the matrix, each with the reason.
    static let exceptions = [
        "batch": "runs the other commands, each of its lines a write of its own",
        "check": "--fix writes what other commands write, put together as an import is",
        "snapshot apply": "one plan of the steps that imports, followme, forward, dnd and callflow make, carried out by the same writer; its own tests break it off",
        "recover": "is run in every case, and killed itself in those that are killed twice",
        "system needreload set": "one row, one statement",
        "system reload": "FreePBX's and FusionPBX's own work, started and awaited",
        "system reload core": "tells the switch to read, changes no store",
        "call originate": "a call is no store",
        "extension rotate-secret": "a change of the secret, which `extension set` is tried with, to one that nobody foresees",
        "call hangup": "a call is no store",
        "registration drop": "phones write it anew whenever they like",
        "phone notify": "tells a phone, changes no store",
        "cache flush": "empties caches, which fill again",
        "cache reload extensions": "empties caches, which fill again",
    ]
}
