/// A registered contact of a phone, as the manager tells it.
struct FreePBXContact: Equatable, Sendable {
    var status: Registration.Status
    var uri: String?
    var address: String?
    var port: Int?
    var transport: String?
    var userAgent: String?
    /// Unix time.
    var expires: Int64?
    var latencyMilliseconds: Int?
    var raw: Cell

    /// `ContactStatusDetail`, of res_pjsip_registrar. nil for a contact that is going away.
    init?(pjsip event: ManagerMessage) {
        guard let uri = event["URI"], !uri.isEmpty, event["Status"] != "Removed" else { return nil }
        // NonQualified: nobody asks the phone whether it is there, or nobody has yet. Asterisk sends calls to it.
        status = event["Status"] == "Unreachable" ? .unreachable : .registered
        self.uri = uri
        // Calls go to the contact's address; ViaAddress is what the phone believes of itself, behind a NAT a private one.
        let place = SIPContact(uri)
        (address, port, transport) = (place.host, place.port, place.transport)
        userAgent = Self.filled(event["UserAgent"])
        expires = event["RegExpire"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        latencyMilliseconds = event["RoundtripUsec"].flatMap { Int($0) }.map { ($0 + 500) / 1000 }
        raw = Self.raw(event)
    }

    /// `PeerEntry` of chan_sip. nil for a peer that is not registered.
    init?(peer event: ManagerMessage) {
        guard let address = Self.filled(event["IPaddress"]), address != "-none-" else { return nil }
        let word = event["Status"] ?? ""
        status = word.hasPrefix("UNREACHABLE") ? .unreachable : .registered
        self.address = address
        port = event["IPport"].flatMap { Int($0) }
        latencyMilliseconds = Self.milliseconds(word)
        raw = Self.raw(event)
    }

    /// What only chan_sip's details of one peer say. `now`: Unix time.
    mutating func add(details answer: ManagerMessage, now: Int64) {
        guard answer.isSuccess else { return }
        uri = Self.filled(answer["Reg-Contact"])
        transport = uri.map { SIPContact($0).transport }
        userAgent = Self.filled(answer["SIP-Useragent"])
        // `310 seconds`; -1 for a peer with a fixed address.
        if let left = answer["RegExpire"]?.split(separator: " ").first.flatMap({ Int64($0) }), left >= 0 { expires = now + left }
        // The registered address again, in the words of the details: the listing has no more than that.
        raw = Self.raw(answer)
    }

    /// `OK (12 ms)`, `LAGGED (2310 ms)`.
    private static func milliseconds(_ status: String) -> Int? {
        guard let open = status.firstIndex(of: "(") else { return nil }
        return Int(status[status.index(after: open)...].prefix { $0.isNumber })
    }

    private static func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

    private static func raw(_ message: ManagerMessage) -> Cell {
        let hidden: Set<String> = ["Event", "Response", "ActionID", "EventList"]
        return .object(Cell.Object(
            message.headers.filter { !hidden.contains($0.name) }.map { Cell.Entry($0.name, .text($0.value)) }))
    }
}
