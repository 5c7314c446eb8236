import CLinuxTracing

/// The memory that the kernel writes the records of one processor's events into.
final class PerfRing {
    /// What an unprivileged user may lock on each processor: 516 KiB with the control page
    /// (/proc/sys/kernel/perf_event_mlock_kb).
    static let standardByteCount = 512 << 10
    /// Where samples carry a little more than a place, if so much may be locked.
    static let middleByteCount = 1 << 20
    /// Where samples carry stacks, if so much may be locked.
    static let largeByteCount = 4 << 20

    let processor: Int32
    let descriptor: Int32
    private let memory: UnsafeMutableRawPointer
    let data: UnsafeRawBufferPointer
    private var tail: UInt64 = 0
    private let scratch: UnsafeMutableRawBufferPointer

    /// - Throws: the errno.
    init(processor: Int32, byteCount: Int) throws(PerfErrno) {
        var mapped: UnsafeMutableRawPointer?
        let result = bt_perf_open_ring(processor, byteCount, &mapped)
        guard result >= 0, let mapped else { throw PerfErrno(number: -result) }
        self.processor = processor
        descriptor = result
        memory = mapped
        data = UnsafeRawBufferPointer(start: mapped + bt_perf_data_offset(), count: byteCount)
        scratch = .allocate(byteCount: PerfRingWalk.mostRecordByteCount, alignment: 8)
    }

    deinit {
        _ = bt_perf_close_ring(descriptor, memory, data.count)
        scratch.deallocate()
    }

    /// Hands over every record that is there and gives the room back.
    ///
    /// - Returns: false when the ring says something senseless; then it is skipped to its head.
    func drain(_ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
        let head = bt_perf_head(memory)
        guard head != tail else { return true }
        let isSound = PerfRingWalk.walk(data, from: tail, to: head, scratch: scratch, body)
        tail = head
        bt_perf_release(memory, head)
        return isSound
    }
}

/// An errno of perf_event_open.
struct PerfErrno: Error, Hashable {
    var number: Int32
    /// The thread that the event was for; 0 for none.
    var tid: Int32 = 0
}

/// The records between two positions of a ring. Positions only grow; their place is modulo the ring's length.
enum PerfRingWalk {
    /// A record's length has 16 bits.
    static let mostRecordByteCount = 1 << 16

    /// - Parameters:
    ///   - data: a power of two of bytes.
    ///   - scratch: room for a record that crosses the end.
    /// - Returns: false when a length is none; the records before it have been handed over.
    static func walk(
        _ data: UnsafeRawBufferPointer, from tail: UInt64, to head: UInt64, scratch: UnsafeMutableRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        guard head &- tail <= UInt64(data.count), let base = data.baseAddress else { return false }
        let mask = UInt64(data.count - 1)
        var at = tail
        while at != head {
            let start = Int(at & mask)
            let rest = head &- at
            // Records are multiples of 8 bytes, so that a header never crosses the end.
            guard rest >= 8, data.count - start >= 8 else { return false }
            let count = Int(data.loadUnaligned(fromByteOffset: start + 6, as: UInt16.self))
            guard count >= 8, UInt64(count) <= rest else { return false }
            if start + count <= data.count {
                body(UnsafeRawBufferPointer(start: base + start, count: count))
            } else {
                let first = data.count - start
                scratch.copyMemory(from: UnsafeRawBufferPointer(start: base + start, count: first))
                (scratch.baseAddress! + first).copyMemory(from: base, byteCount: count - first)
                body(UnsafeRawBufferPointer(start: scratch.baseAddress!, count: count))
            }
            at &+= UInt64(count)
        }
        return true
    }
}
