/// A mailbox as its line in `voicemail.conf` says it: `1001=1234,Front desk,desk@example.com,,attach=yes|saycid=no`.
struct FreePBXMailbox: Equatable, Sendable {
    var pin: String
    var name: String
    /// Several addresses are parted by `|`.
    var email: String
    var pager: String
    /// Options in their order; an option that stands without `=` has no value.
    var options: [Option]

    struct Option: Equatable, Sendable {
        var name: String
        var value: String?
    }

    /// What FreePBX writes for a new mailbox; with an e-mail address the message is attached.
    init(pin: String, name: String, email: String) {
        self.pin = pin
        self.name = Self.name(name)
        self.email = email
        pager = ""
        options = [
            Option(name: "attach", value: email.isEmpty ? "no" : "yes"), Option(name: "saycid", value: "no"),
            Option(name: "envelope", value: "no"), Option(name: "delete", value: "no"),
        ]
    }

    /// The value of a line, after `=` or `=>`. Missing fields are empty; commas beyond the fourth belong to the options.
    init(line: String) {
        let fields = line.utf8.split(separator: UInt8(ascii: ","), maxSplits: 4, omittingEmptySubsequences: false)
            .map { FreePBXInput.trimmed(String(Substring($0))) }
        func field(_ index: Int) -> String { index < fields.count ? fields[index] : "" }
        pin = field(0)
        name = field(1)
        email = field(2)
        pager = field(3)
        options = field(4).utf8.split(separator: UInt8(ascii: "|")).map { option in
            let parts = option.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false).map { String(Substring($0)) }
            return Option(name: parts[0], value: parts.count > 1 ? parts[1] : nil)
        }
    }

    /// The value of the line.
    var line: String {
        let options = options.map { option in option.value.map { "\(option.name)=\($0)" } ?? option.name }
        return "\(pin),\(name),\(email),\(pager),\(options.joined(separator: "|"))"
    }

    /// A name as it can stand there: a comma would begin the next field.
    static func name(_ name: String) -> String { name.filter { $0 != "," } }
}
