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
