import Foundation

/// The objects that the matrix changes on one PBX, with a journal of their own, and the ways to run pbxctl there.
final class MatrixOffice {
    let profile: String
    let stores: any MatrixStores
    let database: CuttingProxy
    let manager: CuttingProxy
    private let folder: Folder
    /// All that is there before the first write, and its uuids.
    private(set) var base = MatrixContents("")
    private(set) var known: Set<String> = []
    private var values: [String: String] = [:]
    private let extensions = ["a", "b", "c", "d", "e", "u", "off"]

    init(_ profile: String) throws {
        self.profile = profile
        let isFreePBX = profile == "freepbx"
        stores = isFreePBX ? try FreePBXMatrixStores() : try FusionPBXMatrixStores(profile == "fusionpbx54" ? "fusionpbx_54" : "fusionpbx")
        let (databasePort, managerPort) = isFreePBX ? ("LAB_MYSQL_PORT", "LAB_AMI_PORT") : ("LAB_PG_PORT", "LAB_ESL_PORT")
        database = try CuttingProxy(to: Int(Lab.value(databasePort)) ?? 0)
        manager = try CuttingProxy(to: Int(Lab.value(managerPort)) ?? 0)
        manager.spoils { message in
            let text = String(decoding: message, as: UTF8.self)
            return isFreePBX ? text.hasPrefix("Action: ") : text.hasPrefix("api ")
        }
        folder = try Folder()
        for name in extensions + ["new", "group"] { values[name] = Numbers.extension() }
        for name in ["did", "newdid"] { values[name] = Numbers.did() }
        (values["m1"], values["m2"]) = (stores.messages[0], stores.messages[1])
        values["newsecret"] = try folder.write("Matrix1Secret1Of1Some1Length\n", to: "newsecret")
        values["trunk"] = isFreePBX ? "spare" : "retired"
        values["flow"] = isFreePBX ? "0" : "710"
        (values["admin"], values["newadmin"]) = ("matrixone", "matrixtwo")
        (values["secret"], values["pin"]) = (try folder.write("Matrix0Secret0Of0Some0Length\n", to: "secret"), try folder.write("83172\n", to: "pin"))
        (values["password"], values["plan"]) = (try folder.write("Matrix-Pass-83172\n", to: "password"), folder.path + "/plan")
        for (name, text) in [
            "extensions": "extension,name\n{a},Imported\n{b},Imported\n{c},Imported\n", "dids": "did,description\n{did},Imported\n",
            "ringgroups": "ringgroup,name\n{group},Imported\n", "blocklist": "number,description\n{did},Imported\n{newdid},New\n",
        ] { values[name] = try folder.write(filled([text])[2], to: "\(name).csv") }
        try folder.write(try proxied(databasePort, database.port, try proxied(managerPort, manager.port, try String(contentsOfFile: Lab.configuration, encoding: .utf8))), to: "proxied.conf")
    }

    private func proxied(_ variable: String, _ port: Int, _ text: String) throws -> String {
        text.replacingOccurrences(of: "127.0.0.1:\(Lab.value(variable))", with: "127.0.0.1:\(port)")
    }

    /// The journal, below which the matrix looks for what is unfinished.
    var state: String { folder.path + "/state" }

    func strace(isProxied: Bool = false) -> Strace {
        Strace(environment: [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_STATE": state,
            "PBXCTL_CONFIG": isProxied ? folder.path + "/proxied.conf" : Lab.configuration,
        ])
    }

    /// A command line with what the office has.
    func filled(_ words: [String]) -> [String] {
        ["--profile", profile] + words.map { word in
            values.reduce(word) { $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value) }
        }
    }

    /// Runs what has to succeed.
    func done(_ words: [String], isProxied: Bool = false) throws {
        let outcome = try strace(isProxied: isProxied).run(filled(words))
        guard outcome.status == 0 else { throw Program.Problem("\(words.joined(separator: " ")): \(outcome.errors)") }
    }

    private func done(_ line: String) throws { try done(line.split(separator: " ").map(String.init)) }

    // MARK: - The journal

    func pending() -> [String] { names("pending") }

    /// The changes that are written down, the oldest first.
    func changes() -> [String] { (names("pending") + names("history")).sorted() }

    private func names(_ name: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(state)/\(name)")) ?? []).filter { $0.hasSuffix(".json") }
            .map { String($0.dropLast(5)) }
    }

    /// Carries a write's preparation out, so that the write itself can be run.
    func prepare(_ write: MatrixWrite, isProxied: Bool = false) throws {
        if let preparation = write.preparation {
            try? FileManager.default.removeItem(atPath: values["plan"] ?? "")
            let before = changes()
            try done(preparation, isProxied: isProxied)
            values["change"] = changes().first { !before.contains($0) }
        }
        try placeMessages(write)
    }

    /// Messages in the mailbox that the write deletes, or that it is about.
    func placeMessages(_ write: MatrixWrite) throws {
        if let mailbox = write.messages, let number = filled([mailbox]).last { return try stores.fill(number) }
        guard let mailbox = write.mailbox, let number = filled([mailbox]).last else { return }
        let inbox = stores.mailboxFolder(number) + "/INBOX"
        guard !FileManager.default.fileExists(atPath: inbox) else { return }
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
        for name in ["msg0000.txt", "msg0000.wav"] { try Data("matrix\n".utf8).write(to: URL(filePath: "\(inbox)/\(name)")) }
    }

    func removeMessages(_ write: MatrixWrite) {
        if let mailbox = write.messages, let number = filled([mailbox]).last { try? stores.empty(number) }
        guard let mailbox = write.mailbox, let number = filled([mailbox]).last else { return }
        for path in ["", ".deleted"] { try? FileManager.default.removeItem(atPath: stores.mailboxFolder(number) + path) }
    }

    // MARK: - Setting up

    func open() throws {
        for name in extensions {
            try done("extension add {\(name)} --name Matrix-\(name) --voicemail --email \(name)@example.com --followme --secret-file {secret} --voicemailpassword-file {pin}")
        }
        for line in [
            "ringgroup add {group} --name Group --member {a} --member {b}", "did add {did} --to extension:{a} --description Matrix",
            "followme add {c} 15551230003", "followme add {d} {b}", "followme disable {d}", "forward set {b} 15551230002", "dnd on {e}",
            "admin add {admin} --password-file {password} --all-sections --email admin@example.com", "callflow set {flow} normal", "blocklist add {did} --description Matrix",
            // A state that was told once keeps its key.
            "dnd on {a}", "dnd off {a}", "forward set {u} 15551230000", "forward clear {u}",
        ] { try done(line) }
        if profile != "freepbx" { try done("extension disable {off}") } else { try done("timecondition set 2 auto") }
        try stores.calm()
        try stores.keep()
        base = try stores.contents()
        known = base.identifiers.union(stores.messages)
    }

    func close() {
        defer {
            database.close()
            manager.close()
        }
        for line in ["ringgroup delete {group} --force --yes --if-exists", "did delete {did} --yes --if-exists", "admin delete {admin} --yes --if-exists", "blocklist remove {did} --if-exists"] {
            try? done(line)
        }
        for name in extensions { try? done("extension delete {\(name)} --force --yes --if-exists") }
        try? stores.calm()
    }
}
