import Foundation
import Testing

@Suite("Files of FreePBX's Bulk Handler")
struct BulkHandlerTests {
    @Test("extensions")
    func extensions() throws {
        let number = Numbers.extension()
        defer { FreePBX.remove(number) }
        let file = """
            extension,password,name,voicemail,ringtimer,noanswer,outboundcid,cwtone,recording_in_external,tech,dial,secret,emergency_cid,voicemail_enable,voicemail_vmpwd,voicemail_email,voicemail_options,callwaiting_enable,findmefollow_enabled,findmefollow_grplist
            \(number),,Bulk Person,default,17,,\"\"\"Bulk\"\" <15551230000>\",disabled,force,pjsip,PJSIP/\(number),b81kS3cret,15559110000,yes,904417,b@example.com,attach=yes,ENABLED,yes,\(number)

            """
        let report = try Bulk.done("freepbx", "extension", file)
        #expect(report.added == [number] && report.secrets.isEmpty)
        let warnings = (report.values["warnings"] as? [String])?.joined() ?? ""
        #expect(warnings.contains("cwtone") && warnings.contains("findmefollow_grplist") && !warnings.contains("password"))
        let shown = try FreePBX.done("extension", "show", number, "--reveal")
        let expected: KeyValuePairs<String, any Equatable> = [
            "name": "Bulk Person", "driver": "pjsip", "outbound_caller_id_name": "Bulk", "outbound_caller_id_number": "15551230000",
            "emergency_caller_id_number": "15559110000", "voicemail": true, "email": "b@example.com", "follow_me": true, "call_waiting": true,
            "ring_seconds": 17, "rec_external_in": "always", "secret": "b81kS3cret", "voicemail_pin": "904417",
        ]
        for (key, value) in expected { #expect(FreePBX.isEqual(shown[key], value), "\(key)") }
        #expect(try Bulk.done("freepbx", "extension", file).changed == false)
    }

    @Test("inbound numbers")
    func inboundNumbers() throws {
        let did = Numbers.did()
        defer { FreePBX.removeInboundNumber(did) }
        let there = try #require(try Bulk.listing("freepbx", "extension").keys.filter { $0.hasPrefix("10") }.min())
        let file = "cidnum,extension,destination,privacyman,mohclass,description,grppre\n,\(did),\"from-did-direct,\(there),1\",0,default,Main line,M:\n"
        #expect(try Bulk.done("freepbx", "did", file).added == [did])
        #expect(try Lab.mysql("SELECT destination, description, grppre, mohclass FROM incoming WHERE extension = '\(did)';")
            == ["from-did-direct,\(there),1\tMain line\tM:\tdefault"])
        #expect(try Bulk.done("freepbx", "did", file).changed == false)
    }
}
