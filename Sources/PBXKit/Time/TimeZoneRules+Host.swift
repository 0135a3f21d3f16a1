extension TimeZoneRules {
    /// The zone of an IANA name. Throws `.usage` for a name that is none and `.notFound` for one that the host's
    /// time zone data does not have. UTC needs no data.
    ///
    /// - Parameter directory: the folder of the compiled zones.
    public static func named(
        _ name: String, on host: any Host = LocalHost(), directory: String = "/usr/share/zoneinfo"
    ) throws -> TimeZoneRules {
        if ["UTC", "Etc/UTC", "Z", "GMT"].contains(name) { return TimeZoneRules(fixedOffset: 0, name: name) }
        // No dots: a name can lead nowhere but into the folder.
        guard !name.isEmpty, name.utf8.count <= 64, !name.hasPrefix("/"), !name.hasSuffix("/"),
            name.utf8.allSatisfy(isNameByte)
        else {
            throw PBXError(
                .usage, "time zone \(name.debugDescription)", "not the name of a time zone",
                remedy: "name it as in Europe/Berlin or America/New_York")
        }
        guard let status = try host.status(of: "\(directory)/\(name)"), status.kind == .file else {
            let isDataMissing = try host.status(of: directory) == nil
            throw PBXError(
                .notFound, "time zone \(name)",
                isDataMissing ? "\(host.name) has no time zone data" : "no such time zone",
                remedy: isDataMissing
                    ? "install it (Debian: apt install tzdata)"
                    : "`timedatectl list-timezones` lists the names")
        }
        return try TimeZoneRules(name: name, file: try host.read("\(directory)/\(name)").bytes)
    }

    /// The zone of the host's own clock: `/etc/localtime`, else `/etc/timezone`, else UTC.
    ///
    /// - Parameter root: what stands before `/etc`, for tests.
    public static func ofHost(
        _ host: any Host = LocalHost(), root: String = "", directory: String = "/usr/share/zoneinfo"
    ) throws -> TimeZoneRules {
        let localtime = "\(root)/etc/localtime"
        // The link first: it is what the C library, and with it Asterisk, goes by.
        if let target = try host.linkTarget(of: localtime), let name = name(inPath: target) {
            return try named(name, on: host, directory: directory)
        }
        let text = try host.readIfPresent("\(root)/etc/timezone")?.text
        let name = text.flatMap { $0.split(whereSeparator: \.isWhitespace).first }.map(String.init)
        if let file = try host.readIfPresent(localtime) {
            return try TimeZoneRules(name: name ?? "localtime", file: file.bytes)
        }
        return try name.map { try named($0, on: host, directory: directory) } ?? utc
    }

    /// `Europe/Berlin` of `../usr/share/zoneinfo/Europe/Berlin`.
    private static func name(inPath path: String) -> String? {
        let parts = path.split(separator: "/")
        guard let folder = parts.lastIndex(of: "zoneinfo"), folder + 1 < parts.count else { return nil }
        return parts[(folder + 1)...].joined(separator: "/")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
