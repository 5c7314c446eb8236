/// What the tracer does with a thread whose access a slot saw.
public enum HitAction: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable, Codable {
    /// Record the hit and let the thread go on at once.
    case log
    /// Record the hit and leave the program stopped.
    case stop
}
