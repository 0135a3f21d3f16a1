/// What came of examining one link of the chain from the shell to the PBX.
public struct Finding: Record, Equatable {
    public enum Status: String, Sendable { case ok, warning, failed }

    /// `profile`, `database`, `manager`, `voicemail folder`.
    public var link: String
    public var status: Status
    public var found: String
    public var remedy: String?
    /// What sort of failure it is, for the exit status.
    public var kind: PBXError.Kind?

    public init(_ link: String, _ status: Status, _ found: String, remedy: String? = nil) {
        self.link = link
        self.status = status
        self.found = found
        self.remedy = remedy
    }

    public init(_ link: String, _ error: PBXError) {
        self.init(link, .failed, "\(error.what): \(error.why)", remedy: error.remedy)
        kind = error.kind
    }

    public static let nameField = "link"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<Finding>] = [
        .text("link") { $0.link },
        .text("status") { $0.status.rawValue },
        .text("found") { $0.found },
        .text("remedy") { $0.remedy },
    ]
}
