/// Which phones are registered.
public protocol Registrations {
    /// Every extension's contacts, and a record with status `unregistered` for an extension without any.
    func forEach(_ options: ReadOptions, _ body: (Registration) throws -> Void) throws
    /// The contacts of one extension; empty where none is registered. Throws `.notFound` for an unknown extension.
    func of(_ number: String, _ options: ReadOptions) throws -> [Registration]
    /// Makes the switch forget where an extension's phones are.
    func drop(_ number: String) throws
    /// Tells an extension's phones something; `phones` are those that are registered. Throws `.notOffered` where the switch
    /// cannot.
    func notify(_ number: String, _ event: PhoneEvent, _ phones: [Registration]) throws
}

/// What extensions are doing.
public protocol ExtensionStates {
    func forEach(_ options: ReadOptions, _ body: (ExtensionState) throws -> Void) throws
    /// Throws `.notFound`.
    func of(_ number: String, _ options: ReadOptions) throws -> ExtensionState
    /// Lends all states now, then those that a moment has changed, until `body` returns false. Throws `.notFound`.
    func watch(_ number: String?, _ body: ([ExtensionState]) throws -> Bool) throws
}
