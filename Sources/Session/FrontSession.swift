/// What a front drives: a live tracer, or a recording.
package protocol FrontSession: AnyObject {
    var state: TargetState { get }
    func start()
    func perform(_ command: SessionCommand)
    /// Everything that has happened since the last call, in order.
    func pump() -> [SessionEvent]
    /// Asks now and then whether watched memory has changed without a hit.
    func lookForChanges()
    /// It is still being found out who changed something.
    var awaitsChanges: Bool { get }
    /// The watches as a user would write them now.
    var writtenWatches: [WrittenWatch] { get }
    func close()
    func closeTracer()
    func closeSymbols()
    /// For poll: readable when `pump` has something; -1 where that never is.
    var backendDescriptor: Int32 { get }
    var symbolDescriptor: Int32 { get }
}

extension FrontSession {
    // What is known of a recording's changes was recorded.
    package func lookForChanges() {}
    package var awaitsChanges: Bool { false }
    package var writtenWatches: [WrittenWatch] { [] }
}

extension LiveSession: FrontSession {}
