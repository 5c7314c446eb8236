public import DebugRegisters
import HitRules
import Synchronization

/// A ring of samples in memory that two processes can map: one producer (the tracer's thread), one consumer (the front).
/// Appending takes no lock and allocates nothing. A sample is published before the record of its hit.
///
/// The memory: a header of two cache lines, then `capacity` entries of `entryByteCount`.
public final class SampleLog: @unchecked Sendable {
    /// Samples that fit: about 4 MiB, of which only what is used is ever touched.
    public static let defaultCapacity = 256
    static let headerByteCount = 128
    /// trap, ids, pc, stack length, 27 registers; then the stack.
    static let fixedByteCount = 256
    static let entryByteCount = fixedByteCount + SamplePolicy.stackByteCount

    public let capacity: Int
    private let mask: UInt64
    private let head: UnsafeMutablePointer<Atomic<UInt64>>
    private let dropped: UnsafeMutablePointer<Atomic<UInt64>>
    private let tail: UnsafeMutablePointer<Atomic<UInt64>>
    private let entries: UnsafeMutableRawPointer
    private let owned: UnsafeMutableRawPointer?

    public static func byteCount(capacity: Int) -> Int { headerByteCount + capacity * entryByteCount }

    /// A view of shared memory, zeroed before its first use and aligned to 64 bytes. It must outlive the view.
    ///
    /// - Parameter capacity: a power of two; both sides must say the same.
    public convenience init(memory: UnsafeMutableRawPointer, capacity: Int) {
        self.init(memory: memory, capacity: capacity, isOwner: false)
    }

    /// A log in memory of this process alone.
    public convenience init(capacity: Int = defaultCapacity) {
        let count = Self.byteCount(capacity: capacity)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.headerByteCount)
        self.init(memory: memory, capacity: capacity, isOwner: true)
    }

    private init(memory: UnsafeMutableRawPointer, capacity: Int, isOwner: Bool) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0, "the capacity of a log is a power of two")
        self.capacity = capacity
        mask = UInt64(capacity - 1)
        head = memory.bindMemory(to: Atomic<UInt64>.self, capacity: 2)
        dropped = head + 1
        tail = (memory + 64).bindMemory(to: Atomic<UInt64>.self, capacity: 1)
        entries = memory + Self.headerByteCount
        owned = isOwner ? memory : nil
    }

    deinit { owned?.deallocate() }

    // MARK: The producer's side

    public var hasRoom: Bool {
        head.pointee.load(ordering: .relaxed) &- tail.pointee.load(ordering: .acquiring) < UInt64(capacity)
    }

    /// Appends a sample; `fill` writes the 27 registers and up to `SamplePolicy.stackByteCount` bytes of stack, and says
    /// how many of the latter. The caller asked `hasRoom` first.
    @inline(__always)
    public func append(
        trap: UInt64, pid: Int32, tid: Int32, slot: SlotIndex, pc: UInt64,
        fill: (_ registers: UnsafeMutablePointer<UInt64>, _ stack: UnsafeMutableRawPointer) -> Int
    ) {
        let at = head.pointee.load(ordering: .relaxed)
        let entry = entries + Int(at & mask) * Self.entryByteCount
        entry.storeBytes(of: trap, as: UInt64.self)
        entry.storeBytes(of: pc, toByteOffset: 8, as: UInt64.self)
        entry.storeBytes(of: pid, toByteOffset: 16, as: Int32.self)
        entry.storeBytes(of: tid, toByteOffset: 20, as: Int32.self)
        entry.storeBytes(of: UInt32(slot.rawValue), toByteOffset: 24, as: UInt32.self)
        let count = fill(
            (entry + 32).bindMemory(to: UInt64.self, capacity: MachineRegister.allCases.count),
            entry + Self.fixedByteCount)
        entry.storeBytes(of: UInt32(max(0, count)), toByteOffset: 28, as: UInt32.self)
        head.pointee.store(at &+ 1, ordering: .releasing)
    }

    /// Counts a sample for which there was no room.
    public func addDropped() {
        dropped.pointee.store(dropped.pointee.load(ordering: .relaxed) &+ 1, ordering: .releasing)
    }

    // MARK: The consumer's side

    /// The samples since the last call, oldest first.
    public func drain() -> [HitSample] {
        var at = tail.pointee.load(ordering: .relaxed)
        // The memory is shared with another process: whatever it says, no more than the ring holds is looked at.
        let count = min(head.pointee.load(ordering: .acquiring) &- at, UInt64(capacity))
        var samples: [HitSample] = []
        for _ in 0..<count {
            let entry = UnsafeRawPointer(entries + Int(at & mask) * Self.entryByteCount)
            at &+= 1
            let stackCount = min(
                Int(entry.load(fromByteOffset: 28, as: UInt32.self)), SamplePolicy.stackByteCount)
            let slotNumber = Int(entry.load(fromByteOffset: 24, as: UInt32.self))
            guard let slot = SlotIndex(number: slotNumber) else { continue }
            let registers = (0..<MachineRegister.allCases.count).map {
                entry.load(fromByteOffset: 32 + 8 * $0, as: UInt64.self)
            }
            samples.append(
                HitSample(
                    trap: entry.load(as: UInt64.self), pid: entry.load(fromByteOffset: 16, as: Int32.self),
                    tid: entry.load(fromByteOffset: 20, as: Int32.self), slot: slot,
                    pc: entry.load(fromByteOffset: 8, as: UInt64.self),
                    registers: MachineRegisters(values: registers),
                    stack: Array(
                        UnsafeRawBufferPointer(start: entry + Self.fixedByteCount, count: stackCount))))
        }
        tail.pointee.store(at, ordering: .releasing)
        return samples
    }

    /// Samples that found no room.
    public var droppedCount: UInt64 { dropped.pointee.load(ordering: .acquiring) }
}
