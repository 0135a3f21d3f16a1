import Foundation
import Testing

/// One line for every command that a FreePBX offers, as it would be run on the lab's office.
struct FreePBXCommand: CustomTestStringConvertible, Sendable {
    enum Part: Sendable { case database, manager }

    var words: [String]
    /// What it cannot do without. The files of the host are always there.
    var needs: Set<Part>
    /// Whether it prints what it found out although something does not answer.
    var isReport = false

    var testDescription: String { words.joined(separator: " ") }

    /// How it is run where it would succeed: a write only as a dry run.
    var harmless: [String] { isWrite ? words + ["--dry-run"] : words }

    var isWrite: Bool {
        Self.writingVerbs.contains { words.starts(with: $0) } && words != ["system", "needreload"]
    }

    private static let writingVerbs: [[String]] = [
        ["extension", "add"], ["extension", "set"], ["extension", "delete"], ["did", "add"], ["did", "set"], ["did", "delete"],
        ["ringgroup", "add"], ["ringgroup", "set"], ["ringgroup", "delete"], ["followme", "add"], ["followme", "remove"],
        ["followme", "enable"], ["followme", "disable"], ["followme", "set"], ["forward", "set"], ["forward", "clear"],
        ["dnd", "on"], ["dnd", "off"], ["blocklist", "add"], ["blocklist", "remove"],
        ["timecondition", "set"], ["queue", "agent"], ["call", "transfer"], ["call", "show"], ["trunk", "enable"], ["trunk", "disable"], ["extension", "copy"], ["extension", "rotate-secret"], ["registration", "drop"], ["phone", "notify"], ["callflow", "set"], ["admin", "add"], ["admin", "set"], ["admin", "delete"],
        ["voicemail", "delete"], ["voicemail", "move"], ["voicemail", "mark"], ["system", "needreload", "set"], ["system", "reload"],
    ]

    /// Those that ask the database alone, the manager alone, or both; `status` says what it can without either.
    static let all: [FreePBXCommand] = [FreePBXCommand(words: ["status"], needs: [])] + lines(databaseOnly, [.database]) + lines(managerOnly, [.manager]) + lines(both, [.database, .manager])
        + ["test", "test --write add", "test --write set", "test --write delete", "doctor"].map {
            FreePBXCommand(words: split($0), needs: [.database, .manager], isReport: true)
        }

    /// Commands of the grammar that a FreePBX offers and that ask no PBX anything.
    static let without: Set<String> = [
        "coffee", "config show", "completion bash", "completion zsh", "completion fish", "history", "history show", "plan show",
        "snapshot list",
    ]

    /// Those that do what an earlier command said.
    static let again: Set<String> = ["plan apply", "undo", "recover"]

    /// Those that do what a file says: their own suites take the parts away from them.
    static let fromFiles: Set<String> = [
        "extension import", "did import", "ringgroup import", "blocklist import", "batch", "snapshot diff", "snapshot apply",
    ]

    /// Those that go on until they are stopped: their own suite takes the database away from them.
    static let endless: Set<String> = ["cdr follow"]

    /// A call of the seed, which is always there.
    private static let call = (try? Lab.mysql("SELECT uniqueid FROM cdr WHERE sequence = 2 AND uniqueid LIKE '%.2' LIMIT 1;", database: "asteriskcdrdb").first) ?? "none"

    private static let databaseOnly = """
        did list
        did export
        ringgroup export
        did show 15551230000
        cdr query --limit 1
        cdr show \(call)
        cdr stats --by hour
        voicemail list 1001
        voicemail download 1001 INBOX/msg0000 -
        ringgroup list
        ringgroup show 600
        ivr list
        ivr show 1
        announcement list
        announcement show 1
        recording list
        recording download Welcome -
        moh list
        route list
        route patterns
        route trace 911 --from 1001
        target list
        target numbers
        check duplicate-number
        admin list
        cache reload extensions
        system needreload
        system needreload set
        system reload
        """

    private static let managerOnly = """
        voicemail box list
        system reload core
        """

    private static let both = """
        extension list
        extension export
        extension show 1001
        extension dump
        extension dump 1001
        extension add 6299 --voicemail --followme
        extension set 1001 --name Changed
        extension set 1001 --secret -
        extension copy 1001 6299
        extension rotate-secret 1001
        registration drop 1001
        phone notify 1001
        extension delete 1005 --yes --force
        did add 19995556299 --to extension:1001
        did set 15551230000 --description Changed
        did delete 15551230600 --yes
        call list
        call hangup --all --dry-run
        call originate 1001 1002
        call originate 1001 1002 --wait --timeout 5
        voicemail delete 1001 --all --yes
        voicemail move 1001 --all --to Old
        voicemail mark 1001 --all
        ringgroup add 6299 --member 1001
        ringgroup set 600 --name Changed
        ringgroup delete 0602 --yes --force
        followme list 1006
        followme status 1006
        followme has 1006 1007
        followme add 1006 15551239999
        followme remove 1006 1006
        followme enable 1001
        followme disable 1006
        followme set 1006 --action addExternal --number 15551239999
        forward list
        forward list 1011
        forward set 1001 1002
        forward clear 1011
        dnd on 1001
        dnd off 1010
        dnd status 1010
        blocklist list
        blocklist show 15550009999
        blocklist add 19995556299
        blocklist remove 15550009999
        queue list
        queue show 700
        timecondition list
        timecondition show 1
        timecondition set 1 closed
        queue agent login 700 1003
        queue agent logout 700 1003
        queue agent pause 700 1001
        queue agent unpause 700 1001
        call show 1001
        call transfer 1001 1002
        callflow list
        callflow show 0
        callflow set 0 night
        trunk list
        trunk show 1
        trunk enable spare
        trunk disable carrier
        conference list
        conference show 8001
        registration list
        registration show 1001
        state list
        state show 1001
        target uses extension:1001
        target orphans
        did trace 15551230000
        check followme-drift
        snapshot save -
        admin add outage6299 --password - --all-sections
        admin set admin --password -
        admin delete reports --yes
        """

    private static func lines(_ text: String, _ needs: Set<Part>) -> [FreePBXCommand] {
        text.split(separator: "\n").map { FreePBXCommand(words: split(String($0)), needs: needs) }
    }

    private static func split(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
}

/// Runs `body` for every item, several at a time: most of them wait.
func atOnce<Item: Sendable, Result: Sendable>(
    _ items: [Item], width: Int = 32, _ body: @escaping @Sendable (Item) throws -> Result
) throws -> [Result] {
    let work = Work<Result>(count: items.count)
    let done = DispatchGroup()
    for _ in 0..<min(width, items.count) {
        done.enter()
        Thread.detachNewThread {
            while let index = work.take() { work.set(index, Swift.Result { try body(items[index]) }) }
            done.leave()
        }
    }
    done.wait()
    return try work.results.compactMap { try $0?.get() }
}

private final class Work<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var next = 0
    private(set) var results: [Result<Value, any Error>?]

    init(count: Int) { results = Array(repeating: nil, count: count) }

    func take() -> Int? {
        lock.withLock {
            guard next < results.count else { return nil }
            next += 1
            return next - 1
        }
    }

    func set(_ index: Int, _ result: Result<Value, any Error>) { lock.withLock { results[index] = result } }
}
