import Testing

@testable import PBXKit

@Suite struct DiscoveryTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var search: ProfileSearch { ProfileSearch(environment: [:], root: folder.path) }

    private let freepbx = """
        <?php
        // $amp_conf['AMPDBUSER'] = 'comment';
        # $amp_conf['AMPDBUSER'] = 'hash';
        /* $amp_conf['AMPDBUSER'] = 'block'; */
        $note = "$amp_conf['AMPDBUSER'] = 'inside';";
        $amp_conf['AMPDBUSER']\t=\t'freepbxuser'; // after
        $amp_conf["AMPDBPASS"] = 'it\\'s // no \\\\ comment;';
        $amp_conf [ 'AMPDBHOST' ] /* here */ = "localhost";\r
        $amp_conf['AMPDBPORT'] = '80';
        $amp_conf['AMPDBNAME'] = 'aster' . 'isk2';
        require_once('/var/www/html/admin/bootstrap.php');
        ?>
        """

    @Test func readsFreePBX() throws {
        try folder.file("etc/freepbx.conf", freepbx)
        let address = try #require(try search.load().database)
        #expect(address.value == DatabaseAddress(
            engine: .mysql, location: .network(host: "127.0.0.1", port: 3306), user: "freepbxuser",
            password: Secret("it's // no \\ comment;"), database: "asterisk"))
        #expect(address.origin == "/etc/freepbx.conf")
        try folder.file("run/mysqld/mysqld.sock", "")
        #expect(try search.load().database?.value.location == .socket(path: "/run/mysqld/mysqld.sock", port: 3306))
        try folder.file("etc/freepbx.conf", "<?php $amp_conf['AMPDBUSER']='u';$amp_conf['AMPDBSOCK']='/s';")
        #expect(try search.load().database?.value.location == .socket(path: "/s", port: 3306))
        try folder.file("etc/freepbx.conf", "<?php $amp_conf['AMPDBUSER']='u';$amp_conf['AMPDBHOST']='db';$amp_conf['AMPDBPORT']=3307;")
        #expect(try search.load().database?.value.location == .network(host: "db", port: 3307))
    }

    @Test func phpThatIsCutAnywhereDoesNoHarm() {
        let bytes = Array(freepbx.utf8)
        for length in 0...bytes.count { _ = PHPAssignments.read(String(decoding: bytes[..<length], as: UTF8.self)) }
        #expect(PHPAssignments.read("$a = \"x\\n\\$b\\q\"; $a == 'no'; $db_port = 5432;") == ["a": "x\n$b\\q", "db_port": "5432"])
    }

    @Test func fallsBackToAmportal() throws {
        try folder.file("etc/amportal.conf", "# --- DB\nAMPDBUSER=u\nAMPDBPASS=a\\ b\n")
        #expect(try search.load().database?.value.password == Secret("a b"))
    }

    @Test func readsFusionPBX() throws {
        try folder.file("etc/fusionpbx/config.conf", """
            #database system settings
            database.0.type = pgsql
            database.0.host = 127.0.0.1
            database.0.port = 5433
            database.0.name = "fusionpbx"
            database.0.username = fusionpbx
            database.0.password = a=b
            switch.event_socket.port = 8022
            switch.event_socket.password = es
            switch.storage.dir = /srv/storage
            cache.method = file
            cache.location = /srv/cache
            """)
        let profile = try search.load()
        #expect(profile.database?.value.location == .network(host: "127.0.0.1", port: 5433))
        #expect(profile.database?.value.password == Secret("a=b"))
        #expect(profile.managers.first?.value == ManagerAddress(
            interface: .esl, host: "127.0.0.1", port: 8022, user: nil, password: Secret("es")))
        #expect(profile.paths[.switchCache]?.value == "/srv/cache" && profile.paths[.switchStorage]?.value == "/srv/storage")
        #expect(profile.configuration["cache.method"]?.value == "file")
        #expect(!profile.report.contains { $0.value == "es" || $0.value.contains("a=b") })
    }

    @Test func readsOldFusionPBXAndTheSwitchsEventSocket() throws {
        try folder.file("etc/fusionpbx/config.php", "<?php $db_type = 'pgsql'; $db_host = ''; $db_name = 'f'; $db_username = \"u\"; $db_password = 'p';")
        let profile = try search.load()
        #expect(profile.database?.value.location == .socket(path: "/var/run/postgresql", port: 5432))
        #expect(profile.managers.isEmpty)
        let discovery = FusionPBXDiscovery(Discovery(environment: [:], root: folder.path))
        #expect(try discovery.eventSocketOfSwitch().value.password == Secret("ClueCon"))
        try folder.file("etc/freeswitch/autoload_configs/event_socket.conf.xml", """
            <configuration><settings>
            <!-- <param name="listen-port" value="1"/> -->
            <param name="listen-ip" value="::"/><param name="listen-port" value="8025"/>
            <param name="password" value="a&amp;b"/></settings></configuration>
            """)
        let found = try discovery.eventSocketOfSwitch().value
        #expect(found.host == "::1" && found.port == 8025 && found.password == Secret("a&b"))
    }

    @Test func asksWhichWhereBothAre() throws {
        #expect { try search.load() } throws: { ($0 as? PBXError)?.kind == .usage }
        try folder.file("etc/freepbx.conf", freepbx)
        try folder.file("etc/fusionpbx/config.conf", "database.0.name = f\n")
        #expect { try search.load() } throws: { ($0 as? PBXError)?.remedy == "say which: --profile freepbx or --profile fusionpbx" }
        var named = search
        named.profileName = "fusionpbx"
        #expect(try named.load().kind == .fusionpbx)
        named.profileName = "freepbx"
        #expect(try named.load().kind == .freepbx)
    }

    @Test func fillsWhatASectionLeavesOut() throws {
        try folder.file("etc/freepbx.conf", freepbx)
        try folder.file("etc/pbxctl.conf", "[here]\nkind = freepbx\ntime_zone = UTC\n")
        let profile = try search.load()
        #expect(profile.name == "here" && profile.database?.origin == "/etc/freepbx.conf" && profile.timeZone?.value == "UTC")
    }
}
