import CLinuxTracing
import DebugRegisters
import Tracing
import WatchSlots

/// The events of one slot's watch: one for each thread that was there and each processor, inherited by the threads (and
/// where told so the processes) yet to come.
final class PerfEvents {
    let slot: SlotIndex
    let watch: WatchID
    let piece: WatchPiece
    let settings: Settings
    let layout: PerfLayout

    /// What is recorded with each hit.
    struct Settings: Hashable {
        /// A record of every n-th hit.
        var period: UInt64 = 1
        var includesKernel = false
        /// The program's own accesses are left out.
        var isKernelOnly = false
        var keepsRegisters = false
        var stackByteCount: UInt32 = 0
        var inheritsThreadsOnly = false
        /// A hit stops its thread, which ptrace has.
        var stops = false
        /// The only processor whose hits are seen; nil for all.
        var processor: Int32?
    }

    /// The threads whose events were opened, with when the last of them stood (CLOCK_MONOTONIC).
    private(set) var opened: [Int32: UInt64] = [:]
    private var descriptors: [Int32] = []
    /// Records taken from the rings.
    var recordCount: UInt64 = 0
    /// Records of a thread that two events covered for a moment.
    var duplicateCount: UInt64 = 0

    /// The slot's bytes as last read, when, and whether nothing has hit since.
    var value: UInt64 = 0
    var valueTime: UInt64 = 0
    var isValueCurrent = false
    /// The newest record of the slot in what waits to be told; -1 for none.
    var lastPending = -1
    /// As read after the rings were emptied last.
    var fresh: PtraceEngine.FreshValue?

    /// Tells the SIGTRAPs of a stopping slot from those of the program's own events: four letters, the watch, the slot.
    var mark: UInt64 { Self.marks | UInt64(watch.rawValue & 0xff_ffff) << 8 | UInt64(slot.rawValue) }
    static let marks: UInt64 = 0x6270_7475 << 32

    /// The newest shown hit of a stopping slot by thread, until it has stopped there.
    var stoppingTraps: [Int32: UInt64] = [:]

    init(slot: SlotIndex, watch: WatchID, piece: WatchPiece, settings: Settings) {
        self.slot = slot
        self.watch = watch
        self.piece = piece
        self.settings = settings
        layout = PerfLayout(
            hasKernelChain: settings.includesKernel,
            registerMask: settings.keepsRegisters
                ? UInt64(bt_perf_all_registers) : settings.includesKernel ? UInt64(bt_perf_few_registers) : 0,
            hasStack: settings.stackByteCount > 0)
    }

    deinit { closeDescriptors() }

    /// Opens the events of a thread on every ring's processor, disabled; `take` gets the ids of their records.
    ///
    /// - Throws: the errno, with nothing of this thread left open.
    func open(_ tid: Int32, on rings: [PerfRing], take: (UInt64) -> Void) throws(PerfErrno) {
        var request = bt_perf_watch(
            address: piece.address.rawValue, byte_count: UInt32(piece.length.byteCount), type: 0,
            period: settings.period, includes_kernel: settings.includesKernel ? 1 : 0,
            keeps_registers: settings.keepsRegisters ? 1 : 0, stack_byte_count: settings.stackByteCount,
            only_kernel: settings.isKernelOnly ? 1 : 0,
            stops: settings.stops ? 1 : 0, mark: mark,
            inherits_threads_only: settings.inheritsThreadsOnly ? 1 : 0)
        switch piece.kind {
        case .write: request.type = 2
        case .readWrite: request.type = 3
        case .execute: (request.type, request.byte_count) = (4, 8)
        }
        let before = descriptors.count
        for ring in rings where settings.processor == nil || settings.processor == ring.processor {
            var id: UInt64 = 0
            var event = bt_perf_open_watch(&request, tid, ring.processor, ring.descriptor, &id)
            if event == -Errno.tooManyFiles, bt_raise_descriptor_limit() >= 0 {
                event = bt_perf_open_watch(&request, tid, ring.processor, ring.descriptor, &id)
            }
            guard event >= 0 else {
                for descriptor in descriptors[before...] { _ = bt_close(descriptor) }
                descriptors.removeSubrange(before...)
                throw PerfErrno(number: -event, tid: tid)
            }
            descriptors.append(event)
            take(id)
        }
        opened[tid] = bt_now()
    }

    /// Enables the events from the given one on, and what was inherited from them.
    func enable(from first: Int = 0) {
        for descriptor in descriptors[first...] { _ = bt_perf_enable(descriptor, 1) }
    }

    /// When it returns, no hit is recorded any more and every record is in its ring.
    func disable() { for descriptor in descriptors { _ = bt_perf_enable(descriptor, 0) } }

    var eventCount: Int { descriptors.count }

    /// What all of the events counted, and how many of their records found no room.
    var totals: (hits: UInt64, lost: UInt64) {
        var totals: (hits: UInt64, lost: UInt64) = (0, 0)
        for descriptor in descriptors {
            var (count, lost): (UInt64, UInt64) = (0, 0)
            guard bt_perf_count(descriptor, &count, &lost) >= 0 else { continue }
            totals.hits += count
            totals.lost += lost
        }
        return totals
    }

    /// Hits so far, each once, recorded or not.
    var hitCount: UInt64 {
        let hits = totals.hits
        return hits > duplicateCount ? hits - duplicateCount : 0
    }

    /// Hits that left no record. Exact once the events are disabled and the rings drained, and before that for what has
    /// been noticed.
    ///
    /// - Parameter isFinal: by the difference between hits and records: what the end of a full ring lost is not marked in
    ///   it. Of every n-th hit only the kernel's own count of what found no room is known.
    func missedCount(isFinal: Bool) -> UInt64 {
        let totals = totals
        guard isFinal, settings.period == 1 else { return totals.lost }
        let seen = recordCount + duplicateCount
        return totals.hits > seen ? totals.hits - seen : 0
    }

    func closeDescriptors() {
        for descriptor in descriptors { _ = bt_close(descriptor) }
        descriptors = []
    }
}

extension PerfEvents.Settings {
    /// Kernel mode is left out, and what was to tell of it.
    mutating func forgetKernel() {
        includesKernel = false
        leaveOutCallers()
    }

    /// The few words of stack that tell who made a system call.
    mutating func leaveOutCallers() {
        if stackByteCount <= UInt32(bt_perf_few_stack) { stackByteCount = 0 }
    }
}
