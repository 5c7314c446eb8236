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
    /// The value after each hit is known; else only that of the last hit before the tracer looked.
    public var hasNewValue = true
    /// One trap names every slot that it hit; else each slot's hit is a trap of its own.
    public var groupsSlots = true
    /// What the kernel stores for the program is a hit as well, where the privilege allows.
    public var seesKernel = false
    /// The watch of a local ends with its frame.
    public var followsFrames = true
    /// It starts programs; else it only attaches.
    public var canLaunch = true

    public init(name: String, canStop: Bool, canSingleStep: Bool, hasStatusRegister: Bool, hasOldValue: Bool) {
        self.name = name
        self.canStop = canStop
        self.canSingleStep = canSingleStep
        self.hasStatusRegister = hasStatusRegister
        self.hasOldValue = hasOldValue
    }
}
