import LinuxTracing
import WatchSlots

/// What `--backend` means for one program.
struct MechanismChoice {
    /// Of watches that do not say.
    var mechanism = WatchMechanism.ptrace
    /// The process is not traced at all: perf events alone see it.
    var observes = false
    /// What the user should know of it.
    var notice: String?

    /// A program that is launched is always ptrace's, also with perf: somebody has to run it to where it is armed, and it
    /// stays traced, so that it can be paused and its watches can move.
    ///
    /// - Parameter process: the one to attach to; nil for a launch.
    init(_ choice: BackendChoice, process: Int32?) {
        switch choice {
        case .ptrace: break
        case .perf:
            mechanism = .perf
            observes = process != nil
        case .auto:
            guard let process, let tracer = ProcessStatus(of: process)?.tracer, tracer != 0 else { return }
            mechanism = .perf
            observes = true
            let name = ProcessStatus(of: tracer).map { " (\($0.name))" } ?? ""
            notice = "process \(process) is traced by \(tracer)\(name): it is observed through perf, which stops nobody"
        }
    }
}
