import Foundation
import Testing

@Suite("Connections with TLS", .serialized)
struct ConnectionSecurityTests {
    private static var authority: String { Lab.value("LAB_FREEPBX_ROOT") + "/mysql/server.crt" }

    private func freePBX(_ parameters: String) throws -> Program.Outcome {
        let address = "mysql://freepbxuser@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/asterisk"
        return try FreePBX.pbxctl("did", "list", environment: FreePBX.environment(replacing: ["database": address + parameters]))
    }

    @Test("to MariaDB are verified where that is wanted: by the server's own certificate, and by no other")
    func mariaDB() throws {
        for good in ["", "?ssl-mode=DISABLED", "?ssl-mode=REQUIRED", "?ssl-mode=VERIFY_IDENTITY&ssl-ca=\(Self.authority)", "?ssl-mode=VERIFY_CA&ssl-ca=\(Self.authority)", "?ssl-ca=\(Self.authority)"] {
            let outcome = try freePBX(good)
            #expect(try outcome.status == 0 && !outcome.array().isEmpty, "\(good): \(outcome.errors)")
        }
        for bad in ["?ssl-mode=VERIFY_IDENTITY", "?ssl-mode=VERIFY_CA", "?ssl-verify=on", "?ssl-mode=VERIFY_IDENTITY&ssl-ca=/etc/ssl/certs/ca-certificates.crt"] {
            let outcome = try freePBX(bad)
            #expect(outcome.status == 5 && outcome.output.isEmpty, "\(bad): \(outcome.status ?? -1) \(outcome.errors)")
            #expect((try outcome.errorObject()["remedy"] as? String)?.contains("ssl-ca") == true, "\(bad): \(outcome.errors)")
        }
        let missing = try freePBX("?ssl-mode=VERIFY_IDENTITY&ssl-ca=/nonexistent/ca.pem")
        #expect([2, 5].contains(missing.status) && missing.output.isEmpty, "\(missing.errors)")
        #expect(try freePBX("?ssl-mode=SOMETIMES").status == 2)
    }

    @Test("to MariaDB really are encrypted where that is wanted")
    func encrypted() throws {
        _ = try DatabaseAdministrator.mysql(
            "CREATE OR REPLACE USER pbxctltls@'127.0.0.1' IDENTIFIED BY '\(try Lab.secret("LAB_MYSQL_PASSWORD_FILE"))' REQUIRE SSL; GRANT SELECT ON asterisk.* TO pbxctltls@'127.0.0.1';")
        defer { try? DatabaseAdministrator.mysql("DROP USER pbxctltls@'127.0.0.1';") }
        let address = "mysql://pbxctltls@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/asterisk"
        let plain = try FreePBX.pbxctl("did", "list", environment: FreePBX.environment(replacing: ["database": address]))
        #expect(plain.status == 6 && plain.output.isEmpty, "\(plain.errors)")
        #expect(try FreePBX.pbxctl("did", "list", environment: FreePBX.environment(replacing: ["database": address + "?ssl-mode=REQUIRED"])).status == 0)
    }

    @Test("to PostgreSQL are verified where that is wanted, and refused where the server has none")
    func postgreSQL() throws {
        func list(_ parameters: String) throws -> Program.Outcome {
            let text = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
            let section = try #require(text.components(separatedBy: "\n[").first { $0.hasPrefix("fusionpbx]") })
            let changed = "[" + section.replacingOccurrences(of: #"(?m)^(database = \S+/fusionpbx)$"#, with: "$1" + parameters, options: .regularExpression)
            #expect(changed.contains(parameters))
            return try Program.run("--config", Scratch.file(changed + "\n"), "--profile", "fusionpbx", "domain", "list", "-o", "json")
        }
        let without = try list("?sslmode=require")
        #expect(without.status == 5 && without.output.isEmpty, "\(without.errors)")
        #expect((try without.errorObject()["remedy"] as? String)?.isEmpty == false)

        // The key has to be the server's own; MariaDB's runs as the same user.
        let folder = Lab.value("LAB_FREEPBX_ROOT") + "/mysql"
        func settle(_ isOn: Bool) throws { try Running.until("TLS \(isOn)") { try list("?sslmode=require").status == (isOn ? 0 : 5) } }
        defer {
            try? DatabaseAdministrator.postgres("ALTER SYSTEM RESET ssl;\nALTER SYSTEM RESET ssl_cert_file;\nALTER SYSTEM RESET ssl_key_file;\nSELECT pg_reload_conf();")
            try? settle(false)
        }
        try DatabaseAdministrator.postgres(
            "ALTER SYSTEM SET ssl = on;\nALTER SYSTEM SET ssl_cert_file = '\(folder)/server.crt';\nALTER SYSTEM SET ssl_key_file = '\(folder)/server.key';\nSELECT pg_reload_conf();")
        try settle(true)
        for good in ["?sslmode=disable", "?sslmode=prefer", "?sslmode=require", "?sslmode=verify-ca&sslrootcert=\(Self.authority)", "?sslmode=verify-full&sslrootcert=\(Self.authority)"] {
            let outcome = try list(good)
            #expect(outcome.status == 0, "\(good): \(outcome.errors)")
        }
        for bad in ["?sslmode=verify-full", "?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt", "?sslmode=verify-ca&sslrootcert=/nonexistent/ca.pem"] {
            let outcome = try list(bad)
            #expect(outcome.status == 5 && outcome.output.isEmpty, "\(bad): \(outcome.status ?? -1) \(outcome.errors)")
            #expect((try outcome.errorObject()["remedy"] as? String)?.contains("ssl") == true, "\(bad): \(outcome.errors)")
        }
    }
}
