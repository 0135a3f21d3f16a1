/// The settings of a new phone as FreePBX stores them: one row of `sip` per keyword, numbered by `flags`.
///
/// Chiefly what Core's drivers give a quickly created device; `aggregate_mwi`, `outbound_auth` and the caller id as the
/// web form has them. FreePBX: `drivers/PJSip.class.php`, `drivers/Sip.class.php`.
struct FreePBXDeviceSettings {
    struct Row: Equatable, Sendable {
        var keyword: String
        var data: String
        var flags: Int
    }

    var number: String
    var name: String
    var hasMailbox: Bool
    /// FreePBX's major release: 15, 16, 17.
    var release: Int
    var values: FreePBXSettings

    /// The rows of a PJSIP phone.
    func pjsipRows(secret: String) -> [Row] {
        let dtmf = values.text("DEVICE_SIP_DTMF")
        var pairs: [(String, String)?] = [
            ("sipdriver", "chan_pjsip"), nil,
            ("md5_cred", ""), ("dtmfmode", dtmf == "rfc2833" ? "rfc4733" : dtmf),
            ("trustrpid", values.text("DEVICE_SIP_TRUSTRPID")), ("sendrpid", values.text("DEVICE_SIP_SENDRPID")),
            ("qualifyfreq", values.text("DEVICE_SIP_QUALIFYFREQ")), ("transport", ""), ("avpf", "no"),
            ("timers", "yes"), ("icesupport", "no"), ("send_connected_line", release >= 17 ? "no" : "yes"),
            ("user_eq_phone", "no"), ("namedcallgroup", values.text("DEVICE_CALLGROUP")),
            ("namedpickupgroup", values.text("DEVICE_PICKUPGROUP")), ("disallow", values.text("DEVICE_DISALLOW")),
            ("allow", values.text("DEVICE_ALLOW")), ("accountcode", ""), nil, ("max_contacts", "1"),
            ("remove_existing", "yes"), ("media_use_received_transport", "no"), ("media_address", ""),
        ]
        pairs += [
            ("rtp_symmetric", "yes"), ("force_rport", "yes"), ("rewrite_contact", "yes"), ("mwi_subscription", "auto"),
            ("aggregate_mwi", "yes"), ("media_encryption", "no"), ("media_encryption_optimistic", "no"),
            ("device_state_busy_at", "0"), ("rtcp_mux", "no"), ("bundle", "no"), ("minimum_expiration", "60"),
            ("maximum_expiration", "7200"), ("match", ""), ("rtp_timeout", "0"), ("rtp_timeout_hold", "0"),
            ("timers_min_se", "90"), ("direct_media", "yes"), ("force_callerid", "no"), ("max_audio_streams", "1"),
            ("max_video_streams", "1"), ("webrtc", "no"), ("defaultuser", ""), ("message_context", ""),
            ("refer_blind_progress", "yes"), ("vmexten", ""), ("outbound_auth", "yes"),
        ]
        pairs += identity(technology: "PJSIP", secret: secret)
        // These two came with release 16.
        if release < 16 { pairs.removeAll { $0?.0 == "md5_cred" || $0?.0 == "media_address" } }
        return numbered(pairs)
    }

    /// The rows of a chan_sip phone (Asterisk up to 20).
    func chanSIPRows(secret: String) -> [Row] {
        let pairs: [(String, String)?] = [
            ("sipdriver", "chan_sip"), ("dtmfmode", values.text("DEVICE_SIP_DTMF")),
            ("canreinvite", values.text("DEVICE_SIP_CANREINVITE")), ("host", "dynamic"),
            ("trustrpid", values.text("DEVICE_SIP_TRUSTRPID")), ("sendrpid", values.text("DEVICE_SIP_SENDRPID")),
            ("type", "friend"), ("nat", values.text("DEVICE_SIP_NAT")), ("port", "5060"),
            ("qualify", values.text("DEVICE_QUALIFY")), ("qualifyfreq", values.text("DEVICE_SIP_QUALIFYFREQ")),
            ("transport", "udp,tcp,tls"), ("avpf", "no"), ("force_avp", "no"), ("sessiontimers", "accept"),
            ("videosupport", "inherit"), ("icesupport", "no"), ("encryption", values.text("DEVICE_SIP_ENCRYPTION")),
            ("namedcallgroup", values.text("DEVICE_CALLGROUP")), ("namedpickupgroup", values.text("DEVICE_PICKUPGROUP")),
            ("disallow", values.text("DEVICE_DISALLOW")), ("allow", values.text("DEVICE_ALLOW")), ("accountcode", ""),
            ("vmexten", ""), ("deny", "0.0.0.0/0.0.0.0"), ("permit", "0.0.0.0/0.0.0.0"), ("defaultuser", ""),
            ("rtcp_mux", "no"), ("webrtc", ""),
        ]
        return numbered(pairs + identity(technology: "SIP", secret: secret))
    }

    private func identity(technology: String, secret: String) -> [(String, String)?] {
        [
            ("dial", "\(technology)/\(number)"), ("secret", secret), ("context", "from-internal"),
            hasMailbox ? ("mailbox", "\(number)@device") : nil, ("account", number), ("callerid", "\(name) <\(number)>"),
            nil, ("outbound_proxy", ""),
        ]
    }

    /// FreePBX numbers from 2, because 1 means switched off, and leaves a gap where a keyword was set twice.
    private func numbered(_ pairs: [(String, String)?]) -> [Row] {
        zip(2..., pairs).compactMap { flags, pair in pair.map { Row(keyword: $0.0, data: $0.1, flags: flags) } }
    }
}
