/// Calls placed over the event socket: the first party is rung, and when it answers, the second is dialled for it
/// through the domain's own dialplan.
struct FusionPBXCalls: Calls {
    let connection: FusionPBXConnection

    func originate(_ request: OriginateRequest) throws -> OriginatedCall {
        _ = try dialNumber(request.source, "source")
        let destination = try dialNumber(request.destination, "destination")
        let domain = try connection.domain()
        let owner = try connection.rows(
            "v_extensions",
            where: """
                domain_uuid = \(domain.uuid) AND (extension = \(request.source) OR number_alias = \(request.source))
                ORDER BY extension_uuid LIMIT 1
                """
        ).first
        try authorise(request, owner, domain)

        let uuid = FusionPBXRandom.uuid()
        let seconds = Int(max(1, min(request.timeout.components.seconds, 3600)))
        let command = try OriginateCommand(
            firstLeg(request, owner), to: destination,
            in: OriginateCommand.Tenant(domain: domain.name, uuid: domain.uuid),
            caller: try caller(request, owner, domain), uuid: uuid, timeout: seconds,
            answersAutomatically: request.autoAnswer)
        let node = try connection.reachableNode()
        var call = OriginatedCall(source: request.source, destination: destination, outcome: .queued)
        call.id = uuid
        call.callID = uuid
        call.sourceName = owner?.filled("effective_caller_id_name")
        call.extension = owner?["extension"]
        call.domain = domain.name
        let socket = try node.eventSocket()
        let watch = FusionPBXCallWatch(socket: socket, uuid: uuid)
        if request.waits { try watch.begin() }
        let job = try socket.backgroundAPI(command.text)
        if request.waits {
            try watch.follow(job, &call, before: Deadline(after: request.timeout))
        } else {
            try watch.glance(job, &call)
        }
        return call
    }

    func dialNumber(_ number: String, _ what: String) throws -> String {
        do { return try EventSocketEncoding.dialNumber(number) } catch let error as PBXError where error.kind == .usage {
            throw PBXError(
                .usage, "\(what) '\(FusionPBXValues.shown(number))'", "is not a number",
                remedy: "use digits, letters, and + * # . _ -")
        }
    }

    /// A secret that is given has to be the source's. Without one the right to administer the PBX counts.
    private func authorise(_ request: OriginateRequest, _ owner: Row?, _ domain: Domain) throws {
        guard let secret = request.secret else { return }
        guard let owner else { throw try FusionPBXExtensions(connection: connection).notFound(request.source) }
        let stored = owner.filled("password")
        let isRight = secret.reveal { given in
            stored.map { Array($0.utf8) == Array(given.utf8) } ?? false
        }
        guard isRight, owner.isTrue("enabled") else {
            throw PBXError(
                .notPermitted, "extension \(request.source)", "the secret is not the one of an enabled extension",
                remedy: "give the extension's SIP secret, or none to call as the PBX's administrator")
        }
    }

    /// An extension is rung at its phones only, so that neither its mailbox nor its forwarding answers in its place. With
    /// a caller number for both parties the dialplan rings it: the phones would be shown their own number otherwise.
    private func firstLeg(_ request: OriginateRequest, _ owner: Row?) -> OriginateCommand.FirstLeg {
        let asksForPhones = request.autoAnswer || request.secret != nil || request.callerIDNumber == nil
        return owner != nil && asksForPhones ? .registeredPhones(request.source) : .dialplan(request.source)
    }

    private func caller(
        _ request: OriginateRequest, _ owner: Row?, _ domain: Domain
    ) throws -> OriginateCommand.Caller {
        // A name from the database may have signs in it that cannot be written safely: those are left out.
        let name = request.callerIDName
            ?? owner?.filled("effective_caller_id_name").map(EventSocketEncoding.simplifiedName) ?? ""
        if let number = request.callerIDNumber { return OriginateCommand.Caller(name: name, number: number) }
        guard let owner else { return OriginateCommand.Caller(name: name, number: request.source) }
        let isInternal = try isInternal(request.destination, domain)
        let number = isInternal ? nil : owner.filled("outbound_caller_id_number")
        return OriginateCommand.Caller(name: name, number: number ?? owner["extension"] ?? request.source)
    }

    private func isInternal(_ number: String, _ domain: Domain) throws -> Bool {
        if number.hasPrefix("*") { return true }
        return try connection.database().value(
            """
            SELECT 1 WHERE EXISTS (
                SELECT 1 FROM v_extensions
                WHERE domain_uuid = \(domain.uuid) AND (extension = \(number) OR number_alias = \(number)))
            OR EXISTS (
                SELECT 1 FROM v_dialplans
                WHERE domain_uuid = \(domain.uuid) AND dialplan_context = \(domain.name) AND dialplan_number = \(number))
            """) != nil
    }
}
