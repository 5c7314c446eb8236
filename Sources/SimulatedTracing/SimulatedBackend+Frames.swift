import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// The frames of watched locals. The software processor is looked at after every instruction, so that the end of a frame
/// needs no breakpoint.
extension SimulatedBackend {
    /// Why a watch cannot be in its frame; nil when it can.
    func problem(of scope: FrameScope) -> WatchError? {
        guard let thread = tracees.first(where: { $0.thread.tid == scope.tid })?.thread,
            thread.stackPointer.rawValue < scope.frameAddress,
            scope.returnAddress == 0
                || thread.process.memory.number(.init(scope.frameAddress &- 8), .eight) == scope.returnAddress
        else { return .frameOver }
        return nil
    }

    /// Whether a hit of a thread is none of the local's any more.
    func isDead(_ watch: Watch, at thread: SimulatedThread) -> Bool {
        guard let scope = watch.request.frame else { return false }
        return watch.isFrameOver || scope.tid == thread.tid && thread.stackPointer.rawValue >= scope.frameAddress
    }

    /// Ends the frames that a thread has left.
    func checkFrames(of thread: SimulatedThread) {
        for watch in table.watches where watch.request.frame?.tid == thread.tid && !watch.isFrameOver {
            if isDead(watch, at: thread) { endFrame(of: watch, tid: thread.tid) }
        }
    }

    /// A thread ends, and its frames with it.
    func endFrames(of tid: Int32) {
        for watch in table.watches where watch.request.frame?.tid == tid && !watch.isFrameOver {
            endFrame(of: watch, tid: tid)
        }
    }

    private func endFrame(of watch: Watch, tid: Int32) {
        // It is in the table.
        try? table.endFrame(of: watch.id)
        for failure in installEverywhere() { emit(.problem(failure)) }
        refreshRules()
        emitSlots()
        emit(.frameEnded(watch.id, tid: tid))
    }
}
