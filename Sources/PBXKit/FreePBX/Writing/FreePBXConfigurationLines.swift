/// Lines of Asterisk's configuration files, written through the manager: many of one file at once.
struct FreePBXConfigurationLines {
    let system: FreePBXSystem

    /// The file as it is. One that is missing is not what the command line named: Asterisk does not create it.
    func read(_ file: String) throws -> ManagerConfigFile {
        do {
            return try system.manager().getConfig(file)
        } catch var error as PBXError where error.kind == .notFound {
            error.kind = .failed
            throw error
        }
    }

    /// nil: the line is to go.
    ///
    /// `between` is called with the number of changes written so far; when it throws, the rest is left.
    func write(
        _ values: [(step: ConfigurationLineStep, value: String?)], between: (Int) throws -> Void = { _ in }
    ) throws {
        let manager = try system.manager()
        for (file, values) in Dictionary(grouping: values, by: \.step.file) {
            var current = try ManagerConfigIndex(read(file))
            var steps: [ConfigStep] = []
            for (step, value) in values {
                steps += value.map { current.steps(setting: step.name, to: $0, in: step.section) }
                    ?? current.steps(deleting: step.name, in: step.section)
            }
            if !steps.isEmpty { try manager.updateConfig(file, steps: steps, between: between) }
        }
    }
}
