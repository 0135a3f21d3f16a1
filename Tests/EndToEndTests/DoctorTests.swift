import Foundation
import Testing

@Suite("doctor")
struct DoctorTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    /// The lab's profile with one thing changed.
    func profile(_ name: String, _ pattern: String = "", _ replacement: String = "") throws -> String {
        let all = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
        let section = try #require(all.components(separatedBy: "\n[").first { $0.hasPrefix("\(name)]") })
        var text = "[" + section
        if !pattern.isEmpty {
            #expect(text.range(of: pattern, options: .regularExpression) != nil)
            text = text.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
        }
        return try folder.write(text + "\n", to: "config")
    }

    /// The link that fails first, and the exit status.
    func failing(_ file: String, _ arguments: String...) throws -> (link: String, found: String, remedy: String, status: Int32?) {
        let outcome = try Program.run(arguments: ["--config", file, "doctor", "-o", "json", "--connect-timeout", "1"] + arguments)
        let failed = try outcome.array().first { $0["status"] as? String == "failed" }
        let error = try outcome.errorObject()
        #expect(error["exit_code"] as? Int32 == outcome.status)
        return (failed?["link"] as? String ?? "", failed?["found"] as? String ?? "", failed?["remedy"] as? String ?? "", outcome.status)
    }

    @Test("finds nothing wrong with the lab", arguments: Profiles.all)
    func healthy(profile: String) throws {
        let outcome = try Program.run("--profile", profile, "doctor", "-o", "json")
        #expect(try outcome.status == 0 && outcome.array().allSatisfy { $0["status"] as? String != "failed" }, "\(outcome.output)")
    }

    @Test("says that the configuration is missing, and where to put it")
    func noConfiguration() throws {
        let missing = try failing("\(folder.path)/nowhere")
        #expect(missing.link == "profile" && missing.found.contains("nowhere") && missing.status == 3)
    }

    @Test("names the database that is down, hung or refuses, with the remedy", arguments: ["freepbx", "fusionpbx"])
    func database(kind: String) throws {
        let port = #"(database = \S+127\.0\.0\.1:)\d+"#
        let down = try failing(profile(kind, port, "$11"))
        #expect(down.link == "database" && down.status == 5 && down.found.contains("127.0.0.1:1/"), "\(down)")
        #expect(down.remedy.contains("port 1 of 127.0.0.1"))

        let server = try HungServer()
        let start = Date()
        let hung = try failing(profile(kind, port, "$1\(server.port)"))
        #expect(hung.link == "database" && hung.status == 5 && hung.found.contains("127.0.0.1:\(server.port)"), "\(hung)")
        #expect(Date().timeIntervalSince(start) < 10)

        let wrong = try folder.write("wrong", to: "wrong")
        let refused = try failing(profile(kind, #"\ndatabase_password_file = \S+"#, "\ndatabase_password_file = \(wrong)"))
        #expect(refused.link == "database" && refused.status == 6 && refused.remedy.contains("password"), "\(refused)")
    }

    @Test("names the manager that is down, hung or refuses, with the remedy", arguments: ["freepbx", "fusionpbx"])
    func manager(kind: String) throws {
        let port = #"(manager = \S+127\.0\.0\.1:)\d+"#
        let down = try failing(profile(kind, port, "$11"))
        #expect(down.link == "manager" && down.status == 5 && down.found.contains("127.0.0.1:1") && !down.remedy.isEmpty, "\(down)")

        let server = try HungServer()
        let start = Date()
        let hung = try failing(profile(kind, port, "$1\(server.port)"))
        #expect(hung.link == "manager" && hung.status == 5 && hung.found.contains(server.port), "\(hung)")
        #expect(Date().timeIntervalSince(start) < 10)

        let wrong = try folder.write("wrong", to: "wrong")
        let refused = try failing(profile(kind, #"manager_password_file = \S+"#, "manager_password_file = \(wrong)"))
        #expect(refused.link == "manager" && refused.status == 6 && !refused.remedy.isEmpty, "\(refused)")
    }

    @Test("says that a folder of the PBX is not there", arguments: [("freepbx", "asterisk_spool"), ("fusionpbx", "switch_voicemail")])
    func folders(kind: String, key: String) throws {
        let file = try profile(kind)
        let text = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix(key) }.joined(separator: "\n")
        let changed = try folder.write(text + "\n\(key) = /nonexistent/spool\n", to: "changed")
        let outcome = try Program.run("--config", changed, "doctor", "-o", "json")
        let files = try #require(try outcome.array().first { $0["link"] as? String == "files" })
        #expect(files["status"] as? String != "ok" && files["remedy"] is String, "\(files)")
        #expect((files["found"] as? String ?? "").contains("/nonexistent/spool"))
    }

    @Test("a database that has no such name is status 3", arguments: ["freepbx", "fusionpbx"])
    func noSuchDatabase(kind: String) throws {
        let outcome = try failing(profile(kind, #"(\ndatabase = \S+)/\w+"#, "$1/nowhere"))
        #expect(outcome.link == "database" && outcome.status == 3 || outcome.status == 6, "\(outcome)")
    }
}
