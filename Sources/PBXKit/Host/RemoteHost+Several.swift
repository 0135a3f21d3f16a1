/// Several files at once: each run of a script costs a way there and back, and some of this happens while Asterisk waits.
extension RemoteHost {
    func readAll(_ paths: [String], limit: Int) throws -> [String: FileContents] {
        guard let first = paths.first else { return [:] }
        for path in paths { try SystemError.checkPath(path) }
        let size = min(paths.count * (limit + 1) * 4 / 3 + paths.count * 100, 1 << 30)
        let result = try several("read", first, RemoteScripts.readAll, [String(limit + 1)], words: paths, outputLimit: size)
        let lines = result.output.split(separator: 10, omittingEmptySubsequences: false).dropLast()
        guard lines.count == paths.count else { throw unreadable(first) }
        var files: [String: FileContents] = [:]
        for (path, line) in zip(paths, lines) where !line.elementsEqual([UInt8(ascii: "-")]) {
            let words = line.split(separator: 32, maxSplits: 5, omittingEmptySubsequences: false)
            guard words.count == 6, let status = RemoteStatus.file(line[..<(words[5].startIndex - 1)]),
                let bytes = Base64.decoded(words[5])
            else { throw unreadable(path) }
            guard bytes.count <= limit else {
                throw PBXError(.failed, path, "larger than \(limit) bytes", remedy: "check that this is the right file")
            }
            files[path] = FileContents(bytes: bytes, status: status)
        }
        return files
    }

    func listAll(_ directories: [String]) throws -> [String: [FileEntry]] {
        guard let first = directories.first else { return [:] }
        for path in directories { try SystemError.checkPath(path) }
        let result = try several("list", first, RemoteScripts.listAll, [], words: directories, outputLimit: 256 << 20)
        var found: [String: [FileEntry]] = [:]
        var rest = directories[...]
        var current: String?
        for word in result.output.split(separator: 0) {
            if word.count == 1 {
                guard let path = rest.popFirst() else { throw unreadable(first) }
                current = word.first == UInt8(ascii: "/") ? path : nil
                if let current { found[current] = [] }
            } else {
                guard let current, let entry = RemoteStatus.entry(word) else { throw unreadable(first) }
                found[current]?.append(entry)
            }
        }
        guard rest.isEmpty else { throw unreadable(first) }
        return found.mapValues { $0.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
    }

    func perform(_ changes: [FileChange]) throws {
        var words: [String] = []
        for change in changes {
            switch change {
            case .rename(let path, let destination):
                try SystemError.checkPath(path)
                try SystemError.checkPath(destination)
                words += ["mv", path, destination]
            case .remove(let path):
                try Self.checkRemovable(path)
                words += ["rm", path, ""]
            }
        }
        guard words.count > 1 else { return }
        _ = try several("change", words[1], RemoteScripts.perform, [], words: words)
    }

    /// Runs a script that reads words from its standard input.
    private func several(
        _ call: String, _ path: String, _ script: String, _ arguments: [String], words: [String], outputLimit: Int = 1 << 20
    ) throws -> CommandResult {
        var input: [UInt8] = []
        for word in words { input += Array(word.utf8) + [0] }
        var result = try shell.run(script, arguments, input: input, outputLimit: outputLimit, deadline: deadline)
        guard !result.hasSucceeded else { return result }
        // The reason stands before what xargs says of it.
        let lines = result.errorText.split(whereSeparator: { $0.isNewline }).filter { !$0.hasPrefix("xargs:") }
        result.errorOutput = Array(lines.joined(separator: "\n").utf8)
        throw error(call, path, result)
    }
}
