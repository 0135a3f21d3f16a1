import PBXKit

/// The manual page of the profile file, `pbxctl.conf(5)`. Its keys are those that the reader knows.
enum ProfileFilePage {
    static let name = "pbxctl.conf.5"

    static var text: String {
        var roff = Roff(title: "PBXCTL.CONF", manual: 5, name: "pbxctl.conf", summary: "profiles of phone systems for pbxctl")
        roff.section("SYNOPSIS")
        roff.bold("/etc/pbxctl.conf")
        roff.lineBreak()
        roff.bold("~/.config/pbxctl/config")
        roff.section("DESCRIPTION")
        roff.text(
            "On the host of a PBX nothing needs configuring: pbxctl reads the PBX's own configuration. Profiles say where other PBXs are, or what that configuration does not say.")
        roff.paragraph(
            "Which file is read: the one that --config names, else the one that $PBXCTL_CONFIG names; else the user's file, ~/.config/pbxctl/config (below $XDG_CONFIG_HOME where that is set), over /etc/pbxctl.conf, key by key.")
        roff.paragraph(
            "Which profile is taken: the one that --profile names, else $PBXCTL_PROFILE, else default, else the only one. `pbxctl config show` says where each value comes from, and `pbxctl doctor` whether it works.")
        roff.section("FORMAT")
        roff.text(
            "A line is a setting (key = value), a section ([name]), empty, or a comment that begins with # or ;. A value may stand in double quotes. Each section is a profile. Before the first one there may be one setting:")
        roff.item("default", "The profile that is taken where none is named.")
        roff.section("KEYS")
        for key in ProfileKey.allCases { roff.item(key.rawValue, explanation(of: key)) }
        roff.paragraph("Places on the PBX's host, where the PBX's own settings are not right. Paths are absolute.")
        for path in Profile.Path.allCases { roff.item(path.rawValue, explanation(of: path)) }
        roff.section("ADDRESSES")
        roff.item(
            "mysql://USER@HOST:PORT/NAME",
            "MariaDB or MySQL. A unix socket: mysql://USER@localhost/NAME?socket=PATH. TLS: ?ssl-ca=PATH.")
        roff.item(
            "postgresql://USER@HOST:PORT/NAME",
            "PostgreSQL. A unix socket: postgresql:///NAME?host=FOLDER. TLS: ?sslmode=verify-full&sslrootcert=PATH.")
        roff.item("ami://USER@HOST:PORT", "Asterisk's manager.")
        roff.item("esl://HOST:PORT", "FreeSWITCH's event socket.")
        roff.section("PASSWORDS")
        roff.text(
            "A password stands in a file of its own, which its owner alone may read (mode 0600), or in the address where the profile file itself has mode 0600. Else the client libraries look where psql and mysql do: ~/.pgpass and PGPASSWORD, ~/.my.cnf and MYSQL_PWD. Files that others may read are refused.")
        roff.section("EXAMPLES")
        roff.text("A PBX on another host, reached by ssh with a key. Everything else is read there:")
        roff.verbatim(["[branch]", "host = ssh:root@pbx7"])
        roff.paragraph("Two PBXs that are reached by their addresses:")
        roff.verbatim([
            "default = office", "", "[office]", "kind = freepbx", "database = mysql://freepbxuser@192.0.2.7:3306/asterisk",
            "database_password_file = /etc/pbxctl/office-database.pass", "manager = ami://admin@192.0.2.7:5038",
            "manager_password_file = /etc/pbxctl/office-manager.pass", "", "[tenants]", "kind = fusionpbx",
            "database = postgresql://fusionpbx@192.0.2.8:5432/fusionpbx",
            "database_password_file = /etc/pbxctl/tenants-database.pass", "manager = esl://192.0.2.8:8021",
            "manager_password_file = /etc/pbxctl/tenants-manager.pass", "domain = pbx.example.com",
        ])
        roff.section("SEE ALSO")
        roff.text("pbxctl(1), pbxctl-config(1), pbxctl-doctor(1)")
        return roff.text
    }

    private static func explanation(of key: ProfileKey) -> String {
        switch key {
        case .kind: "freepbx or fusionpbx. Need not be said where host is, unless both are there."
        case .host:
            "Where the PBX's files and commands are: ssh:USER@HOST[:PORT], or exec: and a command that is put before all that is run there, as in exec:docker exec -i freepbx. With exec: the file must be writable by its owner alone, root or you."
        case .database: "The PBX's database, by its address."
        case .databasePasswordFile: "The file with its password, on one line. A relative path begins at the profile file's folder, ~/ at your home."
        case .callRecordDatabase: "FreePBX: the database of the call records. By default what FreePBX's settings say."
        case .callRecordDatabasePasswordFile: "FreePBX: the file with its password."
        case .manager: "Asterisk's manager, or FreeSWITCH's event socket. Several lines name the nodes of a FreeSWITCH cluster."
        case .managerPasswordFile: "The file with its password."
        case .domain: "FusionPBX: the domain to work on where --domain names none."
        case .timeZone: "IANA name: how times are shown, and how times without offset are read. By default the PBX's own."
        case .connectTimeout: "Seconds to wait for a connection. 5 unless given."
        case .silenceTimeout: "Seconds to wait for an answer that does not come. 30 unless given."
        }
    }

    private static func explanation(of path: Profile.Path) -> String {
        switch path {
        case .asteriskEtc: "FreePBX: Asterisk's configuration (ASTETCDIR)."
        case .asteriskSpool: "FreePBX: Asterisk's spool, with the voicemail (ASTSPOOLDIR)."
        case .asteriskSounds: "FreePBX: the sounds (sounds below ASTVARLIBDIR)."
        case .asteriskVarLib: "FreePBX: Asterisk's library (ASTVARLIBDIR)."
        case .fwconsole: "FreePBX: the program fwconsole."
        case .switchStorage: "FusionPBX: the switch's storage (switch.storage.dir)."
        case .switchRecordings: "FusionPBX: the recordings (switch.recordings.dir)."
        case .switchVoicemail: "FusionPBX: the voicemail (switch.voicemail.dir)."
        case .switchCache: "FusionPBX: the folder of the file cache."
        }
    }
}
