import Foundation
import Testing

@testable import PBXKit

/// Phones registered with what `planAdd` made, and calls between them.
@Suite("FreePBX: phones and calls", .serialized)
struct FreePBXCallTests {
    /// Runs the lab's telephone. By the C library: Foundation's Process waits for what goes on in the background, too.
    @discardableResult
    private func phone(_ words: String...) throws -> (status: Int32, output: String) {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let log = FileManager.default.temporaryDirectory.appendingPathComponent("pbxctl-phone-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: log) }
        let command = ([folder.appendingPathComponent("Lab/phone").path] + words).map { "'\($0)'" }.joined(separator: " ")
        let status = system("\(command) >'\(log.path)' 2>&1 </dev/null")
        return (status, try String(contentsOf: log, encoding: .utf8))
    }

    @Test(.timeLimit(.minutes(2)))
    func `a phone registers, is called, and is forgotten with its secret`() throws {
        let system = try FreePBXLab.system()
        defer { system.close() }
        let extensions = FreePBXExtensions(system: system)
        let first = FreePBXLab.freeNumber(), second = FreePBXLab.freeNumber()
        let secrets = FileManager.default.temporaryDirectory.appendingPathComponent("pbxctl-secret-\(first)")
        defer { try? FileManager.default.removeItem(at: secrets) }
        for number in [first, second] {
            var change = ExtensionChange()
            change.secret = .set(Secret("correct-horse-\(first)"))
            if number == first { change.hasVoicemail = .set(true) }
            try system.carryOut(extensions.planAdd(number, type: .sip, driver: nil, change))
        }
        try "correct-horse-\(first)".write(to: secrets, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secrets.path)
        #expect(try FreePBXLab.reload(system) == "Reload Complete")
        defer {
            _ = try? phone("stop", first)
            _ = try? phone("stop", second)
        }
        let answered = try phone("answer", first, "--background", "--secret-file", secrets.path)
        #expect(answered.status == 0, "\(answered.output)")
        #expect(try phone("answer", second, "--background", "--secret-file", secrets.path).status == 0)

        let calls = FreePBXCalls(system: system)
        var request = OriginateRequest(source: first, destination: second)
        request.waits = true
        request.timeout = .seconds(20)
        request.callerIDName = "Click \"to\" call"
        request.secret = Secret("correct-horse-\(first)")
        #expect(try calls.originate(request).outcome == .answered)

        _ = try phone("stop", second)
        #expect(try phone("busy", second, "--background", "--secret-file", secrets.path).status == 0)
        let busy = try calls.originate(request)
        #expect(busy.outcome == .busy, "\(busy)")
        // The first phone is engaged for a moment after its call.
        _ = try phone("stop", second)
        #expect(try phone("ring", second, "--background", "--secret-file", secrets.path).status == 0)
        request.timeout = .seconds(40)
        let unanswered = try calls.originate(request)
        #expect(unanswered.outcome == .no_answer, "\(unanswered)")

        request.waits = false
        #expect(try calls.originate(request).outcome == .queued)
        request.secret = Secret("wrong")
        #expect(#expect(throws: PBXError.self) { try calls.originate(request) }?.kind == .notPermitted)
        #expect(#expect(throws: PBXError.self) { try calls.originate(OriginateRequest(source: "999999", destination: second)) }?.kind == .notFound)
        #expect(#expect(throws: PBXError.self) { try calls.originate(OriginateRequest(source: first, destination: "1;System(x)")) }?.kind == .usage)

        let contacts = { try system.astDB().keys(of: "registrar") { $0.hasPrefix("contact/\(first);@") }.count }
        #expect(try contacts() == 1)
        var change = ExtensionChange()
        change.secret = .set(Secret("battery-staple"))
        try system.carryOut(extensions.planSet(first, change))
        #expect(try contacts() == 0)
        _ = try phone("stop", first)
        request.secret = nil
        request.waits = true
        request.timeout = .seconds(10)
        let unreachable = try calls.originate(request)
        #expect(unreachable.outcome == .failed || unreachable.outcome == .no_answer, "\(unreachable)")
        for number in [first, second] {
            try system.carryOut(extensions.planDelete(number, mailbox: .delete, references: .refuse))
        }
        #expect(try system.astDB().keys(of: "registrar") { $0.contains(first) || $0.contains(second) }.isEmpty)
    }
}
