/// Queues of a FreePBX: `queues_config` and `queues_details`, with what Asterisk says about them now.
struct FreePBXQueues: Listing {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (Queue) throws -> Void) throws {
        try system.requireTables("queues_config", "queues_details", of: "queues")
        let rows = try system.database().rows("SELECT * FROM queues_config WHERE \(try options.filter.freePBX("extension", "descr")) ORDER BY LENGTH(extension), extension")
        guard !rows.isEmpty else { return }
        let names = try FreePBXTargetNames(of: rows.compactMap { $0["dest"] }, in: system)
        let details = try details()
        let live = try FreePBXQueueStatus(system.manager())
        for row in rows {
            let number = row["extension"] ?? ""
            let own = details[number] ?? []
            var queue = Queue(number: number)
            queue.name = row.filled("descr")
            queue.strategy = own.first { $0.keyword == "strategy" }?.value
            queue.ringSeconds = own.first { $0.keyword == "timeout" }.flatMap { Int($0.value) }
            // 0 and nothing: callers wait for ever.
            queue.maximumWaitSeconds = row.number("maxwait").flatMap { $0 > 0 ? $0 : nil }
            queue.waiting = live.waiting(number)
            queue.failTarget = names.target(row["dest"])
            queue.members = live.members(number, beside: own.filter { $0.keyword == "member" }.map(\.value))
            if options.raw { queue.raw = Self.raw(row, own, reveals: options.reveal) }
            try body(queue)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> Queue {
        try FreePBXFinder<Queue>(title: "queue", command: "queue", id: \.number, name: \.name)
            .find(identifier) { try forEach(options, $0) }
    }

    private struct Detail {
        var keyword: String
        var value: String
    }

    private func details() throws -> [String: [Detail]] {
        var details: [String: [Detail]] = [:]
        try system.database().forEachRow("SELECT id, keyword, data FROM queues_details ORDER BY id, keyword, flags, data") { row in
            guard let id = row.text(0), let keyword = row.text(1) else { return }
            details[id, default: []].append(Detail(keyword: keyword, value: row.text(2) ?? ""))
        }
        return details
    }

    private static func raw(_ row: Row, _ details: [Detail], reveals: Bool) -> Cell {
        .object(Cell.Object([
            Cell.Entry("queues_config", FreePBXRaw.object(row, hiding: reveals ? [] : ["password"])),
            Cell.Entry("queues_details", .list(details.map { detail in
                .object(Cell.Object([Cell.Entry("keyword", .text(detail.keyword)), Cell.Entry("data", .text(detail.value))]))
            })),
        ]))
    }
}
