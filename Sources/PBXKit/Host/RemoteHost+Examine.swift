/// For `doctor`.
extension RemoteHost {
    func examine() throws -> Finding {
        let result = try shell.run(RemoteScripts.examine, [], deadline: deadline)
        let complaints = result.errorText.split(whereSeparator: { $0.isNewline }).joined(separator: ", ")
        guard result.hasSucceeded, complaints.isEmpty else {
            return Finding(
                "host",
                PBXError(
                    .failed, name, complaints.isEmpty ? "its programs are not those of GNU" : complaints,
                    remedy: "install GNU coreutils and findutils there"))
        }
        return Finding("host", .ok, "\(name): \(result.outputText.trimmingBlanks)")
    }
}
