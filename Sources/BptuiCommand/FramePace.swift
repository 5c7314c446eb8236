import Glibc
import LinuxTracing

/// When the next frame is due: sixty a second, as long as that leaves the others their share of the processor.
///
/// Frames keep to deadlines: a pause of one interval behind each frame would add the frame's own work to it.
struct FramePace {
    /// Nanoseconds from the start of a frame to that of the next.
    static let interval: UInt64 = 16_600_000

    /// A key must not wait for longer.
    private static let longestRest: UInt64 = 50_000_000

    /// Parts of rest to two parts of work.
    ///
    /// Where there is one processor for all, what a frame takes is taken from the program and its tracer: with fifteen rests
    /// they keep fifteen sixteenths of it, but for what the terminal takes. With more processors the rest lets hits and keys
    /// in before the next frame.
    private let rest: UInt64
    /// On the clock of `AppEvent.tick`.
    private(set) var due: UInt64 = 0
    private var workBefore: UInt64 = 0

    /// - Parameter processors: how many there are for us.
    init(processors: Int) { rest = processors > 1 ? 1 : 30 }

    /// A frame was shown.
    ///
    /// - Parameters:
    ///   - start: when it was begun.
    ///   - end: now.
    ///   - work: processor time that our thread has taken in all its life, in nanoseconds.
    mutating func shown(from start: UInt64, to end: UInt64, work: UInt64) {
        // One that is a little late is no reason for the next to be.
        let scheduled = start >= due && start - due < Self.interval ? due : start
        let taken = workBefore == 0 ? 0 : work - workBefore
        workBefore = work
        due = max(scheduled + Self.interval, end + min(taken * rest / 2, Self.longestRest))
    }
}

extension FramePace {
    /// The processors that this thread may run on.
    static var processors: Int { ProcessorSet(of: 0)?.count ?? 1 }

    /// Processor time of this thread, in nanoseconds.
    static var work: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
