/// The copies that FreeSWITCH goes by instead of the database, until their keys are deleted. As files they never expire.
///
/// FusionPBX: `resources/functions/cache.lua` in the switch's scripts knows the method (files or memcache), the place and
/// the spelling of names, and runs where the permissions are: so it is asked to delete, over the event socket. Neither
/// `reloadxml` nor FusionPBX's own `fusion::file` event deletes anything.
struct FusionPBXCache {
    /// Entries deleted with one command: its line stays well below what the event socket takes.
    private static let batch = 40

    /// Deletes entries on a node; those that are not there are no error.
    func delete(_ keys: [String], on node: FusionPBXNode) throws {
        let spellings = try allSpellings(keys, on: node)
        for start in stride(from: 0, to: spellings.count, by: Self.batch) {
            let part = Array(spellings[start..<min(start + Self.batch, spellings.count)])
            let answer = try node.ask(try FusionPBXCommand.deleteFromCache(part))
            // `nil` is the script's word for a file that it could not remove.
            let answers = answer.split(separator: "\n").map { String($0).trimmingBlanks }
            guard answers.count == part.count, answers.allSatisfy({ $0 == "true" }) else {
                let failed = zip(part, answers).first { $0.1 != "true" }?.0 ?? part[0]
                throw PBXError(
                    .failed, "cache of \(node.address)",
                    "\(failed) was not deleted: \(FusionPBXValues.shown(answer))",
                    remedy: "check the owner of FusionPBX's cache folder, then run `pbxctl system reload`")
            }
        }
    }

    /// Deletes entries kept as files while no switch runs that could be asked. Any name before them is a host's.
    func delete(_ keys: [String], inFolder folder: String, on host: any Host) throws {
        guard try host.status(of: folder)?.kind == .directory else { return }
        let names = Set(keys.map { String($0.map { $0 == ":" ? "." : $0 == "/" || $0 == "\\" ? "_" : $0 }) })
        for entry in try host.list(folder) where entry.status.kind == .file {
            let isOne = names.contains(entry.name) || names.contains { entry.name.hasSuffix(".\($0)") }
                || keys.contains { Self.mayHaveSuffix($0) && entry.name.hasPrefix($0.replacing(":", with: ".") + ".") }
            if isOne { try host.removeTree("\(folder)/\(entry.name)") }
        }
    }

    /// Empties a node's cache: every entry there is, and where the switch may not look into its folder, every entry
    /// that the database's rows can have led to.
    func flush(_ node: FusionPBXNode, known keys: () throws -> [String]) throws {
        if try node.ask(FusionPBXCommand.flushCache).hasPrefix("+OK") { return }
        try delete(keys(), on: node)
    }

    /// FusionPBX 5.5.3 to 5.5.8 put the node's host name before directory and configuration keys, 5.0 to 5.5.2 after two of
    /// the latter; others do not.
    private func allSpellings(_ keys: [String], on node: FusionPBXNode) throws -> [String] {
        let hasPrefixed = keys.contains { Self.mayHavePrefix($0) }
        let host = hasPrefixed ? try node.hostName() : ""
        return keys.flatMap { key -> [String] in
            guard Self.mayHavePrefix(key), FusionPBXCommand.isWord(host) else { return [key] }
            return [key, "\(host):\(key)"] + (Self.mayHaveSuffix(key) ? ["\(key):\(host)"] : [])
        }
    }

    private static func mayHaveSuffix(_ key: String) -> Bool {
        ["configuration:callcenter.conf", "configuration:sofia.conf"].contains(key)
    }

    private static func mayHavePrefix(_ key: String) -> Bool {
        key.hasPrefix("directory:") || key.hasPrefix("configuration:")
    }
}
