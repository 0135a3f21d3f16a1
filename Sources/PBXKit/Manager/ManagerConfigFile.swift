/// A configuration file as Asterisk reads it (GetConfig): sections and lines in their order, without comments.
public struct ManagerConfigFile: Sendable, Hashable {
    public struct Line: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public struct Category: Sendable, Hashable {
        public var name: String
        public var lines: [Line]

        public init(name: String, lines: [Line]) {
            self.name = name
            self.lines = lines
        }

        /// The first value of this name; Asterisk compares names without regard to case.
        public subscript(name: String) -> String? {
            lines.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    public var categories: [Category]

    public init(categories: [Category]) { self.categories = categories }

    /// From the answer to GetConfig: `Category-000000: default`, `Line-000000-000001: 1001=1234,Alice`.
    init(_ answer: ManagerMessage) {
        categories = []
        for header in answer.headers {
            if header.name.hasPrefix("Category-") {
                categories.append(Category(name: header.value, lines: []))
            } else if header.name.hasPrefix("Line-"), !categories.isEmpty {
                let parts = header.value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let line = Line(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
                categories[categories.count - 1].lines.append(line)
            }
        }
    }

    /// The first section of this name. Where a file has two, Asterisk's UpdateConfig also takes the first.
    public subscript(category: String) -> Category? { categories.first { $0.name == category } }

    /// The steps that give a line its value, whatever the file has now (`ManagerConfigIndex`).
    public func steps(setting name: String, to value: String, in category: String) -> [ConfigStep] {
        var index = ManagerConfigIndex(self)
        return index.steps(setting: name, to: value, in: category)
    }

    /// The steps that remove a line: none where it is absent, since UpdateConfig fails as a whole on an absent one.
    public func steps(deleting name: String, in category: String) -> [ConfigStep] {
        ManagerConfigIndex(self).steps(deleting: name, in: category)
    }
}

extension AsteriskManager {
    /// UpdateConfig takes at most 128 lines a message; a step has up to five. Well below, since the error for more
    /// cannot be told from others.
    static let configLines = 120
    static let configSteps = 31

    /// Reads a file of Asterisk's configuration folder, or one section of it; an absent section is an empty file.
    /// - Throws: `PBXError` of kind `notFound` if there is no such file.
    public func getConfig(_ file: String, category: String? = nil) throws -> ManagerConfigFile {
        var action = try ManagerAction("GetConfig", ["Filename": file])
        if let category { try action.add("Category", category) }
        do {
            return ManagerConfigFile(try perform(action))
        } catch let error as ManagerError where error.message.hasPrefix("Config file not found") {
            throw PBXError(
                .notFound, "configuration file \(file)", "not found by Asterisk",
                remedy: "check that it is in Asterisk's configuration folder and that Asterisk may read it")
        }
    }

    /// Changes a file of Asterisk's configuration folder; Asterisk writes the whole file anew.
    ///
    /// Up to some 30 steps are written together or not at all; more go in batches, and an error of a later one says
    /// how many steps are already written. A file with `#include` must not be changed this way: Asterisk may put lines into the
    /// wrong one of the two files.
    ///
    /// - Parameter reload: the module to reload afterwards (`app_voicemail.so`), or `yes` for all.
    /// - Parameter between: called before each batch with the number of steps written; when it throws, the rest is left.
    public func updateConfig(
        _ file: String, steps: [ConfigStep], reload: String? = nil, between: (Int) throws -> Void = { _ in }
    ) throws {
        let batches = try AsteriskManager.batches(of: steps)
        var written = 0
        for (position, batch) in batches.enumerated() {
            try between(written)
            var action = try ManagerAction("UpdateConfig", ["SrcFilename": file, "DstFilename": file])
            if let reload, position == batches.count - 1 { try action.add("Reload", reload) }
            for (number, headers) in batch.enumerated() {
                // Numbers begin at 000000 and have no gap: Asterisk stops at the first that is missing, and says Success.
                let suffix = "-" + String(1_000_000 + number).dropFirst()
                for header in headers { try action.add(header.name + suffix, header.value) }
            }
            do { try perform(action) } catch let error as ManagerError where error.isUnsaved && written == 0 {
                var unsaved = error.pbxError
                unsaved.what = "\(file), \(unsaved.what)"
                throw unsaved
            } catch let error as ManagerError where written > 0 {
                var partial = error
                partial.message += " (the first \(written) changes are already written)"
                throw partial
            }
            written += batch.count
        }
    }

    static func batches(of steps: [ConfigStep]) throws -> [[[(name: String, value: String)]]] {
        var batches: [[[(name: String, value: String)]]] = []
        var lines = 0
        for step in steps {
            let headers = try step.headers()
            if batches.isEmpty || lines + headers.count > configLines - 5 || batches[batches.count - 1].count == configSteps {
                batches.append([])
                lines = 0
            }
            batches[batches.count - 1].append(headers)
            lines += headers.count
        }
        return batches
    }
}
