import CLinuxTracing
import Tracing

/// `--non-stop`: a hit or a signal stops the thread that it belongs to, and the others run on. One such stop is shown at
/// a time; those of other threads wait for their turn. A step, a line, the end of a frame and a run to a place need
/// every thread still: they stop the others first, and end with all stopped, as a pause does.
extension PtraceEngine {
    /// Leaves a thread stopped while the others run.
    ///
    /// - Returns: false where everything has to stop.
    func stopAlone(_ tracee: Tracee, _ stop: Stop) -> Bool {
        guard isNonStop, lineRun == nil, !temporaries.hasRunTo, stopReason == nil, pauses.isEmpty else { return false }
        switch stop.reason {
        case .hit(_, _, alsoStep: false), .signal: break
        default: return false
        }
        guard mode == .running || mode == .stopping && modeAfterEdits == .running else { return false }
        tracee.isStoppedAlone = true
        if shownStop == nil {
            show(stop)
        } else {
            queuedStops.append(stop)
        }
        settleIfQuiet()
        return true
    }

    private func show(_ stop: Stop) {
        shownStop = stop
        report(stop)
    }

    /// The thread of the stop that is shown goes on, and the next one is shown.
    func resumeAlone(_ number: CommandNumber) {
        guard let stop = shownStop else { return }
        emit(.resumed)
        complete(number)
        shownStop = nil
        if let tracee = tracee(stop.tid) {
            tracee.isStoppedAlone = false
            if tracee.state == .stopped { goOn(tracee, signal: tracee.signal) }
        }
        while shownStop == nil, !queuedStops.isEmpty {
            let next = queuedStops.removeFirst()
            if tracee(next.tid)?.isStoppedAlone == true, isValid(next) { show(next) }
        }
    }

    /// A command that needs every thread still, given while only one is.
    func isAwaitingStillness(_ command: TracingCommand) -> Bool {
        guard shownStop != nil, mode == .running || mode == .stopping else { return false }
        switch command {
        case .step, .stepLine, .finish, .runTo: return true
        default: return false
        }
    }

    /// Every thread stands still, and the stop shown is one of them all.
    func joinStop() {
        shownStop = nil
        mode = .stopped
        for tracee in tracees.values { tracee.isStoppedAlone = false }
    }
}
