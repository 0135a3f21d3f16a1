/// Event socket commands, each word checked: a blank, a quote or a line break in one could make another command of it.
enum FusionPBXCommand {
    /// Whether a text is safe as one word of a command and between the quotes of a line of Lua.
    static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "._:@+*#-".utf8.contains(byte)
                }
            }
    }

    static func word(_ text: String, _ what: String) throws -> String {
        guard isWord(text) else {
            throw PBXError(
                .usage, "\(what) '\(FusionPBXValues.shown(text))'", "has characters in it that the switch cannot be told")
        }
        return text
    }

    /// Drops the registrations of one user; never without one, which would drop all of the profile.
    static func flushRegistrations(of number: String, at domain: String, profile: String) throws -> String {
        let user = "\(try word(number, "extension"))@\(try word(domain, "domain"))"
        return "sofia profile \(try word(profile, "SIP profile")) flush_inbound_reg \(user)"
    }

    /// Tells phones whether messages wait in a mailbox.
    static func messageLamp(_ mailbox: String, at domain: String) throws -> String {
        "luarun app.lua voicemail mwi \(try word(mailbox, "mailbox"))@\(try word(domain, "domain"))"
    }

    /// What every command to mod_callcenter begins with.
    static let callCenter = "callcenter_config "
    static let agentStatus = "\(callCenter)agent set status "

    /// Takes an agent, named by its uuid, out of the queues.
    static func logOut(agent: String) throws -> String { "\(agentStatus)\(try word(agent, "agent")) 'Logged Out'" }

    /// Deletes cache entries through FusionPBX's own script, which knows where they are; writes a line for each.
    static func deleteFromCache(_ keys: [String]) throws -> String {
        let deletions = try keys.map { "stream:write(tostring(c.del(\"\(try word($0, "cache key"))\"))..\"\\n\")" }
        return "lua ~local c=require \"resources.functions.cache\"; " + deletions.joined(separator: "; ")
    }

    /// Reads cache entries; writes each, `nil` for one that is not there, followed by the mark.
    static func readFromCache(_ keys: [String], mark: String) throws -> String {
        let readings = try keys.map { "stream:write(tostring(c.get(\"\(try word($0, "cache key"))\"))..\"\(mark)\")" }
        return "lua ~local c=require \"resources.functions.cache\"; " + readings.joined(separator: "; ")
    }

    /// Empties the cache, whichever way FusionPBX keeps it; writes how many entries went.
    static let flushCache = """
        lua ~require "resources.functions.config"; \
        if cache.method == "file" then local n=0; \
        for f in io.popen("ls -1 '"..cache.location.."'"):lines() do \
        if os.remove(cache.location.."/"..f) then n=n+1 end end; stream:write("+OK "..n) \
        else stream:write(freeswitch.API():execute("memcache","flush")) end
        """
}
