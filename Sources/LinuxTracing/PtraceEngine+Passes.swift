import CLinuxTracing
import HitRules
import Tracing

/// How a thread passes an int3 that is meant for another frame.
///
/// The int3 is taken out, the thread does the one instruction, and the int3 goes back. Meanwhile only the threads whose
/// frames are watched must stand still: for every other one the int3 means nothing, and stopping it would be noticed by
/// its system calls. A single thread that recurses waits for nobody. Threads that come at a high rate pass in batches,
/// with the frames' own threads running in between, so that they get on.
extension PtraceEngine {
    /// Nanoseconds for which the frames' own threads run between two batches.
    private static let pause: UInt64 = 300_000

    func awaitPass(_ tracee: Tracee) {
        tracee.waitsToPass = true
        passers.append(tracee.tid)
    }

    /// The next thread passes, once the frames' own threads stand still.
    ///
    /// - Returns: whether it is only the pause that is waited for, the end of which no event tells.
    func advancePasses() -> Bool {
        while mode == .running, passer == 0, !passers.isEmpty {
            if bt_now() < nextPass { return true }
            guard holdOwners() else { return false }
            if passesLeft == 0 { passesLeft = passers.count }
            passesLeft -= 1
            let tid = passers.removeFirst()
            if let tracee = tracee(tid), tracee.waitsToPass, tracee.state == .stopped {
                begin(tracee)
            } else if passesLeft == 0 {
                releaseOwners(except: nil)
            }
        }
        return false
    }

    private func begin(_ tracee: Tracee) {
        tracee.waitsToPass = false
        var pc: UInt64 = 0
        guard bt_read_pc(tracee.tid, &pc) >= 0 else { return resumeDying(tracee) }
        passer = tracee.tid
        select(tracee)
        temporaries.lift(pc, memory: memory)
        stepAlone(tracee)
    }

    /// Whether they all stand still; those that do not are asked to.
    private func holdOwners() -> Bool {
        var areStill = true
        for frame in frames {
            guard let owner = tracee(frame.scope.tid) else { continue }
            owner.isHeldForPass = true
            guard owner.isCounted else { continue }
            areStill = false
            guard !owner.isInterrupted else { continue }
            owner.isInterrupted = true
            _ = bt_interrupt(owner.tid)
        }
        return areStill
    }

    /// - Parameter current: the thread whose stop is being dealt with, and which goes on after that.
    private func releaseOwners(except current: Tracee?) {
        for frame in frames {
            guard let owner = tracee(frame.scope.tid), owner.isHeldForPass else { continue }
            owner.isHeldForPass = false
            guard owner !== current else { continue }
            nextPass = bt_now() &+ Self.pause
            if owner.state == .stopped, mode == .running { goOn(owner, signal: owner.signal) }
        }
    }

    /// The passing thread stopped, whatever for. If the instruction is not done, the thread meets the int3 again.
    func endPass(_ tracee: Tracee, _ status: WaitStatus) {
        passer = 0
        temporaries.putBack(memory: memory)
        let isTrap = status.isStop && status.rawValue >> 16 == 0 && status.signal == Signal.trap
        if status.isStop, !isTrap, bt_queued_traps(tracee.tid) & Int32(bt_queued_debug) == 0 {
            tracee.isStepping = false
        }
        if passesLeft == 0 { releaseOwners(except: tracee) }
    }

    /// The program stands still or its frames change: whoever waited meets the int3 again, if it is still there.
    func cancelPasses() {
        passers = []
        passesLeft = 0
        for tracee in tracees.values {
            tracee.waitsToPass = false
            tracee.isHeldForPass = false
        }
    }
}
