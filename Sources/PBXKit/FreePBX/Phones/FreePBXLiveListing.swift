/// The live keys of all extensions, read in one question to Asterisk.
struct FreePBXLiveListing {
    let system: FreePBXSystem

    /// What AstDB holds, by extension. Only what differs from the dialplan's own default is asked for: a large PBX has
    /// fifty keys for each of its extensions.
    func all() throws -> [String: FreePBXLiveKeys] {
        var live: [String: FreePBXLiveKeys] = [:]
        func take(_ path: AstDBPath, _ value: String) {
            let parts = path.key.split(separator: "/", maxSplits: 1)
            guard let number = parts.first else { return }
            live[String(number), default: FreePBXLiveKeys()].take(parts.count > 1 ? parts[1] : path.family[...], value)
        }
        for family in ["CF", "CFB", "CFU", "CW", "DND"] {
            try system.astDB().forEachKey(of: family) { path, value in take(path, value) }
        }
        try system.astDB().forEachKey(of: "AMPUSER") { path, value in
            if Self.matters(path.key, value) { take(path, value) }
        }
        try system.astDB().forEachKey(of: "DEVICE") { path, value in
            if path.key.hasSuffix("/emergency_cid") { take(path, value) }
        }
        return live
    }

    private static func matters(_ key: String, _ value: String) -> Bool {
        guard !value.isEmpty, let slash = key.utf8.firstIndex(of: UInt8(ascii: "/")) else { return false }
        switch key[key.utf8.index(after: slash)...] {
        case "followme/ddial": return value == "DIRECT"
        case "accountcode": return true
        case let name: return name.hasPrefix("recording/") && value != "dontcare"
        }
    }
}
