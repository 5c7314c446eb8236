/// One traced process, driven by commands and heard through events: what every backend is, in this process or in
/// another.
///
/// A backend is used from one thread, its owner's. `submit` never blocks on the target; every command is answered by
/// exactly one `.completed` or `.failed` event with its number. Hits go through `hitLog`, not through events: the owner
/// drains it at its own pace.
public protocol TracingBackend: AnyObject {
    var capabilities: TracingCapabilities { get }
    var hitLog: HitLog { get }
    /// Readable (poll) when `takeEvents` has something.
    var eventDescriptor: Int32 { get }

    /// Starts a command. The number is the caller's, and comes back in the answer.
    func submit(_ command: TracingCommand, number: CommandNumber)
    /// The events since the last call, in order.
    func takeEvents() -> [TracingEvent]
    /// Ends the session: what was launched dies, what was attached is detached, every register is clear. Waits for it.
    func close()
}

public typealias CommandNumber = UInt64

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
