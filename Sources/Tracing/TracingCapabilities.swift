/// What a backend can do; where they differ they say so here rather than skip.
public struct TracingCapabilities: Hashable, Sendable, Codable {
    /// "ptrace", "perf", "simulated": the word of the batch output.
    public var name: String
    /// A slot can leave the program stopped at a hit.
    public var canStop: Bool
    public var canSingleStep: Bool
    /// DR6 is seen for each hit.
    public var hasStatusRegister: Bool
    /// The value before a hit is known.
    public var hasOldValue: Bool

    public init(name: String, canStop: Bool, canSingleStep: Bool, hasStatusRegister: Bool, hasOldValue: Bool) {
        self.name = name
        self.canStop = canStop
        self.canSingleStep = canSingleStep
        self.hasStatusRegister = hasStatusRegister
        self.hasOldValue = hasOldValue
    }
}
