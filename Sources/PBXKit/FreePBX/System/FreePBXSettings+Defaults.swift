extension FreePBXSettings {
    /// What FreePBX itself assumes for settings without a row (framework and core, releases 15 to 17).
    static let documentedDefaults: [String: String] = [
        "AMPMGRUSER": "admin", "AMPMGRPASS": "amp111", "ASTMANAGERHOST": "localhost", "ASTMANAGERPORT": "5038",
        "ASTETCDIR": "/etc/asterisk", "ASTVARLIBDIR": "/var/lib/asterisk", "ASTSPOOLDIR": "/var/spool/asterisk",
        "ASTLOGDIR": "/var/log/asterisk", "ASTRUNDIR": "/var/run/asterisk", "AMPBIN": "/var/lib/asterisk/bin",
        "AMPSBIN": "/usr/sbin", "AMPWEBROOT": "/var/www/html", "MOHDIR": "moh", "MIXMON_FORMAT": "wav",
        "REC_POLICY": "caller", "AMPEXTENSIONS": "extensions", "AUTHTYPE": "database", "ASTSIPDRIVER": "both",
        "ASTCONFAPP": "app_confbridge", "RINGTIMER": "15", "CFRINGTIMERDEFAULT": "0", "CONCURRENCYLIMITDEFAULT": "3",
        "ENABLECW": "1", "DEFAULT_INTERNAL_AUTO_ANSWER": "disabled", "DEVICE_SIP_DTMF": "rfc2833",
        "DEVICE_SIP_TRUSTRPID": "yes", "DEVICE_SIP_SENDRPID": "pai", "DEVICE_SIP_QUALIFYFREQ": "60",
        "DEVICE_SIP_NAT": "yes", "DEVICE_SIP_ENCRYPTION": "no", "DEVICE_SIP_CANREINVITE": "no", "DEVICE_QUALIFY": "yes",
        "DEVICE_REMOVE_MAILBOX": "0", "SIPSECRETSIZE": "32", "FOLLOWME_AUTO_CREATE": "0", "FOLLOWME_DISABLED": "1",
        "FOLLOWME_TIME": "20", "FOLLOWME_PRERING": "7", "FOLLOWME_RG_STRATEGY": "ringallv2-prim", "USEDEVSTATE": "1",
        "AST_FUNC_DEVICE_STATE": "DEVICE_STATE", "AST_FUNC_PRESENCE_STATE": "PRESENCE_STATE",
        "AMPASTERISKUSER": "asterisk", "AMPASTERISKGROUP": "asterisk", "AMPASTERISKWEBUSER": "asterisk",
        "AMPASTERISKWEBGROUP": "asterisk", "DEVELRELOAD": "0", "BADDESTABORT": "0", "XTNCONFLICTABORT": "0",
        "AGGRESSIVE_DUPLICATE_CHECK": "0", "DIAL_OPTIONS": "HhTtr", "TRUNK_OPTIONS": "T", "TONEZONE": "us",
        "TRANSIENTCDR": "0", "PAGING_D_P_AlertInfo": "ring-answer", "CDRUSEGMT": "0",
    ]
}
