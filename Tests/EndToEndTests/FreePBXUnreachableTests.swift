import Foundation
import Testing

@Suite("FreePBX: a PBX whose parts do not answer")
struct FreePBXUnreachableTests {
    let number = Numbers.extension()

    enum Part: String, CaseIterable {
        case database, manager

        /// The setting that leads to the part at another port of loopback, or by another user.
        func at(port: String? = nil, user: String? = nil) -> [String: String] {
            switch self {
            case .database:
                let port = port ?? Lab.value("LAB_MYSQL_PORT")
                return ["database": "mysql://\(user ?? "freepbxuser")@127.0.0.1:\(port)/asterisk"]
            case .manager: return ["manager": "ami://\(user ?? "admin")@127.0.0.1:\(port ?? Lab.value("LAB_AMI_PORT"))"]
            }
        }
    }

    /// Every write, none of which may change anything.
    private var writes: [[String]] {
        [
            ["extension", "add", number, "--voicemail", "--followme"], ["extension", "set", "1001", "--name", "Changed"],
            ["extension", "set", "1001", "--secret", "-"], ["extension", "delete", "1005", "--yes", "--force"],
            ["did", "add", Numbers.did(), "--to", "extension:1001"], ["did", "delete", "15551230600", "--yes"],
        ]
    }

    private func checkRefused(_ settings: [String: String], status: Int32, words: [String], within seconds: Double = 5) throws {
        let environment = try FreePBX.environment(replacing: settings)
        let before = try FreePBXContents.read()
        for write in writes {
            let start = Date()
            let outcome = try FreePBX.pbxctl(arguments: ["--connect-timeout", "1"] + write, input: "s3cret", environment: environment)
            #expect(outcome.status == status, "\(write): \(outcome.output) \(outcome.errors)")
            #expect(outcome.output.isEmpty)
            let error = try outcome.errorObject()
            let message = error["message"] as? String ?? ""
            for word in words { #expect("\(message) \(error["remedy"] ?? "")".contains(word), "\(write): \(word) is not in: \(outcome.errors)") }
            #expect((error["remedy"] as? String ?? "").isEmpty == false, "\(outcome.errors)")
            #expect(Date().timeIntervalSince(start) < seconds)
        }
        #expect(try FreePBXContents.read() == before)
    }

    @Test("refuses a database user that may only read: exit 6, and reading works")
    func readerOfDatabase() throws {
        let settings = Part.database.at(user: "freepbxreader")
        try checkRefused(settings, status: 6, words: ["freepbxreader"])
        let environment = try FreePBX.environment(replacing: settings)
        #expect(try FreePBX.pbxctl("extension", "list", environment: environment).array().count > 50)
        #expect(try FreePBX.pbxctl("test", environment: environment).status == 0)
        for verb in ["add", "set", "delete"] {
            let outcome = try FreePBX.pbxctl("test", "--write", verb, environment: environment)
            #expect(outcome.status == 6 && outcome.errors.contains("GRANT"), "\(outcome.errors)")
        }
    }

    @Test("refuses a manager user that may not write: exit 6 naming what is missing", arguments: ["limited", "reporter"])
    func limitedManager(user: String) throws {
        var settings = Part.manager.at(user: user)
        settings["manager_password_file"] = Lab.value("LAB_AMI_LIMITED_PASSWORD_FILE")
        let environment = try FreePBX.environment(replacing: settings)
        let before = try FreePBXContents.read()
        for write in writes.prefix(4) {
            let outcome = try FreePBX.pbxctl(arguments: write, input: "s3cret", environment: environment)
            #expect(outcome.status == 6, "\(write): \(outcome.output) \(outcome.errors)")
            #expect(outcome.errors.contains("manager.conf") && outcome.errors.contains("write"), "\(outcome.errors)")
        }
        #expect(try FreePBXContents.read() == before)
        let tested = try FreePBX.pbxctl("test", "--write", "add", environment: environment)
        #expect(tested.status == 6, "\(tested.output) \(tested.errors)")
    }

    @Test("is read from the database alone where the manager is not needed; where it is, it is missed")
    func readsWithoutManager() throws {
        let listener = try Listener()
        listener.close()
        let environment = try FreePBX.environment(replacing: Part.manager.at(port: "\(listener.port)"))
        #expect(try FreePBX.pbxctl("did", "list", environment: environment).status == 0)
        #expect(try FreePBX.pbxctl("cdr", "query", "--limit", "1", environment: environment).status == 0)
        #expect(try FreePBX.pbxctl("system", "needreload", environment: environment).status == 0)
        #expect(try FreePBX.pbxctl("call", "originate", "1001", "1002", environment: environment).status == 5)
        let tested = try FreePBX.pbxctl("test", environment: environment)
        #expect(try tested.status == 5 && tested.array().count == 3, "each part is reported")
    }

    @Test("whose call records are elsewhere and down is written all the same")
    func callRecordsDown() throws {
        let listener = try Listener()
        listener.close()
        let environment = try FreePBX.environment(replacing: ["cdr_database": "mysql://freepbxuser@127.0.0.1:\(listener.port)/asteriskcdrdb"])
        defer { FreePBX.remove(number) }
        #expect(try FreePBX.pbxctl("cdr", "query", environment: environment).status == 5)
        #expect(try FreePBX.pbxctl("extension", "add", number, environment: environment).status == 0)
    }
}
