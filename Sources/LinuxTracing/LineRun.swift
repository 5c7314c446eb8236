import HitRules
import Tracing
import WatchSlots

/// A run over a line, or out of a frame: what one thread has been asked to do, over many stops.
///
/// Over a line the thread does one instruction after the other while the others stand still. What it calls, a handler of
/// a signal and a system call are awaited at full speed, with all threads running, by an int3 where the thread comes
/// back to; that counts only in this thread and with RSP back where it was.
struct LineRun {
    enum Goal: Hashable {
        /// Outside of these addresses; empty for one instruction.
        case line([TracingCommand.AddressRange])
        case frameReturn
    }

    let tid: Int32
    /// The frame that the line is in, or that is to return.
    let frame: FrameScope
    let goal: Goal
    /// Where the instruction that is being done began.
    var start = (pc: UInt64(0), pointer: UInt64(0))
    /// That instruction is not done yet.
    var isPending = true
    /// What is awaited at full speed.
    var awaited: LiveFrame?

    init(tid: Int32, frame: FrameScope, goal: Goal) {
        self.tid = tid
        self.frame = frame
        self.goal = goal
    }

    /// The longest instruction (SDM vol. 2, 2.3.11).
    private static let longestInstruction: UInt64 = 15

    /// Whether the instruction done last called what is at `pc`: it has pushed the address behind itself, and the thread
    /// is not there.
    ///
    /// - Parameter word: what RSP points to.
    func isCall(to pc: UInt64, pointer: UInt64, word: UInt64) -> Bool {
        func follows(_ address: UInt64) -> Bool {
            address > start.pc && address <= start.pc &+ Self.longestInstruction
        }
        return pointer == start.pointer &- 8 && follows(word) && !follows(pc)
    }

    /// Whether the line is over for a thread there: outside of it, or out of its frame.
    func isOver(pc: UInt64, pointer: UInt64) -> Bool {
        guard case .line(let ranges) = goal else { return false }
        if frame.frameAddress != 0, pointer >= frame.frameAddress { return true }
        return !ranges.contains { $0.contains(pc) }
    }
}

extension WatchID {
    /// Names the frame that a `LineRun` awaits, among those of watched locals.
    static let awaitedReturn = WatchID(rawValue: .max)
}
