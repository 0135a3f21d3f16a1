import Foundation

/// A telephone of the lab (`Tests/Lab/phone`), registered with the real Asterisk.
struct Phone {
    /// The script, for tests that run it in a shell line.
    static let script = Lab.script("phone")

    var number: String
    /// A file with its secret; nil: one of the seeded office's.
    var secretFile: String?
    var usesChanSIP = false

    init(_ number: String, secret: String? = nil, usesChanSIP: Bool = false) throws {
        self.number = number
        self.usesChanSIP = usesChanSIP
        secretFile = try secret.map { try Scratch.file($0 + "\n") }
    }

    /// Whether it could register, and what it was told.
    @discardableResult
    func register(expires: Int = 120) throws -> (isRegistered: Bool, answer: String) {
        let outcome = try run(["register", number, "--expires", "\(expires)"] + options)
        return (outcome.status == 0, outcome.output + outcome.errors)
    }

    /// Lets it lie there in the background: `answer`, `busy` or `ring`.
    func live(_ how: String, _ more: [String] = []) throws {
        let outcome = try run([how, number, "--background", "--for", "90"] + more + options)
        guard outcome.status == 0 else { throw Program.Problem("phone \(number): \(outcome.output) \(outcome.errors)") }
    }

    func stop() { _ = try? run(["stop", number]) }

    /// As `stop`, and the switch does not take it to be there any more.
    func leave() {
        stop()
        let lines = (try? Lab.asterisk("database show registrar").split(separator: "\n")) ?? []
        for line in lines where line.hasPrefix("/registrar/contact/\(number);") {
            // A long key is followed by its colon at once.
            let key = line.dropFirst("/registrar/".count).prefix { $0 != " " && $0 != ":" }
            _ = try? Lab.asterisk("database del registrar \(key)")
        }
    }

    /// One of the seeded office's, which takes calls after `delay` seconds of ringing, while `body` runs.
    static func answering<Result>(
        _ number: String, usesChanSIP: Bool = false, delay: Int = 0, _ body: () throws -> Result
    ) throws -> Result {
        let phone = try Phone(number, usesChanSIP: usesChanSIP)
        try phone.live("answer", ["--delay", "\(delay)"])
        defer { phone.stop() }
        return try body()
    }

    /// Calls and says what became of it: `answered`, or `refused 486`.
    func call(_ destination: String, hold: Int = 1, ring: Int = 20) throws -> String {
        try run(["call", number, destination, "--hold", "\(hold)", "--ring", "\(ring)"] + options).lines.last ?? ""
    }

    /// A call from outside, through the trunk.
    static func callFromOutside(_ did: String, from: String, hold: Int = 1) throws -> String {
        try Phone("carrier").run(["trunk-call", did, "--from", from, "--hold", "\(hold)"]).lines.last ?? ""
    }

    private var options: [String] {
        (secretFile.map { ["--secret-file", $0] } ?? []) + (usesChanSIP ? ["--chansip"] : [])
    }

    private func run(_ arguments: [String]) throws -> Program.Outcome {
        try Lab.tool("phone", arguments)
    }
}
