/// What is done to registered phones: they are forgotten, or told something.
extension FusionPBXRegistrations {
    func drop(_ number: String) throws {
        let row = try FusionPBXExtensions(connection: connection).row(of: number)
        let steps = try FusionPBXExtensions(connection: connection).registrationFlushes(row, in: connection.domain())
        for node in try connection.connectedNodes() {
            for case .notification(.switchCommand(let command)) in steps {
                let answer = try node.ask(command)
                // A profile of another node does not run here.
                guard answer.hasPrefix("-ERR"), !answer.contains("Invalid Profile") else { continue }
                throw PBXError(.failed, "switch \(node.address)", "refused `\(command)`: \(FusionPBXValues.shown(answer))")
            }
        }
    }

    /// FreeSWITCH: mod_sofia sends a NOTIFY to every phone of an account for an event of that name.
    func notify(_ number: String, _ event: PhoneEvent, _ phones: [Registration]) throws {
        let row = try FusionPBXExtensions(connection: connection).row(of: number)
        let domain = try connection.domain()
        let numbers = FusionPBXCacheKeys.distinct([row["extension"], row.filled("number_alias")].compactMap { $0 })
            .filter(FusionPBXCommand.isWord)
        let headers = Set(phones.map { event.header(for: $0.userAgent) }).sorted()
        for node in try connection.connectedNodes() {
            for number in numbers {
                let account = "\(number)@\(domain.name)"
                guard try node.ask("sofia_contact */\(FusionPBXCommand.word(account, "account"))").contains("sofia/") else { continue }
                for profile in try FusionPBXFeatureSync.profiles(of: account, on: node) {
                    for header in headers {
                        try node.eventSocket().send(event: "NOTIFY", fields: [
                            ("profile", profile), ("user", number), ("host", domain.name), ("event-string", header),
                            ("content-type", "application/simple-message-summary"),
                        ])
                    }
                }
            }
        }
    }
}
