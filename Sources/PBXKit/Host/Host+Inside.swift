extension Host {
    /// Reads a file that has to lie in a folder, wherever links lead: who may write into the folder must not be able to
    /// make pbxctl, often run by root, hand out any file of the host. The folder itself may be a link.
    ///
    /// Throws `.notPermitted` for a file that lies elsewhere.
    func read(_ path: String, inside folder: String, limit: Int) throws -> FileContents {
        let command = HostCommand("readlink", ["-e", "-z", "--", path, folder])
        let result = try run(command, deadline: Deadline(after: .seconds(10)))
        let real = result.output.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        // Something that is not there: reading it says so in its own words.
        guard result.hasSucceeded, real.count >= 2 else { return try read(path, limit: limit) }
        guard real[0].hasPrefix("\(real[1])/") else {
            throw PBXError(
                .notPermitted, path, "leads out of \(folder) by a link, to \(real[0])", remedy: "put the file itself in the folder")
        }
        return try read(real[0], limit: limit)
    }
}
