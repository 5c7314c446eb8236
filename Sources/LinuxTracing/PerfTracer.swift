import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// The perf side of a tracer: the events of its watches, the rings they write into, and what was missed.
///
/// It lives on the tracer's thread. The registers are shared with ptrace: whoever calls has asked the table.
final class PerfTracer {
    let drain = PerfDrain()
    /// By slot number.
    private(set) var armed: [PerfEvents?] = [nil, nil, nil, nil]
    /// Interrupts the tracer's wait; see `bt_set_tick`.
    private var timer: UnsafeMutableRawPointer?
    /// Hits that are known to have left no record.
    private(set) var missedCount: UInt64 = 0
    private var toldMissed: UInt64 = 0
    private var closedMissed: UInt64 = 0
    private var nextCount: UInt64 = 0
    /// When the rings are read next.
    var nextDrain: UInt64 = 0
    /// Kernel mode was refused by perf_event_paranoid: only the program's own accesses are seen.
    private(set) var isKernelRefused = false
    /// Why, in words.
    private(set) var blindness: KernelBlindness?
    /// The ways into the kernel that have been told.
    private var toldPaths: Set<KernelPath.Key> = []
    /// More are not told.
    private static let mostPaths = 4096
    private var lifeEvents: [Int32] = []

    /// How often the rings are read: several times before one is full at the rate that debug exceptions allow.
    static let period: UInt64 = 20_000_000
    static let periodMilliseconds: Int32 = 20
    /// Counts are read from every event: not at each look.
    private static let countPeriod: UInt64 = 500_000_000

    deinit {
        for event in lifeEvents { _ = bt_close(event) }
        _ = bt_set_tick(&timer, 0)
    }

    var isArmed: Bool { armed.contains { $0 != nil } }

    // MARK: Arming

    /// Opens the events of a watch in every thread, enabled. Nothing is left open when it fails.
    ///
    /// - Parameters:
    ///   - threads: those that exist. A thread that is gone by then is passed over.
    ///   - more: asked after them for threads that came meanwhile and are not covered by inheritance, until there are none;
    ///     the program runs on.
    func arm(
        _ slot: SlotIndex, _ watch: WatchID, _ piece: WatchPiece, _ wanted: PerfEvents.Settings, threads: [Int32],
        more: (PerfEvents) -> [Int32] = { _ in [] }
    ) throws(PerfErrno) {
        let stack = wanted.stackByteCount
        try drain.open(
            byteCount: stack == 0
                ? PerfRing.standardByteCount
                : stack > UInt32(bt_perf_few_stack) ? PerfRing.largeByteCount : PerfRing.middleByteCount)
        var settings = wanted
        if isKernelRefused { settings.forgetKernel() }
        // The room of every user goes to the hits themselves.
        if drain.rings.contains(where: { $0.data.count < PerfRing.middleByteCount }) { settings.leaveOutCallers() }
        do throws(PerfErrno) {
            try open(slot, watch, piece, settings, threads, more)
        } catch {
            guard settings.includesKernel, error.isPermission else { throw error }
            isKernelRefused = true
            let privilege = PerfPrivilege.current()
            blindness = privilege.problem(.kernelAccesses, wasRefused: true).map {
                KernelBlindness(short: privilege.shortProblem, words: $0)
            }
            if settings.isKernelOnly { throw error }
            settings.forgetKernel()
            try open(slot, watch, piece, settings, threads, more)
        }
    }

    private func open(
        _ slot: SlotIndex, _ watch: WatchID, _ piece: WatchPiece, _ settings: PerfEvents.Settings, _ threads: [Int32],
        _ more: (PerfEvents) -> [Int32]
    ) throws(PerfErrno) {
        let events = PerfEvents(slot: slot, watch: watch, piece: piece, settings: settings)
        do throws(PerfErrno) {
            try open(threads, of: events)
            guard events.eventCount > 0 else { throw PerfErrno(number: Errno.noProcess) }
            // Enabled thread by thread as they come: what is inherited meanwhile goes along.
            events.enable()
            while true {
                let late = more(events)
                if late.isEmpty { break }
                let first = events.eventCount
                try open(late, of: events)
                events.enable(from: first)
            }
        } catch {
            events.disable()
            drain.collect()
            drain.discard(events)
            throw error
        }
        armed[slot.number] = events
    }

    private func open(_ threads: [Int32], of events: PerfEvents) throws(PerfErrno) {
        for tid in threads {
            do throws(PerfErrno) {
                try events.open(tid, on: drain.rings) { drain.register($0, events) }
            } catch {
                if error.number != Errno.noProcess { throw error }
            }
        }
    }

    /// A process that came and is covered by nobody: each armed watch is opened in it.
    func cover(_ tid: Int32) throws(PerfErrno) {
        for events in armed {
            guard let events else { continue }
            let first = events.eventCount
            try open([tid], of: events)
            events.enable(from: first)
        }
    }

    /// Whether a way into the kernel has not been told yet; from now on it has.
    func isNews(_ path: KernelPath.Key) -> Bool {
        toldPaths.count < Self.mostPaths && toldPaths.insert(path).inserted
    }

    /// Takes a watch's events away. Its records stay among what is pending.
    ///
    /// - Returns: what its events have counted.
    func disarm(_ slot: SlotIndex) -> UInt64 {
        guard let events = armed[slot.number] else { return 0 }
        events.disable()
        drain.collect()
        let hits = events.hitCount
        closedMissed += events.missedCount(isFinal: true)
        armed[slot.number] = nil
        drain.forget(events)
        events.closeDescriptors()
        recount()
        return hits
    }

    // MARK: Life

    /// Tells of the threads and children that these threads make, of their ends and of exec.
    func follow(_ threads: [Int32]) throws(PerfErrno) {
        try drain.open(byteCount: PerfRing.standardByteCount)
        for tid in threads {
            for ring in drain.rings {
                var event = bt_perf_open_life(tid, ring.processor, ring.descriptor)
                if event == -Errno.tooManyFiles, bt_raise_descriptor_limit() >= 0 {
                    event = bt_perf_open_life(tid, ring.processor, ring.descriptor)
                }
                if event == -Errno.noProcess { break }
                guard event >= 0 else { throw PerfErrno(number: -event, tid: tid) }
                lifeEvents.append(event)
            }
        }
    }

    func endLife() {
        for event in lifeEvents { _ = bt_close(event) }
        lifeEvents = []
    }

    // MARK: Time

    /// While something is armed the calling thread's waits are interrupted at the pace of the rings.
    func refreshTick() { _ = bt_set_tick(&timer, isArmed ? Self.periodMilliseconds : 0) }

    /// Asks the kernel again what was lost, if a ring said that there was something.
    private func recount() {
        drain.sawLoss = false
        nextCount = bt_now() + Self.countPeriod
        var sum = closedMissed
        for events in armed { sum += events?.missedCount(isFinal: false) ?? 0 }
        missedCount = max(missedCount, sum)
    }

    /// How many more hits are known to be missed than at the last call.
    func takeMissed() -> Int {
        if drain.sawLoss, bt_now() >= nextCount { recount() }
        defer { toldMissed = missedCount }
        return Int(missedCount - toldMissed)
    }
}
