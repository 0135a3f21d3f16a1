import Foundation
import Testing

@Suite("Profiles and discovery", .enabled(if: Namespace.isAllowed))
struct ProfileTests {
    /// A section with a domain as a mark, so that `config show` tells which one was taken.
    static func section(_ name: String, _ mark: String) -> String {
        "[\(name)]\nkind = fusionpbx\ndatabase = postgresql://x@127.0.0.1:1/x\nmanager = esl://127.0.0.1:1\ndomain = \(mark)\n"
    }

    static let show = "env -i PATH=/usr/bin:/bin HOME=$HOME $PBXCTL"

    static func inNamespace(_ script: String, folder: Folder) throws -> Program.Outcome {
        try Namespace.run(Namespace.ownEtc + script, environment: ["HOME": folder.path, "PBXCTL": Program.path])
    }

    @Test("come from the flag before the environment before the user's file before the system's")
    func precedence() throws {
        let folder = try Folder()
        try folder.write(Self.section("office", "user"), to: ".config/pbxctl/config")
        try folder.write(Self.section("office", "xdg"), to: "xdg/pbxctl/config")
        try folder.write(Self.section("office", "environment"), to: "environment")
        try folder.write(Self.section("office", "flag"), to: "flag")
        try folder.write(Self.section("office", "system") + "time_zone = Asia/Tokyo\nconnect_timeout = 1\n", to: "system")
        let outcome = try Self.inNamespace(
            """
            cp $HOME/system /etc/pbxctl.conf
            show() { env -i PATH=/usr/bin:/bin "$@" --connect-timeout 1 -o csv 2>/dev/null | grep -E '^(domain|time_zone),'; }
            show HOME=$HOME PBXCTL_CONFIG=$HOME/environment $PBXCTL config show --config $HOME/flag
            show HOME=$HOME PBXCTL_CONFIG=$HOME/environment $PBXCTL config show
            show HOME=$HOME $PBXCTL config show
            show HOME=$HOME XDG_CONFIG_HOME=$HOME/xdg $PBXCTL config show
            show $PBXCTL config show
            """, folder: folder)
        #expect(outcome.lines == [
            "domain,flag,\(folder.path)/flag [office]", "domain,environment,\(folder.path)/environment [office]",
            "domain,user,\(folder.path)/.config/pbxctl/config [office]", "time_zone,Asia/Tokyo,/etc/pbxctl.conf [office]",
            "domain,xdg,\(folder.path)/xdg/pbxctl/config [office]", "time_zone,Asia/Tokyo,/etc/pbxctl.conf [office]",
            "domain,system,/etc/pbxctl.conf [office]", "time_zone,Asia/Tokyo,/etc/pbxctl.conf [office]",
        ], "\(outcome)")
    }

    @Test("are chosen by --profile, else PBXCTL_PROFILE, else default, else the only one; several without a choice are refused")
    func choice() throws {
        let folder = try Folder()
        let both = Self.section("first", "one") + Self.section("second", "two")
        let withDefault = try folder.write("default = second\n" + both, to: "default")
        let without = try folder.write(both, to: "without")
        let single = try folder.write(Self.section("first", "one"), to: "single")
        func chosen(_ file: String, _ arguments: [String] = [], _ environment: [String: String] = [:]) throws -> Program.Outcome {
            try Program.run(arguments: arguments + ["config", "show", "--connect-timeout", "1", "-o", "csv", "--config", file], environment: environment)
        }
        #expect(try chosen(withDefault).output.contains("profile,second,default"))
        #expect(try chosen(withDefault, [], ["PBXCTL_PROFILE": "first"]).output.contains("profile,first,PBXCTL_PROFILE"))
        #expect(try chosen(withDefault, ["--profile", "first"], ["PBXCTL_PROFILE": "second"]).output.contains("profile,first,--profile"))
        #expect(try chosen(single).output.contains("profile,first,"))
        let refused = try chosen(without)
        #expect(refused.status == 2 && refused.errors.contains("first, second"), "\(refused)")
        let unknown = try chosen(without, ["--profile", "frist"])
        #expect(unknown.status == 3 && unknown.errors.contains("did you mean first?"), "\(unknown.errors)")
    }

    @Test("are not needed on a FreePBX host: /etc/freepbx.conf leads to database, manager and folders")
    func freePBX() throws {
        let outcome = try Self.inNamespace(
            """
            cp $LAB_FREEPBX_CONF /etc/freepbx.conf
            \(Self.show) doctor -o csv >&2 || echo failed
            \(Self.show) config show -o csv
            \(Self.show) extension show 1001 -o name
            """, folder: try Folder())
        #expect(outcome.status == 0 && !outcome.output.contains("failed"), "\(outcome.errors)")
        #expect(outcome.output.contains("manager,ami://admin@127.0.0.1:\(Lab.value("LAB_AMI_PORT")),freepbx_settings"))
        #expect(outcome.output.contains(",/etc/freepbx.conf") && outcome.output.hasSuffix("1001\n"))
        #expect(outcome.output.contains("database_password,(hidden),/etc/freepbx.conf"))
    }

    @Test("are not needed on a FusionPBX host: /etc/fusionpbx/config.conf leads to database and event socket")
    func fusionPBX() throws {
        let outcome = try Self.inNamespace(
            """
            mkdir -p /etc/fusionpbx && cp $LAB_FUSION_CONF /etc/fusionpbx/config.conf
            \(Self.show) doctor -o csv >&2 || echo failed
            \(Self.show) config show -o csv
            \(Self.show) domain list -o name
            \(Self.show) extension list || echo "status $?"
            \(Self.show) --domain pbx.example.test extension show 1001 -o name
            """, folder: try Folder())
        #expect(outcome.status == 0 && !outcome.output.contains("failed"), "\(outcome.errors)")
        #expect(outcome.output.contains("manager,esl://127.0.0.1:\(Lab.value("LAB_ESL_PORT")),/etc/fusionpbx/config.conf"))
        #expect(outcome.output.hasSuffix("branch.example.test\npbx.example.test\nstatus 2\n1001\n"), "\(outcome.output)")
        #expect(outcome.errors.contains("branch.example.test, pbx.example.test"))
    }

    @Test("with both kinds on one host the kind has to be named; with none the message says where to write it")
    func bothOrNone() throws {
        let outcome = try Self.inNamespace(
            """
            \(Self.show) extension list || echo "none $?"
            cp $LAB_FREEPBX_CONF /etc/freepbx.conf; mkdir -p /etc/fusionpbx && cp $LAB_FUSION_CONF /etc/fusionpbx/config.conf
            \(Self.show) extension list || echo "both $?"
            \(Self.show) --profile freepbx extension show 1001 -o name
            """, folder: try Folder())
        #expect(outcome.output == "none 2\nboth 2\n1001\n", "\(outcome)")
        #expect(outcome.errors.contains("/etc/pbxctl.conf") && outcome.errors.contains("--profile freepbx or --profile fusionpbx"))
    }

    @Test("reach the databases over unix sockets")
    func sockets() throws {
        let folder = try Folder()
        let (mysql, postgres) = (Lab.value("LAB_MYSQL_PASSWORD_FILE"), Lab.value("LAB_PG_PASSWORD_FILE"))
        let file = try folder.write(
            """
            [free]
            kind = freepbx
            database = mysql://freepbxuser@localhost/asterisk?socket=\(Lab.value("LAB_MYSQL_SOCKET"))
            database_password_file = \(mysql)
            [fusion]
            kind = fusionpbx
            database = postgresql://fusionpbx@/fusionpbx?host=\(Lab.value("LAB_PG_SOCKET_DIR"))&port=\(Lab.value("LAB_PG_PORT"))
            database_password_file = \(postgres)
            manager = esl://127.0.0.1:\(Lab.value("LAB_ESL_PORT"))
            manager_password_file = \(Lab.value("LAB_ESL_PASSWORD_FILE"))
            domain = pbx.example.test
            """, to: "config")
        for profile in ["free", "fusion"] {
            let outcome = try Program.run("--config", file, "--profile", profile, "extension", "show", "1001", "-o", "name")
            #expect(outcome.output == "1001\n", "\(outcome.errors)")
        }
    }
}
