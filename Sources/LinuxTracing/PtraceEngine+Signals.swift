import CLinuxTracing
import DebugRegisters
import Tracing

/// Signals of the program's own, by the policy. A SIGTRAP of ours is never one of them.
extension PtraceEngine {
    func meetSignal(_ tracee: Tracee, _ number: Int32) {
        if number == Signal.trap { lookAtDisposition() }
        switch signalPolicy[number] ?? .pass {
        case .pass:
            emit(.signal(tid: tracee.tid, number: number))
            if passDuringLine(number, to: tracee) { return }
            goOn(tracee, signal: number)
        case .ignore:
            emit(.signalDropped(tid: tracee.tid, number: number))
            goOn(tracee, signal: 0)
        case .stop:
            var pc: UInt64 = 0
            guard bt_read_pc(tracee.tid, &pc) >= 0 else { return resumeDying(tracee) }
            tracee.signal = number
            requestStop(tracee, Stop(tid: tracee.tid, pc: .init(pc), reason: .signal(number)))
        }
    }

    /// The signal that the stop was for goes on its way with the thread: it is told now.
    func tellSignalOfStop() {
        guard let stop = lastStop, case .signal(let number) = stop.reason, tracee(stop.tid)?.signal == number else {
            return
        }
        emit(.signal(tid: stop.tid, number: number))
    }

    func resumeWithoutSignal(_ number: CommandNumber) {
        if let tid = lastStop?.tid, let tracee = tracee(tid), tracee.signal != 0 {
            emit(.signalDropped(tid: tid, number: tracee.signal))
            tracee.signal = 0
        }
        resume(number)
    }

    // MARK: What became of SIGTRAP's handler

    /// Tells once that the kernel has reset it. To see that, it has to have been looked at before: at stops, and when the
    /// program's own SIGTRAP is on its way to a handler, in which SIGTRAP is blocked.
    func lookAtDisposition() {
        guard let now = ProcessStatus(of: processID).map(TrapDisposition.init) else { return }
        let before = trapDisposition
        trapDisposition = now
        guard trapCount > 0, let before, before.wasReset(to: now) else { return }
        emit(.dispositionReset(pid: processID, signal: Signal.trap))
    }

    /// At an access that is met for the first time.
    func lookAtDispositionIfAny() {
        if let trapDisposition, trapDisposition.isHandled || trapDisposition.isIgnored { lookAtDisposition() }
    }
}
