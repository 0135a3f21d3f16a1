/// Where a value stands in AstDB: `/family/key`.
struct AstDBPath: Hashable, Sendable {
    var family: String
    var key: String
}

/// Where the values of AstDB come from: the running Asterisk, or a stand-in.
protocol AstDBReading {
    /// The values in the order of the paths; nil for a key that is not there.
    func values(of paths: [AstDBPath]) throws -> [String?]
}
