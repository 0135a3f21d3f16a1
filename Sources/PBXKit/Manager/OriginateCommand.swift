/// The command that rings one party and, once it answers, connects it to another through the tenant's dialplan.
///
/// Every part is checked when the command is made: see `EventSocketEncoding`.
public struct OriginateCommand: Sendable, Equatable {
    /// How the first party is reached.
    public enum FirstLeg: Sendable, Equatable {
        /// Through the dialplan: an extension with its forwarding and voicemail, a ring group, an outside number.
        case dialplan(String)
        /// Only at the extension's registered phones.
        case registeredPhones(String)
    }

    /// Who is shown as calling.
    public struct Caller: Sendable, Equatable {
        public var name: String
        public var number: String

        public init(name: String = "", number: String) {
            self.name = name
            self.number = number
        }
    }

    /// A tenant of the switch; both values from the database, not from a person.
    public struct Tenant: Sendable, Equatable {
        public var domain: String
        public var uuid: String

        public init(domain: String, uuid: String) {
            self.domain = domain
            self.uuid = uuid
        }
    }

    /// `originate {…}loopback/1001/example.com/XML 1002 XML example.com 'Front desk' 1001 30`
    public let text: String

    /// - Parameters:
    ///   - uuid: a fresh UUID for the first leg, known before the switch answers.
    ///   - timeout: how long the first party may ring, in seconds.
    ///   - answersAutomatically: whether the first party's phone is asked to answer by itself.
    /// - Throws: `PBXError` of kind `usage` if a part cannot be written safely.
    public init(
        _ first: FirstLeg, to second: String, in tenant: Tenant, caller: Caller, uuid: String, timeout: Int = 30,
        answersAutomatically: Bool = false
    ) throws {
        let domain = try EventSocketEncoding.domain(tenant.domain)
        let number = try EventSocketEncoding.callerNumber(caller.number)
        let seconds = min(max(timeout, 1), 3600)
        var variables = [
            "origination_uuid=\(try EventSocketEncoding.uuid(uuid))", "ignore_early_media=true",
            "originate_timeout=\(seconds)", "hangup_after_bridge=true",
            // Without domain_uuid FusionPBX's script for follow-me dies.
            "domain_uuid=\(try EventSocketEncoding.uuid(tenant.uuid))", "domain_name=\(domain)",
            "effective_caller_id_number=\(number)", "outbound_caller_id_number=\(number)",
        ]
        // The argument alone does not reach the second party: it would see `Outbound Call`.
        let shown = EventSocketEncoding.simplifiedName(caller.name)
        if !shown.isEmpty {
            let name = try EventSocketEncoding.variableName(shown)
            variables += ["effective_caller_id_name=\(name)", "outbound_caller_id_name=\(name)"]
        }
        if answersAutomatically { variables.append("sip_auto_answer=true") }
        let leg = switch first {
        case .dialplan(let target): "loopback/\(try EventSocketEncoding.dialNumber(target))/\(domain)/XML"
        case .registeredPhones(let target): "user/\(try EventSocketEncoding.dialNumber(target))@\(domain)"
        }
        let target = try EventSocketEncoding.dialNumber(second)
        let name = try EventSocketEncoding.argumentName(caller.name)
        text = "originate {\(variables.joined(separator: ","))}\(leg) \(target) XML \(domain) \(name) \(number) \(seconds)"
    }
}
