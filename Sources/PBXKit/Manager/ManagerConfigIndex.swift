/// The lines of a configuration file by section and name, for changes to many of them.
///
/// Asterisk compares the names of lines without regard to case; where a file has two sections of one name, its
/// UpdateConfig takes the first.
struct ManagerConfigIndex {
    private var sections: [String: [String: [String]]] = [:]

    init(_ file: ManagerConfigFile) {
        for category in file.categories where sections[category.name] == nil {
            sections[category.name] = Dictionary(grouping: category.lines) { $0.name.lowercased() }.mapValues { $0.map(\.value) }
        }
    }

    /// The first value of a name.
    func value(_ section: String, _ name: String) -> String? { sections[section]?[name.lowercased()]?.first }

    /// The steps that give a line its value, whatever the file has now: nothing if it has it already, and one line
    /// where there were several (FreePBX cannot reload a voicemail.conf with a doubled line). A new section is noted: two
    /// of its lines must not create it twice.
    mutating func steps(setting name: String, to value: String, in section: String) -> [ConfigStep] {
        guard let lines = sections[section] else {
            sections[section] = [:]
            return [.newCategory(section), .append(category: section, name: name, value: value)]
        }
        let present = lines[name.lowercased()] ?? []
        switch present.count {
        case 0: return [.append(category: section, name: name, value: value)]
        case 1 where present[0] == value: return []
        case 1: return [.update(category: section, name: name, value: value)]
        default: return [.delete(category: section, name: name), .append(category: section, name: name, value: value)]
        }
    }

    func steps(deleting name: String, in section: String) -> [ConfigStep] {
        value(section, name) == nil ? [] : [.delete(category: section, name: name)]
    }
}
