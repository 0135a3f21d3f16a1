extension Grammar {
    /// Everything that pbxctl can be told.
    static let pbxctl: Grammar = .init(nouns: [
        ExtensionCommands.noun,
        DIDCommands.noun,
        CDRCommands.noun,
        CallCommands.noun,
        VoicemailCommands.noun,
        DomainCommands.noun,
        SystemCommands.noun,
        TestCommands.noun,
        TestCommands.coffee,
        ConfigCommands.noun,
        DoctorCommands.noun,
        CompletionCommands.noun,
        CompletionCommands.hidden,
        DocumentCommands.hidden,
    ])
}
