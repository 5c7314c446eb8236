/// One thread and what is installed in it: the proof of what the screen calls armed.
public struct ThreadStatus: Hashable, Sendable, Codable {
    public var tid: Int32
    public var pid: Int32
    /// True while it stands still under the tracer's hand.
    public var isStopped: Bool
    /// By slot number.
    public var slots: [Slot]

    public enum Slot: Hashable, Sendable, Codable {
        /// Nothing is wanted there.
        case free
        /// The kernel accepted what is wanted.
        case armed
        /// It is wanted, and the thread could not be stopped yet to install it.
        case pending
        case failed(TracingError)
    }

    public init(tid: Int32, pid: Int32, isStopped: Bool, slots: [Slot]) {
        self.tid = tid
        self.pid = pid
        self.isStopped = isStopped
        self.slots = slots
    }
}
