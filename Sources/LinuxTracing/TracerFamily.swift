import CLinuxTracing

/// The processes that a tracer belongs to. Read once, before anybody is attached to.
struct TracerFamily: Sendable {
    let status: ProcessStatus?
    /// The tracer's process, and its parent where that drives it.
    let processes: Set<Int32>
    /// Those that started these.
    let ancestors: Set<Int32>

    static let own = TracerFamily()

    private init() {
        status = ProcessStatus(of: bt_current_thread())
        guard let status else {
            (processes, ancestors) = ([], [])
            return
        }
        let isAlone = ProcessStatus(of: status.processID)?.name != "bptui-tracer"
        processes = isAlone ? [status.processID] : [status.processID, status.parent]
        var found: Set<Int32> = []
        var ancestor = status.parent
        while ancestor > 0, found.insert(ancestor).inserted { ancestor = ProcessStatus(of: ancestor)?.parent ?? 0 }
        ancestors = found
    }

    /// The processes that trace these, and their tracing threads.
    var tracers: Set<Int32> {
        processes.reduce(into: []) { tracers, process in
            guard let tracer = ProcessStatus(of: process)?.tracer, tracer != 0 else { return }
            tracers.formUnion([tracer, ProcessStatus(of: tracer)?.processID ?? tracer])
        }
    }
}
