/// A text that no description, mirror or encoder shows.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { "(hidden)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
    public var isEmpty: Bool { text.isEmpty }

    /// Lends the text to `body`: for the one place that sends it, never for a message.
    public func reveal<Result>(to body: (String) throws -> Result) rethrows -> Result { try body(text) }
}
