/// Where a call goes next, in words that both phone systems share.
public struct Target: Sendable, Equatable {
    /// What sort of thing it leads to; the raw value is the word used in JSON and in `--to`.
    public enum Kind: String, Sendable, CaseIterable {
        case `extension`, voicemail, ringgroup, queue, ivr, conference, timecondition, callflow, announcement
        case recording, followme, misc, custom, external, hangup
        /// Anything else, as the PBX stores it.
        case native
    }

    public var kind: Kind
    /// The number or id it leads to; nil for `hangup` and `native`.
    public var id: String?
    /// What the PBX calls it, where that is known.
    public var name: String?
    /// The PBX's own string: `from-did-direct,1001,1`, `transfer:1001 XML example.com`.
    public var raw: String

    public init(kind: Kind, id: String?, name: String? = nil, raw: String) {
        self.kind = kind
        self.id = id
        self.name = name
        self.raw = raw
    }

    /// `extension:1001`, `hangup`, `raw:app-misapps,3,1`: what tables show and `--to` accepts.
    public var short: String {
        switch kind {
        case .native: "raw:\(raw)"
        case .hangup: "hangup"
        default: id.map { "\(kind.rawValue):\($0)" } ?? "raw:\(raw)"
        }
    }

    public var cell: Cell {
        .object(Cell.Object([
            Cell.Entry("type", .text(kind.rawValue)), Cell.Entry("id", Cell(id)),
            Cell.Entry("name", Cell(name)), Cell.Entry("raw", .text(raw)),
        ], short: short))
    }
}

/// A target as somebody asked for it, before the PBX has been asked whether it exists.
public enum TargetRequest: Sendable, Equatable {
    case to(Target.Kind, id: String)
    case hangup
    /// The PBX's own string, given after `raw:` or, on FreePBX, bare.
    case raw(String)

    /// The kinds that a request can name with an id.
    public static let kinds: [Target.Kind] = [
        .extension, .voicemail, .ringgroup, .queue, .ivr, .conference, .timecondition, .callflow, .announcement,
        .recording, .followme, .misc,
    ]

    /// Reads `extension:1001`, `hangup`, `raw:…`, or a bare FreePBX destination such as `from-did-direct,1001,1`.
    public init(_ text: String) throws {
        let remedy = "write \(Self.kinds.map { "\($0.rawValue):ID" }.joined(separator: ", ")), hangup or raw:STRING"
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw PBXError(.usage, "the target", "contains a control character", remedy: remedy)
        }
        if text == "hangup" {
            self = .hangup
        } else if text.hasPrefix("raw:"), text.count > 4 {
            self = .raw(String(text.dropFirst(4)))
        } else if let colon = text.firstIndex(of: ":"), let kind = Target.Kind(rawValue: String(text[..<colon])),
            Self.kinds.contains(kind), text.index(after: colon) < text.endIndex
        {
            self = .to(kind, id: String(text[text.index(after: colon)...]))
        } else if text.split(separator: ",", omittingEmptySubsequences: false).count == 3, !text.contains(":") {
            self = .raw(text)
        } else {
            throw PBXError(.usage, "target '\(text)'", "is not one pbxctl knows", remedy: remedy)
        }
    }
}
