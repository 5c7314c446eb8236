import CLinuxTracing

/// The rings of all processors, read at the tracer's pace and merged into one order of time.
///
/// A processor's records are in order, those of several are not: what is younger than a moment waits for the next look, so
/// that a record that another processor was just writing comes before it.
final class PerfDrain {
    /// Something that happened, in the order of `time`.
    struct Item {
        var time: UInt64
        var content: Content
    }

    enum Content {
        case hit(PerfEvents, PerfSample)
        case forked(PerfBirth)
        case ended(pid: Int32, tid: Int32)
        case executed(pid: Int32, tid: Int32)
    }

    /// How long a record may be on its way into its ring, in nanoseconds: a virtual processor can be taken away meanwhile.
    static let settlingTime: UInt64 = 1_000_000
    /// With more than this waiting nothing is read: what then finds no room in a ring is counted by the kernel.
    private static let mostPending = 1 << 16

    private(set) var rings: [PerfRing] = []
    /// What has been read and not been taken, oldest first.
    private(set) var pending: [Item] = []
    private var taken = 0
    private var events: [UInt64: PerfEvents] = [:]
    private var lastID: (id: UInt64, events: PerfEvents)?
    /// A ring said that it had no room, since this was set to false.
    var sawLoss = false
    /// The kernel held events back, or a ring was damaged, since this was set to false.
    var sawTrouble = false
    /// Threads that may be covered by two events each: made while their maker's were opened.
    var doubtful: Set<Int32> = []
    private var lastOfThread: [Int32: PerfSample] = [:]

    /// Opens a ring on each processor that is online. Where so much memory may not be locked, `PerfRing.standardByteCount`.
    func open(byteCount: Int) throws(PerfErrno) {
        guard rings.isEmpty else { return }
        var processors = [Int32](repeating: 0, count: 4096)
        let count = bt_online_processors(&processors, Int32(processors.count))
        guard count > 0 else { throw PerfErrno(number: -count) }
        var opened: [PerfRing] = []
        for processor in processors.prefix(Int(count)) {
            do throws(PerfErrno) {
                opened.append(try PerfRing(processor: processor, byteCount: byteCount))
            } catch {
                guard error.number == Errno.notPermitted, byteCount > PerfRing.standardByteCount else { throw error }
                return try open(byteCount: PerfRing.standardByteCount)
            }
        }
        rings = opened
    }

    func register(_ id: UInt64, _ events: PerfEvents) { self.events[id] = events }

    func forget(_ closed: PerfEvents) {
        events = events.filter { $0.value !== closed }
        if lastID?.events === closed { lastID = nil }
        if events.isEmpty {
            doubtful = []
            lastOfThread = [:]
        }
    }

    /// Events that were armed in some threads only: their hits are none.
    func discard(_ failed: PerfEvents) {
        compact()
        pending.removeAll { if case .hit(let events, _) = $0.content { events === failed } else { false } }
        forget(failed)
    }

    var hasPending: Bool { taken < pending.count }

    // MARK: Reading

    /// Takes over what stands in the rings.
    func collect() {
        compact()
        guard pending.count < Self.mostPending else { return }
        let before = pending.count
        for ring in rings where !ring.drain(take) { sawTrouble = true }
        guard pending.count > before else { return }
        if !pending.indices.dropFirst(max(1, before)).allSatisfy({ pending[$0 - 1].time <= pending[$0].time }) {
            pending.sort { $0.time < $1.time }
        }
    }

    private func compact() {
        guard taken > 0 else { return }
        pending.removeFirst(taken)
        taken = 0
    }

    private func take(_ bytes: UnsafeRawBufferPointer) {
        guard let record = PerfRecord(bytes, layout: { find($0)?.layout }) else {
            sawTrouble = true
            return
        }
        switch record {
        case .sample(let sample):
            guard let events = find(sample.id), !isDuplicate(sample, events) else { return }
            events.recordCount += 1
            pending.append(Item(time: sample.time, content: .hit(events, sample)))
        case .lost: sawLoss = true
        case .throttled: sawTrouble = true
        case .forked(let birth): pending.append(Item(time: birth.time, content: .forked(birth)))
        case .ended(let pid, let tid, let time):
            pending.append(Item(time: time, content: .ended(pid: pid, tid: tid)))
        case .executed(let pid, let tid, let time):
            pending.append(Item(time: time, content: .executed(pid: pid, tid: tid)))
        case .other: break
        }
    }

    @inline(__always)
    private func find(_ id: UInt64) -> PerfEvents? {
        if let lastID, lastID.id == id { return lastID.events }
        guard let found = events[id] else { return nil }
        lastID = (id, found)
        return found
    }

    /// The second of two events that one access of a thread raised: in one trap, so at one place and at nearly one time.
    private func isDuplicate(_ sample: PerfSample, _ of: PerfEvents) -> Bool {
        guard !doubtful.isEmpty, doubtful.contains(sample.tid) else { return false }
        defer { lastOfThread[sample.tid] = sample }
        guard let last = lastOfThread[sample.tid], last.id != sample.id, last.pc == sample.pc,
            sample.time &- last.time < 5_000, events[last.id] === of
        else { return false }
        of.duplicateCount += 1
        return true
    }

    // MARK: Taking

    /// Hands over what is older than a time, oldest first, until `body` says no.
    ///
    /// - Returns: whether everything of that age was taken.
    func take(before horizon: UInt64, _ body: (_ index: Int, Item) -> Bool) -> Bool {
        while taken < pending.count, pending[taken].time <= horizon {
            guard body(taken, pending[taken]) else { return false }
            taken += 1
        }
        return true
    }

    /// What has not been taken, with its index.
    func forEachPending(_ body: (_ index: Int, Item) -> Void) {
        for index in taken..<pending.count { body(index, pending[index]) }
    }

    /// What waits is given up.
    ///
    /// - Returns: how many hits were among it.
    func dropPending() -> Int {
        defer {
            pending = []
            taken = 0
        }
        return pending[taken...].count { if case .hit = $0.content { true } else { false } }
    }
}
