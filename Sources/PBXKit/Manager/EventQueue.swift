/// Events that nobody has asked for yet, first in, first out, and not without end.
struct EventQueue<Event> {
    private var events: [Event] = []
    private var head = 0

    /// Far more than a session reads behind; more means that nobody reads them at all.
    static var limit: Int { 100_000 }

    /// Whether there was room for the event.
    mutating func append(_ event: Event) -> Bool {
        guard events.count - head < Self.limit else { return false }
        events.append(event)
        return true
    }

    mutating func removeFirst() -> Event? {
        guard head < events.count else { return nil }
        defer {
            head += 1
            if head == events.count {
                events.removeAll()
                head = 0
            }
        }
        return events[head]
    }
}
