/// What a front drives: a live tracer, or a recording.
package protocol FrontSession: AnyObject {
    var state: TargetState { get }
    func start()
    func perform(_ command: SessionCommand)
    /// Everything that has happened since the last call, in order.
    func pump() -> [SessionEvent]
    func close()
    func closeTracer()
    func closeSymbols()
    /// For poll: readable when `pump` has something; -1 where that never is.
    var backendDescriptor: Int32 { get }
    var symbolDescriptor: Int32 { get }
}

extension LiveSession: FrontSession {}
