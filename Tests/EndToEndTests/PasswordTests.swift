import Foundation
import Testing

@Suite("Passwords of the PBX's accounts")
struct PasswordTests {
    let folder: Folder
    let mysql: String
    let postgres: String

    init() throws {
        folder = try Folder()
        mysql = try Lab.secret("LAB_MYSQL_PASSWORD_FILE")
        postgres = try Lab.secret("LAB_PG_PASSWORD_FILE")
    }

    /// A profile file without passwords, unless `credentials` holds one.
    func profile(_ kind: String, credentials: String = "", also: String = "", mode: Int = 0o600) throws -> String {
        let text = kind == "freepbx"
            ? "database = mysql://freepbxuser\(credentials)@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/asterisk\nmanager = ami://admin@127.0.0.1:\(Lab.value("LAB_AMI_PORT"))\nmanager_password_file = \(Lab.value("LAB_AMI_PASSWORD_FILE"))"
            : "database = postgresql://fusionpbx\(credentials)@127.0.0.1:\(Lab.value("LAB_PG_PORT"))/fusionpbx\nmanager = esl://127.0.0.1:\(Lab.value("LAB_ESL_PORT"))\nmanager_password_file = \(Lab.value("LAB_ESL_PASSWORD_FILE"))\ndomain = pbx.example.test"
        return try folder.write("[a]\nkind = \(kind)\n\(text)\n\(also)\n", to: "config", mode: mode)
    }

    func list(_ file: String, _ environment: [String: String] = [:]) throws -> Program.Outcome {
        try Program.run("--config", file, "extension", "show", "1001", "-o", "name", environment: ["HOME": folder.path].merging(environment) { $1 })
    }

    @Test("stand in the URL of a file of mode 0600 and of no other", arguments: ["freepbx", "fusionpbx"])
    func inURL(kind: String) throws {
        let password = kind == "freepbx" ? mysql : postgres
        #expect(try list(profile(kind, credentials: ":\(password)")).output == "1001\n")
        let file = try profile(kind, credentials: ":\(password)", mode: 0o644)
        let refused = try list(file)
        #expect(refused.status == 6 && refused.errors.contains("chmod 600 \(file)"), "\(refused.errors)")
        #expect(!refused.errors.contains(password))
    }

    @Test("in a file of their own: open to others is refused with the chmod", arguments: ["freepbx", "fusionpbx"], [0o640, 0o604])
    func openFile(kind: String, mode: Int) throws {
        let file = try folder.write((kind == "freepbx" ? mysql : postgres) + "\n", to: "password", mode: 0o600)
        let config = try profile(kind, also: "database_password_file = \(file)")
        #expect(try list(config).status == 0)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        let refused = try list(config)
        #expect(refused.status == 6 && refused.errors.contains("chmod 600 \(file)"), "\(refused.errors)")
    }

    @Test("files that are missing, empty, a folder or rubbish are said by name", arguments: ["missing", "empty", "folder", "rubbish", "lines"])
    func badFiles(what: String) throws {
        let file = "\(folder.path)/password"
        switch what {
        case "empty": try folder.write("", to: "password")
        case "folder": try folder.write("x", to: "password/inside")
        case "rubbish": try folder.write(Data([0xFF, 0x00, 0xFE]), to: "password")
        case "lines": try folder.write("a\nb\n", to: "password")
        default: break
        }
        let outcome = try list(profile("freepbx", also: "database_password_file = \(file)"))
        #expect([1, 2, 3].contains(outcome.status) && outcome.errors.contains(file), "\(outcome)")
    }

    @Test("come from PGPASSWORD, ~/.pgpass and PGPASSFILE as for psql")
    func postgreSQL() throws {
        let config = try profile("fusionpbx")
        #expect(try list(config).status == 6)
        #expect(try list(config, ["PGPASSWORD": postgres]).status == 0)
        let line = "127.0.0.1:\(Lab.value("LAB_PG_PORT")):*:fusionpbx:\(postgres)\n"
        let elsewhere = try folder.write(line, to: "elsewhere")
        #expect(try list(config, ["PGPASSFILE": elsewhere]).status == 0)
        try folder.write(line, to: ".pgpass")
        let outcome = try list(config)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("come from MYSQL_PWD and ~/.my.cnf as for mysql")
    func mariaDB() throws {
        let config = try profile("freepbx")
        #expect(try list(config).status == 6)
        #expect(try list(config, ["MYSQL_PWD": mysql]).status == 0)
        try folder.write("[client]\npassword=\(mysql)\n", to: ".my.cnf")
        let outcome = try list(config)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("that are wrong are status 6, naming the server and not the password", arguments: ["freepbx", "fusionpbx"])
    func wrong(kind: String) throws {
        let outcome = try list(profile(kind, credentials: ":wr0ng-Passw0rd"))
        #expect(outcome.status == 6 && outcome.errors.contains("127.0.0.1:") && !outcome.errors.contains("wr0ng-Passw0rd"), "\(outcome.errors)")
        let manager = try folder.write("wr0ng-Passw0rd", to: "manager")
        let file = try String(contentsOfFile: profile(kind, credentials: ":\(kind == "freepbx" ? mysql : postgres)"), encoding: .utf8)
            .replacingOccurrences(of: #"manager_password_file = \S+"#, with: "manager_password_file = \(manager)", options: .regularExpression)
        let refused = try Program.run("--config", try folder.write(file, to: "config"), "test", "-o", "json")
        #expect(refused.status == 6 && !(refused.errors + refused.output).contains("wr0ng-Passw0rd"), "\(refused.errors)")
    }

    @Test("are absent from config show, doctor, test and --trace", arguments: ["freepbx", "fusionpbx"])
    func hidden(kind: String) throws {
        let manager = try Lab.secret(kind == "freepbx" ? "LAB_AMI_PASSWORD_FILE" : "LAB_ESL_PASSWORD_FILE")
        let file = try profile(kind, credentials: ":\(kind == "freepbx" ? mysql : postgres)")
        for words in [["config", "show"], ["doctor"], ["test"], ["extension", "show", "1001"], ["extension", "list", "--raw"]] {
            for format in ["table", "json", "csv", "tsv"] {
                let outcome = try Program.run(arguments: ["--config", file, "--trace", "-v", "-o", format] + words)
                #expect(outcome.status == 0, "\(outcome.errors)")
                for secret in [manager, mysql, postgres] {
                    #expect(!outcome.output.contains(secret) && !outcome.errors.contains(secret), "\(words)")
                }
            }
        }
    }
}
