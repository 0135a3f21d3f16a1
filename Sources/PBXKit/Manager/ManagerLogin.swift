/// The steps of a login to the Asterisk manager, as answers come in. Knows nothing of sockets.
struct ManagerLogin {
    enum Step {
        case send(ManagerAction)
        case done
        /// With the server's words.
        case refused(String)
    }

    private enum State { case challenging, loggingIn }

    private let user: String
    private let secret: Secret
    private let events: String
    private var state = State.challenging

    /// - Parameter events: which events the session gets: `off`, `on` or classes such as `call`.
    init(user: String, secret: Secret, events: String) {
        self.user = user
        self.secret = secret
        self.events = events
    }

    /// The first action: asks for a challenge, so that the password itself need not be sent.
    func begin() throws -> ManagerAction { try ManagerAction("Challenge", ["AuthType": "MD5"]) }

    /// What follows from the answer to the last action.
    mutating func receive(_ answer: ManagerMessage) throws -> Step {
        switch state {
        case .challenging:
            state = .loggingIn
            guard answer.isSuccess, let challenge = answer["Challenge"], !challenge.isEmpty else {
                return .send(try login { try $0.add("Secret", secret.reveal { $0 }) })
            }
            let key = secret.reveal { MD5.hexadecimal(challenge + $0) }
            return .send(try login { action in
                try action.add("AuthType", "MD5")
                try action.add("Key", key)
            })
        case .loggingIn:
            return answer.isSuccess ? .done : .refused(answer.text ?? "no reason given")
        }
    }

    private func login(_ credentials: (inout ManagerAction) throws -> Void) throws -> ManagerAction {
        var action = try ManagerAction("Login", ["Username": user, "Events": events])
        try credentials(&action)
        return action
    }
}
