/// Plans as saved plans and journals hold them: with their secrets, in files of mode 0600 only.
extension Plan: Decodable, JSONWritable {
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

    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("operation", operation.rawValue)
            $0.field("noun", noun)
            $0.field("id", id)
            $0.field("steps", steps)
            $0.field("reload_needed", reloadNeeded)
            if !warnings.isEmpty { $0.field("warnings", warnings) }
            $0.field("generated_secret", ifPresent: generatedSecret?.reveal { $0 })
            $0.field("generated_voicemail_pin", ifPresent: generatedVoicemailPIN?.reveal { $0 })
            if !generatedSecrets.isEmpty { $0.field("generated_secrets", generatedSecrets) }
        }
    }
}

extension Step: Decodable, JSONWritable {
    private enum Key: String, CodingKey {
        case row, key, line, folder, message, timer, cache, notification
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
        case .timer: .timer(try fields.decode(TimerStep.self, forKey: kind))
        case .cache: .cacheKey(try fields.decode(String.self, forKey: kind))
        case .notification: .notification(try fields.decode(Notification.self, forKey: kind))
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.breakLine()
        writer.object {
            switch self {
            case .row(let step): $0.field("row", step)
            case .astDB(let step): $0.field("key", step)
            case .configurationLine(let step): $0.field("line", step)
            case .folder(let step): $0.field("folder", step)
            case .message(let step): $0.field("message", step)
            case .timer(let step): $0.field("timer", step)
            case .cacheKey(let key): $0.field("cache", key)
            case .notification(let notification): $0.field("notification", notification)
            }
        }
    }
}

extension Notification: Decodable, JSONWritable {
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

    func write(to writer: inout JSONWriter) {
        writer.object {
            switch self {
            case .variable(let name, let value):
                $0.field("variable", name)
                $0.field("value", value)
            case .reloadModule(let module): $0.field("module", module)
            case .switchCommand(let command): $0.field("command", command)
            case .switchEvent(let event): $0.field("event", event)
            }
        }
    }
}

/// `["name", value]`, with `true` behind it for a secret.
extension RowStep.Column: Decodable, JSONWritable {
    public init(from decoder: any Decoder) throws {
        var parts = try decoder.unkeyedContainer()
        self.init(try parts.decode(String.self), try parts.decode(SQL.Value.self))
        if !parts.isAtEnd { isSecret = try parts.decode(Bool.self) }
    }

    func write(to writer: inout JSONWriter) {
        writer.list {
            $0.element(name)
            $0.element(value)
            if isSecret { $0.element(true) }
        }
    }
}

extension RowStep: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("table", table)
            $0.field("key", key)
            if let before { $0.field("before", before) }
            if let after { $0.field("after", after) }
        }
    }
}

extension AstDBStep: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("family", family)
            $0.field("key", key)
            $0.field("before", ifPresent: before)
            $0.field("after", ifPresent: after)
        }
    }
}

extension ConfigurationLineStep: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("file", file)
            $0.field("section", section)
            $0.field("name", name)
            $0.field("before", ifPresent: before)
            $0.field("after", ifPresent: after)
            $0.field("isSecret", isSecret)
        }
    }
}

extension FolderStep: JSONWritable {
    func write(to writer: inout JSONWriter) { writer.object { $0.field("path", path) } }
}

extension TimerStep: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("condition", condition)
            $0.field("lamp", lamp)
            if let before { $0.field("before", before) }
            if let after { $0.field("after", after) }
        }
    }
}

extension TimerStep.End: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("moment", SQL.Value.integer(moment))
            $0.field("value", value)
        }
    }
}

extension SwitchEvent: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("name", name)
            $0.field("headers", headers)
            $0.field("unlessInCall", ifPresent: unlessInCall)
            $0.field("toProfilesOf", ifPresent: toProfilesOf)
        }
    }
}

extension SwitchEvent.Header: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("name", name)
            $0.field("value", value)
        }
    }
}

/// `null`, a text or a whole number.
extension SQL.Value: Decodable, JSONWritable {
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

    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.write(bare: "null")
        case .integer(let number): writer.write(bare: String(number))
        case .text(let text): writer.write(text)
        }
    }
}

extension DecodingError {
    fileprivate static func unknownStep(_ decoder: any Decoder) -> DecodingError {
        .dataCorrupted(Context(codingPath: decoder.codingPath, debugDescription: "a step of a kind that this pbxctl does not know"))
    }
}

extension GeneratedSecrets: Decodable, JSONWritable {
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

    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("secret", ifPresent: secret?.reveal { $0 })
            $0.field("voicemail_pin", ifPresent: voicemailPIN?.reveal { $0 })
        }
    }
}
