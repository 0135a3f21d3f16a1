/// The event socket's address in the database, where FusionPBX kept it up to 5.1.1 (`v_settings`).
public enum LegacyEventSocket {
    /// The address, or nil where the table or its row is not there. Only to be asked for releases before 5.1.2: on
    /// upgraded systems the table survives and is no longer read.
    public static func read(from database: any Database) throws -> ManagerAddress? {
        let columns = try database.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'v_settings'")
        guard columns.contains(where: { $0["column_name"] == "event_socket_port" }) else { return nil }
        let row = try database.firstRow(
            "SELECT event_socket_ip_address, event_socket_port, event_socket_password FROM v_settings")
        guard let row, let port = row["event_socket_port"].flatMap({ Int($0) }) else { return nil }
        let host = row["event_socket_ip_address"].flatMap { $0.isEmpty || $0 == "0.0.0.0" ? nil : $0 } ?? "127.0.0.1"
        return ManagerAddress(
            interface: .esl, host: host, port: port, user: nil,
            password: Secret(row["event_socket_password"] ?? "ClueCon"))
    }
}
