/// What all extensions are doing: built from the manager's lists, kept up to date by its events, which say the same in the
/// same words.
struct FreePBXStateBoard {
    /// In the natural order of their numbers.
    let numbers: [String]
    private let names: [String: String]
    private let phones: [String: [FreePBXPhone]]
    private let numberOfDevice: [String: String]

    /// By device: `PJSIP/1001` is `NOT_INUSE`.
    private var devices: [String: String] = [:]
    /// By extension: the bits of its hint.
    private var hints: [String: Int] = [:]
    private var presences: [String: (state: String, message: String?)] = [:]
    /// By the channel's unique id: its device.
    private var channels: [String: String] = [:]
    /// By device: its contacts.
    private var contacts: [String: Set<String>] = [:]
    private var doNotDisturb: Set<String> = []
    private var forwards: [String: String] = [:]

    init(names: [(number: String, name: String?)], phones: [FreePBXPhone]) {
        self.phones = Dictionary(grouping: phones, by: \.number)
        self.names = Dictionary(names.compactMap { pair in pair.name.map { (pair.number, $0) } }, uniquingKeysWith: { first, _ in first })
        numberOfDevice = Dictionary(phones.map { ($0.device, $0.number) }, uniquingKeysWith: { first, _ in first })
        numbers = names.map(\.number)
    }

    func hasPhone(_ number: String) -> Bool { phones[number] != nil }

    // MARK: - What the switch says

    /// Takes in an item of a list, or an event.
    /// - Returns: the extension that it concerns.
    @discardableResult
    mutating func take(_ event: ManagerMessage) -> String? {
        switch event.event {
        case "DeviceStateChange": device(event)
        case "ExtensionStatus": hint(event)
        case "PresenceStateChange": presence(event)
        case "CoreShowChannel", "Newchannel": channel(event)
        case "Hangup": hungUp(event)
        case "ContactStatusDetail", "ContactStatus", "PeerEntry", "PeerStatus": contact(event)
        default: nil
        }
    }

    private mutating func device(_ event: ManagerMessage) -> String? {
        guard let device = event["Device"], let number = numberOfDevice[device] else { return nil }
        devices[device] = event["State"]
        return number
    }

    /// Asterisk has no such driver. Its hints take such a phone, which it does not know, for an idle one.
    mutating func setUnavailable(_ technology: FreePBXPhone.Technology) {
        for phone in phones.values.joined() where phone.technology == technology { devices[phone.device] = "UNAVAILABLE" }
    }

    private mutating func hint(_ event: ManagerMessage) -> String? {
        // FreePBX: hints of extensions stand in ext-local, those of feature codes elsewhere.
        guard event["Context"] == "ext-local", let number = event["Exten"] else { return nil }
        hints[number] = event["Status"].flatMap { Int($0) }
        return number
    }

    private mutating func presence(_ event: ManagerMessage) -> String? {
        let provider = "CustomPresence:"
        guard let presentity = event["Presentity"], presentity.hasPrefix(provider) else { return nil }
        let number = String(presentity.dropFirst(provider.count))
        let message = event["Message"].flatMap { $0.isEmpty ? nil : $0 }
        presences[number] = (event["Status"] ?? "", message)
        return number
    }

    private mutating func channel(_ event: ManagerMessage) -> String? {
        // `PJSIP/1001-0000002a`
        guard let name = event["Channel"], let id = event["Uniqueid"], let dash = name.lastIndex(of: "-") else { return nil }
        let device = String(name[..<dash])
        guard let number = numberOfDevice[device] else { return nil }
        channels[id] = device
        return number
    }

    private mutating func hungUp(_ event: ManagerMessage) -> String? {
        event["Uniqueid"].flatMap { channels.removeValue(forKey: $0) }.flatMap { numberOfDevice[$0] }
    }

    private mutating func contact(_ event: ManagerMessage) -> String? {
        let (device, contact, isThere): (String, String, Bool)
        switch event.event {
        case "PeerEntry":
            (device, contact) = ("SIP/\(event["ObjectName"] ?? "")", "")
            isThere = FreePBXContact(peer: event) != nil
        case "PeerStatus":
            guard let peer = event["Peer"], peer.hasPrefix("SIP/"), event["PeerStatus"] != "Rejected" else { return nil }
            (device, contact, isThere) = (peer, "", event["PeerStatus"] != "Unregistered")
        default:
            (device, contact) = ("PJSIP/\(event["AOR"] ?? "")", event["URI"] ?? "")
            isThere = (event["ContactStatus"] ?? event["Status"]) != "Removed"
        }
        guard let number = numberOfDevice[device] else { return nil }
        if isThere { contacts[device, default: []].insert(contact) } else { contacts[device]?.remove(contact) }
        return number
    }

    // MARK: - What AstDB says

    mutating func set(doNotDisturb value: String?, of number: String) {
        if value?.isEmpty == false { doNotDisturb.insert(number) } else { doNotDisturb.remove(number) }
    }

    mutating func set(forward value: String?, of number: String) { forwards[number] = value.flatMap { $0.isEmpty ? nil : $0 } }

    // MARK: - States

    func state(of number: String, raw: Bool = false) -> ExtensionState {
        let own = phones[number] ?? []
        var result = ExtensionState(extension: number, state: phoneState(of: number))
        result.name = names[number]
        if !own.isEmpty { result.isRegistered = own.contains { contacts[$0.device]?.isEmpty == false } }
        result.doNotDisturb = doNotDisturb.contains(number)
        result.callForwardAll = forwards[number]
        // `not_set`: nobody ever said.
        result.presence = presences[number].flatMap { ["", "not_set"].contains($0.state) ? nil : $0.state }
        result.presenceMessage = presences[number]?.message
        let devices = Set(own.map(\.device))
        result.calls = channels.values.count { devices.contains($0) }
        if raw { result.raw = rawState(of: number, own) }
        return result
    }

    /// The phones' own states come first: FreePBX's hints take do-not-disturb for a phone in use.
    private func phoneState(of number: String) -> ExtensionState.State {
        let states = (phones[number] ?? []).compactMap { devices[$0.device] }.map(Self.state(ofDevice:))
        let telling: [ExtensionState.State] = [.in_use, .ringing, .on_hold, .busy, .idle, .unavailable]
        return telling.first(where: states.contains) ?? hints[number].map(Self.state(ofHint:)) ?? .unknown
    }

    /// Asterisk: main/devicestate.c.
    private static func state(ofDevice word: String) -> ExtensionState.State {
        switch word {
        case "NOT_INUSE": .idle
        case "INUSE", "RINGINUSE": .in_use
        case "RINGING": .ringing
        case "BUSY": .busy
        case "ONHOLD": .on_hold
        case "UNAVAILABLE": .unavailable
        default: .unknown
        }
    }

    /// Asterisk: include/asterisk/pbx.h, `enum ast_extension_states`: 1 in use, 2 busy, 4 unavailable, 8 ringing, 16 on hold.
    private static func state(ofHint bits: Int) -> ExtensionState.State {
        switch bits {
        case 0: .idle
        case ..<0: .unknown
        case let bits where bits & 16 != 0: .on_hold
        case let bits where bits & 1 != 0: .in_use
        case let bits where bits & 8 != 0: .ringing
        case let bits where bits & 2 != 0: .busy
        case let bits where bits & 4 != 0: .unavailable
        default: .unknown
        }
    }

    private func rawState(of number: String, _ phones: [FreePBXPhone]) -> Cell {
        .object(Cell.Object([
            Cell.Entry("hint", Cell(hints[number])),
            Cell.Entry("devices", .object(Cell.Object(phones.map { Cell.Entry($0.device, Cell(devices[$0.device])) }))),
        ]))
    }
}
