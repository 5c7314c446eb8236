/// What is done with a signal of the program's own.
public enum SignalTreatment: UInt8, Hashable, Sendable, Codable, CaseIterable {
    /// It is delivered, and told.
    case pass
    /// The program stops with the signal pending; it is delivered when the thread goes on, unless it is taken away.
    case stop
    /// It is taken away, and told.
    case ignore
}
