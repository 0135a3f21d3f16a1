import Foundation
import Testing

@testable import PBXKit

/// What an added extension leaves, against what FreePBX's own form was seen to leave.
@Suite("FreePBX: an added extension beside the form's", .serialized)
struct FreePBXGoldenTests {
    /// Keywords of the phone that this release's driver knows and the recorded form did not post.
    private static let driverOnly: Set<String> = ["md5_cred", "media_address", "force_callerid", "webrtc", "vmexten"]

    private func compare(_ plan: Plan, _ fixture: String, number: String) throws {
        // The recorded PBX had the module dictate; a lab may not.
        let expected = try FreePBXFixture(fixture, number: number).entries.filter { !$0.contains("/dictate/") }
        let planned = FreePBXFixture.entries(of: plan)
        let missing = expected.subtracting(planned).sorted()
        let more = planned.subtracting(expected).filter { line in
            !line.contains("/dictate/") && !Self.driverOnly.contains { line.hasPrefix("sip \($0)=") }
        }.sorted()
        #expect(missing.isEmpty, "the form writes these")
        #expect(more.isEmpty, "the form does not write these")
    }

    @Test func plain() throws {
        let system = try FreePBXLab.system()
        defer { system.close() }
        let number = FreePBXLab.freeNumber()
        var change = ExtensionChange()
        change.name = .set("Dora Plain")
        change.secret = .set(Secret("s3cretDora\(number)"))
        change.recordOnDemand = .set(false)
        let plan = try #require(system.extensions).planAdd(number, type: .sip, driver: nil, change)
        try compare(plan, "freepbx-extension-plain", number: number)
    }

    @Test func virtual() throws {
        let system = try FreePBXLab.system()
        defer { system.close() }
        let number = FreePBXLab.freeNumber()
        var change = ExtensionChange()
        change.name = .set("Virtual Nine")
        change.recordOnDemand = .set(false)
        let plan = try #require(system.extensions).planAdd(number, type: .virtual, driver: nil, change)
        try compare(plan, "freepbx-extension-virtual", number: number)
    }

    @Test func full() throws {
        let system = try FreePBXLab.system()
        defer { system.close() }
        let number = FreePBXLab.freeNumber()
        var change = ExtensionChange()
        change.name = .set("Alice Example")
        change.secret = .set(Secret("s3cretAlice\(number)"))
        change.outboundCallerIDName = .set("Alice")
        change.outboundCallerIDNumber = .set("+1555\(number)")
        change.hasVoicemail = .set(true)
        change.email = .set("alice@example.com")
        change.voicemailPIN = .set(Secret("4321"))
        change.followsMe = .set(true)
        change.ringAloneSeconds = .set(7)
        change.recordExternalIn = .set(.always)
        change.recordOnDemand = .set(true)
        var plan = try #require(system.extensions).planAdd(number, type: .sip, driver: nil, change)
        // Policies that no documented parameter names, and a list that the form filled in.
        plan.steps = plan.steps.map { step in
            guard case .astDB(var key) = step else { return step }
            if key.key.hasSuffix("recording/out/external") { key.after = "yes" }
            if key.key.hasSuffix("recording/out/internal") { key.after = "no" }
            if key.key.hasSuffix("followme/grplist") { key.after = "\(number)-15557654321#" }
            return .astDB(key)
        }
        plan.steps = plan.steps.map { step in
            guard case .row(var row) = step, row.table == "findmefollow" else { return step }
            row.after = row.after?.map { $0.name == "grplist" ? .init("grplist", .text("\(number)-15557654321#")) : $0 }
            return .row(row)
        }
        try compare(plan, "freepbx-extension-full", number: number)
        let line = plan.steps.compactMap { if case .configurationLine(let line) = $0 { line.after } else { nil } }
        #expect(line == ["4321,Alice Example,alice@example.com,,attach=yes|saycid=no|envelope=no|delete=no"])
        #expect(plan.reloadNeeded)
    }
}
