/// Plans as saved plans and journals hold them: with their secrets, in files of mode 0600 only.
extension Plan: Codable {
    private enum Key: String, CodingKey {
        case operation, noun, id, steps
        case reloadNeeded = "reload_needed"
        case warnings
        case generatedSecret = "generated_secret"
        case generatedVoicemailPIN = "generated_voicemail_pin"
        case generatedSecrets = "generated_secrets"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self.init(
            try fields.decode(Operation.self, forKey: .operation), try fields.decode(String.self, forKey: .noun),
            try fields.decode(String.self, forKey: .id))
        steps = try fields.decode([Step].self, forKey: .steps)
        reloadNeeded = try fields.decode(Bool.self, forKey: .reloadNeeded)
        warnings = try fields.decodeIfPresent([String].self, forKey: .warnings) ?? []
        generatedSecret = try fields.decodeIfPresent(String.self, forKey: .generatedSecret).map(Secret.init)
        generatedVoicemailPIN = try fields.decodeIfPresent(String.self, forKey: .generatedVoicemailPIN).map(Secret.init)
        generatedSecrets = try fields.decodeIfPresent([GeneratedSecrets].self, forKey: .generatedSecrets) ?? []
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(operation, forKey: .operation)
        try fields.encode(noun, forKey: .noun)
        try fields.encode(id, forKey: .id)
        try fields.encode(steps, forKey: .steps)
        try fields.encode(reloadNeeded, forKey: .reloadNeeded)
        if !warnings.isEmpty { try fields.encode(warnings, forKey: .warnings) }
        try generatedSecret?.reveal { try fields.encode($0, forKey: .generatedSecret) }
        try generatedVoicemailPIN?.reveal { try fields.encode($0, forKey: .generatedVoicemailPIN) }
        if !generatedSecrets.isEmpty { try fields.encode(generatedSecrets, forKey: .generatedSecrets) }
    }
}

extension Step: Codable {
    private enum Key: String, CodingKey {
        case row, key, line, folder, message, cache, notification
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        guard let kind = fields.allKeys.first else { throw DecodingError.unknownStep(decoder) }
        self = switch kind {
        case .row: .row(try fields.decode(RowStep.self, forKey: kind))
        case .key: .astDB(try fields.decode(AstDBStep.self, forKey: kind))
        case .line: .configurationLine(try fields.decode(ConfigurationLineStep.self, forKey: kind))
        case .folder: .folder(try fields.decode(FolderStep.self, forKey: kind))
        case .message: .message(try fields.decode(MessageStep.self, forKey: kind))
        case .cache: .cacheKey(try fields.decode(String.self, forKey: kind))
        case .notification: .notification(try fields.decode(Notification.self, forKey: kind))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        switch self {
        case .row(let step): try fields.encode(step, forKey: .row)
        case .astDB(let step): try fields.encode(step, forKey: .key)
        case .configurationLine(let step): try fields.encode(step, forKey: .line)
        case .folder(let step): try fields.encode(step, forKey: .folder)
        case .message(let step): try fields.encode(step, forKey: .message)
        case .cacheKey(let key): try fields.encode(key, forKey: .cache)
        case .notification(let notification): try fields.encode(notification, forKey: .notification)
        }
    }
}

extension Notification: Codable {
    private enum Key: String, CodingKey {
        case variable, value, module, command, event
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        func text(_ key: Key) throws -> String? { try fields.decodeIfPresent(String.self, forKey: key) }
        if let name = try text(.variable) {
            self = .variable(name: name, value: try fields.decode(String.self, forKey: .value))
        } else if let module = try text(.module) {
            self = .reloadModule(module)
        } else if let command = try text(.command) {
            self = .switchCommand(command)
        } else if let event = try fields.decodeIfPresent(SwitchEvent.self, forKey: .event) {
            self = .switchEvent(event)
        } else {
            throw DecodingError.unknownStep(decoder)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        switch self {
        case .variable(let name, let value):
            try fields.encode(name, forKey: .variable)
            try fields.encode(value, forKey: .value)
        case .reloadModule(let module): try fields.encode(module, forKey: .module)
        case .switchCommand(let command): try fields.encode(command, forKey: .command)
        case .switchEvent(let event): try fields.encode(event, forKey: .event)
        }
    }
}

extension RowStep.Column: Codable {
    private enum Key: String, CodingKey {
        case name, value, secret
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self.init(
            try fields.decode(String.self, forKey: .name), try fields.decode(SQL.Value.self, forKey: .value),
            isSecret: try fields.decodeIfPresent(Bool.self, forKey: .secret) ?? false)
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(name, forKey: .name)
        try fields.encode(value, forKey: .value)
        if isSecret { try fields.encode(true, forKey: .secret) }
    }
}

/// `null`, a text or a whole number.
extension SQL.Value: Codable {
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let number = try? value.decode(Int64.self) {
            self = .integer(number)
        } else {
            self = .text(try value.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .text(let text): try value.encode(text)
        case .integer(let number): try value.encode(number)
        }
    }
}

extension DecodingError {
    fileprivate static func unknownStep(_ decoder: any Decoder) -> DecodingError {
        .dataCorrupted(Context(codingPath: decoder.codingPath, debugDescription: "a step of a kind that this pbxctl does not know"))
    }
}

extension GeneratedSecrets: Codable {
    private enum Key: String, CodingKey {
        case id, secret
        case voicemailPIN = "voicemail_pin"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self.init(
            try fields.decode(String.self, forKey: .id), secret: try fields.decodeIfPresent(String.self, forKey: .secret).map(Secret.init),
            voicemailPIN: try fields.decodeIfPresent(String.self, forKey: .voicemailPIN).map(Secret.init))
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(id, forKey: .id)
        try secret?.reveal { try fields.encode($0, forKey: .secret) }
        try voicemailPIN?.reveal { try fields.encode($0, forKey: .voicemailPIN) }
    }
}
