import Testing

@testable import PBXKit

@Suite struct ProfileAddressTests {
    @Test func readsDatabaseAddresses() throws {
        let plain = try DatabaseAddress(url: "mysql://freepbxuser@127.0.0.1:3307/asterisk?ssl-ca=/etc/ca.pem")
        #expect(plain.location == .network(host: "127.0.0.1", port: 3307) && plain.user == "freepbxuser")
        #expect(plain.parameters == ["ssl-ca": "/etc/ca.pem"] && plain.database == "asterisk" && plain.password == nil)
        let socket = try DatabaseAddress(url: "mysql://u@localhost/asterisk?socket=/run/mysqld/mysqld.sock")
        #expect(socket.location == .socket(path: "/run/mysqld/mysqld.sock", port: 3306))
        for text in ["postgresql://u@/db?host=/run/postgresql&port=5433", "postgres://u@%2Frun%2Fpostgresql:5433/db", "postgresql:///db?host=/run/postgresql&port=5433&user=u"] {
            let address = try DatabaseAddress(url: text)
            #expect(address.location == .socket(path: "/run/postgresql", port: 5433) && address.user == "u")
        }
        #expect(try DatabaseAddress(url: "postgresql://u@[::1]:5432/db").location == .network(host: "::1", port: 5432))
        let odd = try DatabaseAddress(url: "mysql://a%40b:p%3Aw%2F%25@ss@h/d")
        #expect(odd.user == "a@b" && odd.password == Secret("p:w/%@ss"))
        #expect(odd.url == "mysql://a@b@h:3306/d" && !"\(odd)".contains("p:w"))
    }

    @Test(arguments: [
        "", "mysql", "http://h/d", "mysql://h", "mysql://h:0/d", "mysql://h:99999/d", "mysql://h:x/d", "mysql://u:%zz@h/d",
        "mysql://u%0a@h/d", "mysql://h/d%00", "mysql://[::1/d", "mysql://h/d?socket=rel", "postgresql://h/d?socket=/x",
        "mysql://h/a/b", "mysql://h/d?a=1&a=2", "mysql://h/d?x", "mysql://u:%ff@h/d",
    ])
    func refusesDatabaseAddresses(text: String) {
        #expect(throws: AddressURL.Failure.self) { try DatabaseAddress(url: text) }
    }

    @Test func readsManagerAddresses() throws {
        let ami = try ManagerAddress(url: "ami://admin@pbx")
        #expect(ami.host == "pbx" && ami.port == 5038 && ami.user == "admin")
        #expect(try ManagerAddress(url: "esl://127.0.0.1").port == 8021)
        for text in ["ami://h", "esl://h/x", "esl://h?x=1", "tcp://h"] {
            #expect(throws: AddressURL.Failure.self) { try ManagerAddress(url: text) }
        }
    }
}
