/// One change to a configuration file of Asterisk, as UpdateConfig takes it. Steps are taken in order; a step that
/// cannot be taken (an absent line to update, an existing section to create) fails its whole batch.
public enum ConfigStep: Sendable, Hashable {
    /// A new section at the end of the file; it must not exist.
    case newCategory(String)
    /// A section with all its lines; it must exist.
    case deleteCategory(String)
    /// The value of an existing line, the first of this name (and of value `match`).
    case update(category: String, name: String, value: String, match: String? = nil)
    /// A new line at the end of an existing section, even if there is one of this name already.
    case append(category: String, name: String, value: String)
    /// All existing lines of this name (and of value `match`); there must be one.
    case delete(category: String, name: String, match: String? = nil)

    /// The step's lines of the action, without their number.
    func headers() throws -> [(name: String, value: String)] {
        switch self {
        case .newCategory(let category): [("Action", "NewCat"), ("Cat", try checkedName(category))]
        case .deleteCategory(let category): [("Action", "DelCat"), ("Cat", category)]
        case .update(let category, let name, let value, let match):
            [("Action", "Update"), ("Cat", category), ("Var", name), ("Value", try checked(value))]
                + (match.map { [("Match", $0)] } ?? [])
        case .append(let category, let name, let value):
            [("Action", "Append"), ("Cat", category), ("Var", try checkedName(name)), ("Value", try checked(value))]
        case .delete(let category, let name, let match):
            [("Action", "Delete"), ("Cat", category), ("Var", name)] + (match.map { [("Match", $0)] } ?? [])
        }
    }

    /// Asterisk writes `;` as `\;`, and FreePBX takes what follows for a comment: the rest of a mailbox would be lost.
    /// A `>` in front would be taken for the second half of `=>`.
    private func checked(_ value: String) throws -> String {
        guard !value.utf8.contains(UInt8(ascii: ";")), value.utf8.first != UInt8(ascii: ">") else {
            throw PBXError(
                .usage, "value for a configuration file", "must not contain a semicolon or begin with >",
                remedy: "leave the sign out")
        }
        return value
    }

    /// A name that reads back as itself: no comment, section, directive or assignment.
    private func checkedName(_ name: String) throws -> String {
        guard !name.isEmpty, !name.utf8.contains(where: { ";=[]#()".utf8.contains($0) }) else {
            throw PBXError(.usage, "name for a configuration file", "must not be empty or contain any of ; = [ ] # ( )")
        }
        return name
    }
}
