import Foundation

extension FreePBX {
    /// A configuration file with the lab's profile `freepbx`, some of its settings replaced; an empty one is left out.
    static func configuration(replacing settings: [String: String]) throws -> String {
        var values: [String: String] = [:]
        var isOurs = false
        for line in try String(contentsOfFile: Lab.configuration, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("[") { isOurs = line == "[freepbx]" }
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if isOurs, parts.count == 2 { values[parts[0]] = parts[1] }
        }
        values.merge(settings) { $1 }
        return try Scratch.file("[freepbx]\n" + values.filter { !$0.value.isEmpty }.map { "\($0.key) = \($0.value)\n" }.joined())
    }

    /// As `configuration`: what to give pbxctl as its environment.
    static func environment(replacing settings: [String: String]) throws -> [String: String] {
        ["PBXCTL_CONFIG": try configuration(replacing: settings)]
    }

    /// One whose manager user is another: `limited` may do nothing, `reporter` may only ask.
    static func configuration(managerUser user: String) throws -> String {
        try configuration(replacing: [
            "manager": "ami://\(user)@127.0.0.1:\(Lab.value("LAB_AMI_PORT"))",
            "manager_password_file": Lab.value("LAB_AMI_LIMITED_PASSWORD_FILE"),
        ])
    }

    /// One with nobody at the manager's address.
    static func configurationWithoutManager() throws -> String {
        try configuration(replacing: ["manager": "ami://admin@127.0.0.1:1"])
    }
}
