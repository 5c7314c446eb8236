import DebugRegisters
import HitRules
import Tracing

/// Lines, ends of frames, and the program's own signals. The software processor is looked at after every instruction, so
/// that none of them needs a breakpoint.
extension SimulatedBackend {
    struct LineRun {
        let tid: Int32
        let frame: FrameScope
        /// nil where the frame is to return.
        let ranges: [TracingCommand.AddressRange]?
        /// Where RSP was at the line: what is called has it lower.
        let stackPointer: UInt64
    }

    /// After an instruction of a thread.
    func checkLine(of thread: SimulatedThread) {
        guard let run = lineRun, run.tid == thread.tid, state == .running else { return }
        let pointer = thread.stackPointer.rawValue
        let hasLeft = run.frame.frameAddress != 0 && pointer >= run.frame.frameAddress
        guard let ranges = run.ranges else {
            if hasLeft { stop(thread, .returned) }
            return
        }
        let isOutside = pointer >= run.stackPointer && !ranges.contains { $0.contains(thread.pc.rawValue) }
        if hasLeft || isOutside { stop(thread, .stepped) }
    }

    /// The thread of the line has ended.
    func abandonLine() {
        lineRun = nil
        if state == .running, let thread = tracees.first?.thread { stop(thread, .paused) }
    }

    // MARK: Signals

    func meet(_ signal: PendingSignal, _ thread: SimulatedThread) {
        switch signalPolicy[signal.number] ?? .pass {
        case .pass: deliver(signal, thread)
        case .ignore: emit(.signalDropped(tid: thread.tid, number: signal.number))
        case .stop:
            guard let index = index(of: thread) else { return }
            tracees[index].signal = signal
            stop(thread, .signal(signal.number))
        }
    }

    private func deliver(_ signal: PendingSignal, _ thread: SimulatedThread) {
        emit(.signal(tid: thread.tid, number: signal.number))
        guard signal.isFatal else { return }
        machine.kill(thread.process, by: signal.number)
        ended(thread.process, .signal(signal.number, coreDumped: false))
    }

    /// The program goes on: what is pending is delivered.
    func deliverSignals() {
        for tracee in tracees {
            guard let signal = tracee.signal, let index = index(of: tracee.thread) else { continue }
            tracees[index].signal = nil
            deliver(signal, tracee.thread)
        }
    }

    func dropSignal() {
        for index in tracees.indices where tracees[index].thread.tid == lastStopped {
            guard let signal = tracees[index].signal else { continue }
            tracees[index].signal = nil
            emit(.signalDropped(tid: lastStopped, number: signal.number))
        }
    }
}
