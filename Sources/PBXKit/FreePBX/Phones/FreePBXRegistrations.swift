/// Which phones are registered with Asterisk, by PJSIP and chan_sip. Extensions without a phone (virtual ones) and phones
/// that do not register (DAHDI, custom devices) are no part of it.
struct FreePBXRegistrations: Registrations {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (Registration) throws -> Void) throws {
        let phones = try FreePBXPhone.all(in: system.database()).filter { $0.technology != .other }
        let contacts = try contacts(of: phones)
        let zone = try system.clockZone()
        for phone in phones {
            let found = Self.registrations(of: phone, contacts, zone, options)
            if found.isEmpty { try body(Self.registration(of: phone, .unregistered)) }
            for registration in found { try body(registration) }
        }
    }

    func of(_ number: String, _ options: ReadOptions) throws -> [Registration] {
        guard FreePBXExtensions.isNumber(number),
            try !FreePBXPhone.names(of: number, in: system.database()).isEmpty
        else { throw FreePBXExtensions.notFound(number) }
        let phones = try FreePBXPhone.all(of: number, in: system.database()).filter { $0.technology != .other }
        guard !phones.isEmpty else { return [] }
        let (contacts, zone) = (try contacts(of: phones), try system.clockZone())
        return phones.flatMap { Self.registrations(of: $0, contacts, zone, options) }
    }

    private func contacts(of phones: [FreePBXPhone]) throws -> FreePBXContacts {
        let manager = try system.manager()
        var contacts = FreePBXContacts()
        for event in try manager.listsOffered(
            FreePBXContacts.actions(for: phones), absent: { FreePBXContacts.noteAbsence(of: $0, phones, in: system) })
        { contacts.take(event) }
        try contacts.addDetails(of: phones, from: manager)
        return contacts
    }

    private static func registrations(
        of phone: FreePBXPhone, _ contacts: FreePBXContacts, _ zone: TimeZoneRules, _ options: ReadOptions
    ) -> [Registration] {
        contacts[phone].map { contact in
            var result = registration(of: phone, contact.status)
            result.contact = contact.uri
            result.address = contact.address
            result.port = contact.port
            result.transport = contact.transport
            result.userAgent = contact.userAgent
            result.expires = contact.expires.map { Timestamp(seconds: $0).iso8601(in: zone) }
            result.latencyMilliseconds = contact.latencyMilliseconds
            if options.raw { result.raw = contact.raw }
            return result
        }
    }

    private static func registration(of phone: FreePBXPhone, _ status: Registration.Status) -> Registration {
        var result = Registration(extension: phone.number, status: status)
        result.name = phone.name
        return result
    }
}
