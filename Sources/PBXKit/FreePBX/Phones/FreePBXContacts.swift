/// Every contact that Asterisk knows, asked for at once: one list for each SIP driver, whatever the number of phones.
struct FreePBXContacts {
    private var byPeer: [String: [FreePBXContact]] = [:]

    /// The contacts of a phone.
    subscript(phone: FreePBXPhone) -> [FreePBXContact] { byPeer[Self.key(phone.technology, phone.peer)] ?? [] }

    /// The lists that hold them. chan_sip is asked only where a phone uses it: Asterisk 21 has none.
    static func actions(for phones: [FreePBXPhone]) throws -> [ManagerAction] {
        var actions = [try ManagerAction("PJSIPShowRegistrationInboundContactStatuses")]
        if phones.contains(where: { $0.technology == .chanSIP }) { actions.append(try ManagerAction("SIPpeers")) }
        return actions
    }

    /// Says which phones cannot register because Asterisk lacks their driver.
    static func noteAbsence(of action: String, _ phones: [FreePBXPhone], in system: FreePBXSystem) {
        let lost = phones.filter { $0.technology == .chanSIP }
        guard action == "SIPpeers", let first = lost.first else { return }
        let whose = lost.count == 1 ? "extension \(first.number) has" : "\(lost.count) extensions have, \(first.number) among them,"
        system.scope.note?("\(whose) a phone of chan_sip, which this Asterisk does not have: it cannot register")
    }

    /// Takes in the events of those lists.
    mutating func take(_ event: ManagerMessage) {
        switch event.event {
        case "ContactStatusDetail":
            guard let peer = event["AOR"], let contact = FreePBXContact(pjsip: event) else { return }
            byPeer[Self.key(.pjsip, peer), default: []].append(contact)
        case "PeerEntry":
            guard let peer = event["ObjectName"], let contact = FreePBXContact(peer: event) else { return }
            byPeer[Self.key(.chanSIP, peer), default: []].append(contact)
        default: break
        }
    }

    /// Asks chan_sip for what its listing leaves out of the registered ones, without waiting for each answer.
    mutating func addDetails(of phones: [FreePBXPhone], from manager: AsteriskManager) throws {
        let registered = phones.filter { $0.technology == .chanSIP && !self[$0].isEmpty }
        guard !registered.isEmpty else { return }
        let answers = try manager.answers(to: registered.map { try ManagerAction("SIPshowpeer", ["Peer": $0.peer]) })
        let now = Timestamp.now().seconds
        for (phone, answer) in zip(registered, answers) {
            let key = Self.key(.chanSIP, phone.peer)
            byPeer[key] = byPeer[key]?.map { contact in
                var contact = contact
                contact.add(details: answer, now: now)
                return contact
            }
        }
    }

    private static func key(_ technology: FreePBXPhone.Technology, _ peer: String) -> String { "\(technology.rawValue)/\(peer)" }
}

extension AsteriskManager {
    /// Several lists in one go. A driver that is not loaded has an empty one; `absent` is told the action's name.
    func listsOffered(_ actions: [ManagerAction], absent: (String) -> Void = { _ in }) throws -> [ManagerMessage] {
        try lists(actions).flatMap { list in
            switch list {
            case .success(let events): return events
            case .failure(let error) where error.isUnknownAction:
                absent(error.action)
                return []
            case .failure(let error) where error.isEmptyList: return []
            case .failure(let error): throw error
            }
        }
    }
}

extension ManagerError {
    /// Some lists say by an error that they are empty: `No dialplan hints are available`, `No endpoints found`.
    var isEmptyList: Bool { message.hasPrefix("No ") && (message.contains("available") || message.contains("found")) }
}
