extension FusionPBXSettings {
    /// Where the web interface's cache of the switch lies.
    public enum CacheMethod: String, Sendable { case file, memcache }

    /// Code fallbacks and shipped values: FusionPBX, `*/app_config.php`.
    public var cacheMethod: CacheMethod { text("cache", "method").flatMap(CacheMethod.init) ?? .file }
    public var cacheDirectory: String { text("cache", "location") ?? "/var/cache/fusionpbx" }

    public var storageDirectory: String { text("switch", "storage") ?? "/var/lib/freeswitch/storage" }
    public var voicemailDirectory: String { text("switch", "voicemail") ?? "\(storageDirectory)/voicemail" }
    public var recordingsDirectory: String { text("switch", "recordings") ?? "/var/lib/freeswitch/recordings" }
    public var configurationDirectory: String { text("switch", "conf") ?? "/etc/freeswitch" }
    public var soundsDirectory: String { text("switch", "sounds") ?? "/usr/share/freeswitch/sounds" }
    /// Set where the web interface writes extensions to files as well.
    public var extensionsDirectory: String? { text("switch", "extensions") }

    /// How inbound routes are stored: `single` dialplan as shipped since 5.5.1, `multiple` before and where not set.
    public var usesSingleDestinationDialplan: Bool { text("destinations", "dialplan_mode") == "single" }
    public var writesDialplanDetails: Bool { flag("destinations", "dialplan_details") ?? true }
    public var refusesDuplicateDestinations: Bool { flag("destinations", "unique") ?? true }
    /// The field that inbound conditions test.
    public var dialplanDestinationField: String { text("dialplan", "destination") ?? "destination_number" }

    public var timeZone: String? { text("domain", "time_zone") }
    /// `none`, which means no account code, and not set are the same.
    public var accountCode: String? { text("domain", "accountcode").flatMap { $0 == "none" ? nil : $0 } }

    /// Generated SIP passwords.
    public var extensionPasswordLength: Int { number("extension", "password_length") ?? 20 }
    public var extensionPasswordStrength: Int { number("extension", "password_strength") ?? 4 }
    public var extensionRegistrationLimit: Int { number("extension", "limit_max") ?? 5 }
    public var extensionCallTimeout: Int { number("extension", "call_timeout") ?? 30 }

    /// Generated voicemail PINs; the code falls back to 6 digits.
    public var voicemailPasswordLength: Int { number("voicemail", "password_length") ?? 6 }
    public var keepsVoicemailLocally: Bool { flag("voicemail", "keep_local") ?? true }
    public var voicemailFile: String { text("voicemail", "voicemail_file") ?? "attach" }
    /// Whether message audio lies in the database rather than in files.
    public var storesVoicemailInDatabase: Bool { text("voicemail", "storage_type") == "base64" }
    public var storesRecordingsInDatabase: Bool { text("recordings", "storage_type") == "base64" }

    /// The largest number of a thing in the domain (`extensions`, `destinations`, …), or nil for no limit.
    public func limit(of things: String) -> Int? { number("limit", things) }
}
