import Synchronization

/// A ring of hit records in memory that two processes can map: one producer (the tracer's thread), one consumer (the
/// front). Appending takes no lock and allocates nothing.
///
/// The memory: a header of three cache lines (the producer's, the consumer's, the counts of hits not shown), then
/// `capacity` records of a cache line each, then the samples. The class does not own the memory unless it made it itself.
public final class HitLog: @unchecked Sendable {
    /// What the producer does when the ring is full.
    public enum Overflow: UInt8, Sendable, Codable, CaseIterable {
        /// Says no, so that the thread that hit stays stopped until there is room. No hit is lost.
        case wait
        /// Drops the hit and counts it as missed: a front that is suspended must not hold up the program.
        case drop
    }

    public let capacity: Int
    /// Evidence of hits from places not seen before, in the same memory; drained after the records.
    public let samples: SampleLog
    private let mask: UInt64
    private let records: UnsafeMutablePointer<HitRecord>
    // The producer's: what it appended, what it dropped, and whether it waits for room.
    private let head: UnsafeMutablePointer<Atomic<UInt64>>
    private let missed: UnsafeMutablePointer<Atomic<UInt64>>
    private let waiting: UnsafeMutablePointer<Atomic<UInt64>>
    // Hits by slot that a rule counted without showing them.
    private let suppressed: UnsafeMutablePointer<Atomic<UInt64>>
    // The consumer's.
    private let tail: UnsafeMutablePointer<Atomic<UInt64>>
    private let owned: UnsafeMutableRawPointer?

    private static let headerByteCount = 192

    /// The bytes that a log of `capacity` records needs.
    public static func byteCount(capacity: Int) -> Int {
        samplesOffset(capacity: capacity) + SampleLog.byteCount(capacity: SampleLog.defaultCapacity)
    }

    private static func samplesOffset(capacity: Int) -> Int {
        headerByteCount + capacity * MemoryLayout<HitRecord>.stride
    }

    /// A view of shared memory, zeroed before its first use and aligned to 64 bytes. It must outlive the view.
    ///
    /// - Parameter capacity: a power of two; both sides must say the same.
    public convenience init(memory: UnsafeMutableRawPointer, capacity: Int) {
        self.init(memory: memory, capacity: capacity, isOwner: false)
    }

    /// A log in memory of this process alone.
    ///
    /// - Parameter capacity: a power of two.
    public convenience init(capacity: Int) {
        let count = Self.byteCount(capacity: capacity)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        // The samples' entries stay untouched until they are used: they are 4 MiB.
        let start = Self.samplesOffset(capacity: capacity) + SampleLog.headerByteCount
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: start)
        self.init(memory: memory, capacity: capacity, isOwner: true)
    }

    private init(memory: UnsafeMutableRawPointer, capacity: Int, isOwner: Bool) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0, "the capacity of a log is a power of two")
        precondition(MemoryLayout<HitRecord>.stride == 64, "a record is one cache line on both sides")
        precondition(UInt(bitPattern: memory) % 64 == 0, "the memory of a log is aligned to a cache line")
        self.capacity = capacity
        mask = UInt64(capacity - 1)
        head = memory.bindMemory(to: Atomic<UInt64>.self, capacity: 3)
        missed = head + 1
        waiting = head + 2
        suppressed = (memory + 128).bindMemory(to: Atomic<UInt64>.self, capacity: 4)
        tail = (memory + 64).bindMemory(to: Atomic<UInt64>.self, capacity: 1)
        samples = SampleLog(
            memory: memory + Self.samplesOffset(capacity: capacity), capacity: SampleLog.defaultCapacity)
        records = (memory + Self.headerByteCount).bindMemory(to: HitRecord.self, capacity: capacity)
        owned = isOwner ? memory : nil
    }

    deinit { owned?.deallocate() }

    // MARK: The producer's side

    /// Room for `count` more records; false marks the producer as waiting, and `drain` then says that it was.
    ///
    /// More than `capacity` never fit: the ring must hold the four records of one trap.
    public func hasRoom(for count: Int) -> Bool {
        let used = head.pointee.load(ordering: .relaxed) &- tail.pointee.load(ordering: .acquiring)
        if used &+ UInt64(count) <= UInt64(capacity) { return true }
        waiting.pointee.store(1, ordering: .sequentiallyConsistent)
        // The consumer may have drained between the two: look again, so that nobody waits for ever.
        let again = head.pointee.load(ordering: .relaxed) &- tail.pointee.load(ordering: .sequentiallyConsistent)
        if again &+ UInt64(count) <= UInt64(capacity) {
            waiting.pointee.store(0, ordering: .sequentiallyConsistent)
            return true
        }
        return false
    }

    /// Appends one record. The caller asked `hasRoom` first.
    public func append(_ record: HitRecord) {
        stage(record, at: 0)
        publish(1)
    }

    /// Writes a record where the consumer does not see it yet, `offset` records after the last one.
    ///
    /// With `publish` the records of one trap appear together: a consumer that drains at that moment never takes half a
    /// trap. The caller asked `hasRoom` for all of them first.
    public func stage(_ record: HitRecord, at offset: Int) {
        records[Int((head.pointee.load(ordering: .relaxed) &+ UInt64(offset)) & mask)] = record
    }

    /// Shows the consumer the records staged at 0..<count.
    public func publish(_ count: Int) {
        head.pointee.store(head.pointee.load(ordering: .relaxed) &+ UInt64(count), ordering: .releasing)
    }

    /// Counts hits that were not recorded.
    public func addMissed(_ count: Int) {
        missed.pointee.store(missed.pointee.load(ordering: .relaxed) &+ UInt64(count), ordering: .releasing)
    }

    /// Counts a hit of a slot, 0–3, that a rule keeps from the log.
    @inline(__always)
    public func addSuppressed(slot: Int) {
        let count = suppressed + (slot & 3)
        count.pointee.store(count.pointee.load(ordering: .relaxed) &+ 1, ordering: .releasing)
    }

    // MARK: The consumer's side

    /// Hands up to `limit` records to `body`, oldest first, in at most two runs, and frees their room.
    ///
    /// - Returns: how many there were, and whether the producer waited for room (then it must be told).
    @discardableResult
    public func drain(
        limit: Int = .max, _ body: (UnsafeBufferPointer<HitRecord>) -> Void
    ) -> (count: Int, producerWaits: Bool) {
        let from = tail.pointee.load(ordering: .relaxed)
        // The memory is shared with another process: whatever it says, no more than the ring holds is looked at.
        let available = Int(clamping: min(head.pointee.load(ordering: .acquiring) &- from, UInt64(capacity)))
        let count = max(0, min(available, limit))
        var rest = count
        var at = Int(from & mask)
        while rest > 0 {
            let run = min(rest, capacity - at)
            body(UnsafeBufferPointer(start: records + at, count: run))
            rest -= run
            at = 0
        }
        if count > 0 { tail.pointee.store(from &+ UInt64(count), ordering: .sequentiallyConsistent) }
        let waits = waiting.pointee.exchange(0, ordering: .sequentiallyConsistent) != 0
        return (count, waits)
    }

    /// Records appended and not yet drained.
    public var pendingCount: Int {
        Int(head.pointee.load(ordering: .acquiring) &- tail.pointee.load(ordering: .acquiring))
    }
    /// All records ever appended.
    public var appendedCount: UInt64 { head.pointee.load(ordering: .acquiring) }
    /// Hits that rules counted without showing them, by slot; they only grow.
    public var suppressedCounts: [UInt64] { (0..<4).map { (suppressed + $0).pointee.load(ordering: .acquiring) } }
    /// Hits that were dropped because the ring was full.
    public var missedCount: UInt64 { missed.pointee.load(ordering: .acquiring) }
}
