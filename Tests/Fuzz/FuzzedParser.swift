@testable import PBXKit
@testable import pbxctl

/// The parsers that read what others wrote. Each gives the texts that it found, so that its work is seen.
enum FuzzedParser: String, CaseIterable {
    case arguments
    case batch
    case profile
    case php
    case switchParameters = "switch-parameters"
    case manager
    case eventSocket = "event-socket"
    case voicemailLine = "voicemail-line"
    case messageFile = "message-file"
    case registrations
    case table
    case bulkHandler = "bulk-handler"
    case dialPattern = "dial-pattern"
    case target
    case time
    case timeZone = "time-zone"
    case journal
    case displayText = "display-text"
    case snapshot
    case asteriskPattern = "asterisk-pattern"
    case asteriskTime = "asterisk-time"
    case dialplanText = "dialplan-text"
    case dialplanExpression = "dialplan-expression"

    /// What a planted bug stumbles over in a text: four letters that the parser lets through and no example has.
    var planted: String {
        switch self {
        case .dialPattern: "X4X."
        case .time: "-36w"
        default: "wren"
        }
    }

    func texts(in bytes: [UInt8]) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        switch self {
        case .arguments: return Self.arguments(text)
        case .batch: return BatchText.read(text).lines.flatMap(\.words)
        case .profile: return Self.profile(bytes)
        case .php: return Array(PHPAssignments.read(text).values)
        case .switchParameters: return Array(SwitchParameters.read(text).values)
        case .manager: return Self.manager(bytes)
        case .eventSocket: return Self.eventSocket(bytes)
        case .voicemailLine:
            let mailbox = FreePBXMailbox(line: text)
            return [mailbox.name, mailbox.email]
        case .messageFile:
            let file = FreePBXMessageFile(text)
            _ = (file.receivedSeconds, file.durationSeconds)
            return [file.callerID.name, file.callerID.number].compactMap { $0 }
        case .registrations: return FusionPBXRegistrationReply(text)?.entries.flatMap { $0.fields.values } ?? []
        case .table: return Self.table(bytes)?.rows.flatMap { $0.entries.map(\.value.plainText) } ?? []
        case .bulkHandler: return Self.bulkHandler(bytes)
        case .dialPattern: return (try? FreePBXInboundNumbers.checkNumber(text, what: "number", width: 50)) == nil ? [] : [text]
        case .target: return (try? TargetRequest(text)).map { ["\($0)", text] } ?? []
        case .time: return Self.time(text)
        case .timeZone: return (try? TimeZoneRules(name: text, file: bytes)).map { [$0.name, "\($0.offset(at: .now()))"] } ?? []
        case .journal: return JournalFile.entry(in: bytes).map { [$0.id, $0.command] } ?? []
        case .displayText:
            let cut = DisplayText.cut(DisplayText.printable(text), to: 20)
            precondition(DisplayText.width(of: cut) <= 20 && !cut.unicodeScalars.contains { $0.value < 32 })
            return [cut]
        case .snapshot: return Self.snapshot(bytes)
        case .asteriskPattern:
            let (pattern, number) = Self.pair(text)
            return AsteriskPattern(pattern).matches(number) ? [number] : []
        case .asteriskTime:
            let noon = LocalTime(Timestamp(seconds: 1_795_000_000), offset: 3600)
            return AsteriskTimeTest(text)?.holds(at: noon) == nil ? [] : [text]
        case .dialplanText:
            let dialplan = FusionPBXDialplanText(text)
            return dialplan.expressions + dialplan.actions.map(\.data)
        case .dialplanExpression:
            let (expression, number) = Self.pair(text)
            return DialplanExpression(expression)?.captures(in: number) ?? []
        }
    }

    /// What is matched and what with, told apart by a blank.
    private static func pair(_ text: String) -> (String, String) {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], parts.count > 1 ? parts[1] : "")
    }

    private static func snapshot(_ bytes: [UInt8]) -> [String] {
        guard let snapshot = try? ConfigurationSnapshot(bytes, of: "snapshot.json") else { return [] }
        return snapshot.sections.flatMap { section in
            section.objects.flatMap { object in [object.id] + object.entries.map(\.value.plainText) }
        }
    }

    private static func arguments(_ text: String) -> [String] {
        let words = text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        guard let request = try? Parser(grammar: .pbxctl).parse(words) else { return [] }
        switch request {
        case .run(_, let invocation): return invocation.operands
        case .help(let words, _): return words
        case .grammarDump, .version: return []
        }
    }

    private static func profile(_ bytes: [UInt8]) -> [String] {
        let status = FileStatus(kind: .file, size: Int64(bytes.count), mode: 0o600, owner: 0, group: 0, modified: .now())
        guard let file = try? ProfileFile(FileContents(bytes: bytes, status: status), path: "pbxctl.conf") else { return [] }
        return file.sections.flatMap { $0.entries.values.flatMap { $0.map(\.value) } }
    }

    /// The stream in two pieces; the last byte says where it is cut.
    private static func halves(_ bytes: [UInt8]) -> [[UInt8]] {
        guard let last = bytes.last else { return [] }
        return [Array(bytes.prefix(Int(last))), Array(bytes.dropFirst(Int(last)))]
    }

    private static func manager(_ bytes: [UInt8]) -> [String] {
        var session = ManagerSession(framer: ManagerFramer(limit: 1 << 16))
        for _ in 0..<2 { if let action = try? ManagerAction("Ping") { _ = session.submit(action) } }
        return halves(bytes).flatMap { piece in
            ((try? session.receive(piece)) ?? []).flatMap { outcome -> [String] in
                switch outcome {
                case .greeted(let version): return [version]
                case .completed(_, let reply): return reply.items.flatMap { $0.headers.map(\.value) } + ManagerConfigFile(reply.answer).categories.map(\.name)
                case .event(let event): return event.headers.map(\.value)
                }
            }
        }
    }

    private static func eventSocket(_ bytes: [UInt8]) -> [String] {
        var session = EventSocketSession(framer: EventSocketFramer(headerLimit: 1 << 12, bodyLimit: 1 << 16))
        _ = session.submit()
        return halves(bytes).flatMap { piece in
            ((try? session.receive(piece)) ?? []).flatMap { outcome -> [String] in
                switch outcome {
                case .reply(_, let message): return message.headers.all.map(\.value)
                case .event(let event): return ["\(event)"]
                case .finished(let job, let result): return [job, result]
                case .rejected(let why), .disconnecting(_, let why): return [why]
                case .authenticationRequested: return []
                }
            }
        }
    }

    private static func table(_ bytes: [UInt8]) -> ImportTable? { try? ImportTable(bytes) }

    private static func bulkHandler(_ bytes: [UInt8]) -> [String] {
        guard let table = table(bytes) else { return [] }
        return [BulkNoun.extension, .did].flatMap { noun -> [String] in
            guard let file = BulkHandlerFile(table, of: noun) else { return [] }
            return file.translated().table.rows.flatMap { $0.entries.map(\.value.plainText) }
        }
    }

    private static func time(_ text: String) -> [String] {
        let zone = TimeZoneRules(fixedOffset: 3600, name: "test")
        guard let moment = try? TimeInput.parse(text, now: Timestamp(seconds: 1_795_000_000), zone: zone) else { return [] }
        return [text, moment.iso8601(in: zone)]
    }
}
