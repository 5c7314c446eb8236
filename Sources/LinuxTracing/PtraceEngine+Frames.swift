import CLinuxTracing
import DebugRegisters
import HitRules
import Tracing
import WatchSlots

/// The frames of watched locals: when one is over, its watch is disarmed before the thread gets any further.
///
/// A return is caught by an int3 at the return address, which counts only in the frame's own thread and only with RSP
/// back above the frame: deeper activations of the same function return there too, and so do other threads. Where the
/// thread enters a function that may skip the return address (longjmp, an unwinder), it is stepped through it, until
/// that has returned or RSP is above the frame. What skips it in a way of its own is seen at the next stop of the thread
/// or the next hit: RSP above the frame, or something else where the return address lay. An int3 at the call instruction
/// catches a new frame in the very same place. A hit that shows the frame to be over is none of the local's: it is
/// neither shown nor counted.
extension PtraceEngine {
    /// Takes the frames out of the table.
    func refreshFrames() {
        let known = frames
        frames = table.watches.compactMap { watch in
            guard let scope = watch.request.frame, !watch.isFrameOver else { return nil }
            return known.first { $0.watch == watch.id && $0.scope == scope }
                ?? LiveFrame(watch: watch.id, scope: scope, callAddress: callSite(of: scope))
        }
        if let awaited = lineRun?.awaited { frames.append(awaited) }
        frameMask = 0
        for index in 0..<4 where frames.contains(where: { $0.watch == slots[index].watch }) {
            frameMask |= 1 << index
        }
    }

    /// The direct call that ends at an address: E8 and a displacement that leads to code. Other calls have no single
    /// encoding, and what stands before the address is not known to begin an instruction.
    private func callSite(of scope: FrameScope) -> UInt64? {
        guard let owner = tracee(scope.tid) else { return nil }
        let start = scope.returnAddress &- 5
        var bytes = [UInt8](repeating: 0, count: 5)
        guard scope.returnAddress != 0, bt_read_memory(owner.space.memory, start, &bytes, 5) == 5 else { return nil }
        owner.space.temporaries.mask(&bytes, at: start)
        guard bytes[0] == 0xe8 else { return nil }
        let displacement = bytes[1...].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let target = scope.returnAddress &+ UInt64(bitPattern: Int64(Int32(bitPattern: displacement)))
        var mapping = bt_mapping()
        guard bt_find_mapping(owner.pid, target, &mapping) >= 0, mapping.is_executable != 0 else { return nil }
        return start
    }

    /// Every thread stands still: the int3s are brought to what the frames need.
    func plantFrames() {
        inEachSpace {
            let own = frames.filter { tracee($0.scope.tid)?.space === space }
            if own.isEmpty, temporaries.isEmpty { return }
            let result = temporaries.setScopes(Set(own.flatMap(\.addresses)), memory: memory)
            if result < 0 { emit(.problem(TracingError(.writeMemory, tid: processID, .errno(-result)))) }
        }
    }

    // MARK: Whether a frame is over

    /// Why a watch cannot be in its frame; nil when it can. Every thread stands still.
    func problem(of scope: FrameScope) -> WatchError? {
        guard let owner = tracee(scope.tid), !owner.isExiting else { return .frameOver }
        return isOver(LiveFrame(watch: WatchID(rawValue: 0), scope: scope, callAddress: nil), owner) ? .frameOver : nil
    }

    /// Whether the frame's own thread, stopped, has left it.
    private func isOver(_ frame: LiveFrame, _ owner: Tracee) -> Bool {
        var pointer: UInt64 = 0
        guard bt_read_stack_pointer(owner.tid, &pointer) >= 0 else { return false }
        if pointer >= frame.scope.frameAddress, isOnStack(of: frame, pointer, owner) { return true }
        guard frame.scope.returnAddress != 0, frame.hasReturnSlot else { return false }
        var address: UInt64 = 0
        return bt_read_memory(owner.space.memory, frame.returnSlot, &address, 8) == 8
            && address != frame.scope.returnAddress
    }

    /// A signal handler or a coroutine may run on a stack of its own, which lies anywhere.
    private func isOnStack(of frame: LiveFrame, _ pointer: UInt64, _ owner: Tracee) -> Bool {
        var mapping = bt_mapping()
        guard bt_find_mapping(owner.pid, frame.returnSlot, &mapping) >= 0 else { return true }
        return pointer <= mapping.end
    }

    /// The slots hit that are still the locals' own; a frame that the hit shows to be over ends.
    func liveHits(_ hits: UInt8, _ tracee: Tracee) -> UInt8 {
        var live = hits
        for index in 0..<4 where hits & frameMask & 1 << index != 0 {
            guard let frame = frames.first(where: { $0.watch == slots[index].watch }) else { continue }
            guard isEnding(frame) || frame.scope.tid == tracee.tid && isOver(frame, tracee) else { continue }
            end(frame)
            live &= ~(1 << index)
        }
        return live
    }

    /// Looks at the stopped threads for frames that were left since.
    func checkFrames() {
        for frame in frames where !isEnding(frame) && frame.hasReturnSlot {
            guard let owner = tracee(frame.scope.tid), !owner.isExiting else {
                end(frame)
                continue
            }
            if owner.state == .stopped, isOver(frame, owner) { end(frame) }
        }
    }

    /// A thread that is stepped through a function that leaves frames stopped: whether it is through.
    func checkExit(of tracee: Tracee) {
        var pointer: UInt64 = 0
        guard bt_read_stack_pointer(tracee.tid, &pointer) >= 0 else { return }
        let own = frames.filter { $0.scope.tid == tracee.tid && !isEnding($0) }
        // While the function runs, RSP is at its entry's or below.
        if let frame = own.first, pointer <= tracee.exitPointer || !isOnStack(of: frame, pointer, tracee) { return }
        tracee.exitPointer = 0
        for frame in own where isOver(frame, tracee) { end(frame) }
    }

    // MARK: Ends

    private func isEnding(_ frame: LiveFrame) -> Bool { endedFrames.contains(frame.watch) }

    /// The frame is over. Its thread goes no further until the watch is disarmed, which follows when all stand still.
    private func end(_ frame: LiveFrame) {
        guard !isEnding(frame) else { return }
        endedFrames.append(frame.watch)
        tracee(frame.scope.tid)?.leavesFrame = true
    }

    /// A thread ends, and its frames with it.
    func endFrames(of tid: Int32) {
        guard frames.contains(where: { $0.scope.tid == tid }), mode != .leaving, mode != .empty, !isKilling else {
            return
        }
        for frame in frames where frame.scope.tid == tid { end(frame) }
        disarmEndedSoon()
    }

    /// After the thread's stop has been dealt with.
    func disarmEndedSoon() {
        if endedFrames.isEmpty { return }
        if mode == .stopped { disarmEnded() } else { quiesce() }
    }

    /// Every thread stands still.
    func disarmEnded() {
        let ended = endedFrames
        endedFrames = []
        for id in ended {
            guard let scope = table[id]?.request.frame else { continue }
            endFrame(of: id)
            tracee(scope.tid)?.leavesFrame = false
            emit(.frameEnded(id, tid: scope.tid))
        }
        for tracee in tracees.values { tracee.leavesFrame = false }
        if ended.contains(.awaitedReturn) { awaitedReturned() }
    }

    /// exec: no frame is left, and the int3s go out of the old memory, which others may still have.
    func abandonFrames() {
        cancelPasses()
        inEachSpace { temporaries.removeAll(memory: memory) }
        for frame in frames where frame.watch != .awaitedReturn { emit(.frameEnded(frame.watch, tid: frame.scope.tid)) }
        forgetFrames()
    }

    func forgetFrames() {
        lineRun = nil
        if stepGoal == .line { stepGoal = .report }
        frames = []
        frameMask = 0
        endedFrames = []
        passers = []
        passer = 0
    }

    /// A thread executed an int3 at which frames end: the frame's own thread may have left it, everybody else passes.
    func meetFrameEnd(_ tracee: Tracee, at address: UInt64) {
        for frame in frames where frame.scope.tid == tracee.tid && frame.addresses.contains(address) {
            if isOver(frame, tracee) {
                end(frame)
            } else if tracee.exitPointer == 0, frame.scope.exits.contains(address) {
                _ = bt_read_stack_pointer(tracee.tid, &tracee.exitPointer)
            }
        }
        guard endedFrames.isEmpty else {
            goOn(tracee, signal: 0)
            return disarmEndedSoon()
        }
        if mode == .running { awaitPass(tracee) } else { goOn(tracee, signal: 0) }
    }
}
