import CLinuxTracing
package import DebugRegisters

/// Watches of the kernel's own addresses on whole processors, whoever runs there: a perf event for each watch and
/// processor, and a ring for each processor. Everything is closed with it.
package final class SystemEvents {
    /// What to watch; the address is aligned to the length, and of an instruction the length is one.
    package struct Watch: Hashable, Sendable {
        package var address: UInt64
        package var length: WatchLength
        package var kind: WatchKind
        /// A record of every n-th hit.
        package var every: UInt64

        package init(address: UInt64, length: WatchLength, kind: WatchKind, every: UInt64 = 1) {
            self.address = address
            self.length = length
            self.kind = kind
            self.every = every
        }
    }

    package struct Hit: Hashable, Sendable {
        /// Its place among the watches.
        package var watch: Int
        package var processor: Int32
        /// CLOCK_MONOTONIC in nanoseconds.
        package var time: UInt64
        package var pid: Int32
        /// 0 for the idle task of the processor.
        package var tid: Int32
        /// After a data access the next instruction.
        package var pc: UInt64
        /// The kernel's addresses that led there, the access itself first.
        package var chain: [UInt64]

        package init(
            watch: Int, processor: Int32, time: UInt64, pid: Int32, tid: Int32, pc: UInt64, chain: [UInt64]
        ) {
            self.watch = watch
            self.processor = processor
            self.time = time
            self.pid = pid
            self.tid = tid
            self.pc = pc
            self.chain = chain
        }
    }

    package struct Refusal: Error, Hashable, Sendable {
        package var words: String
        /// A matter of rights, which a setting would give.
        package var isPermission: Bool
    }

    private struct Event {
        var watch: Int
        var descriptor: Int32
    }

    /// The processors that are watched, ascending.
    package private(set) var processors: [Int32] = []
    private let watches: [Watch]
    private var rings: [PerfRing] = []
    private var events: [Event] = []
    /// By the id that the records carry.
    private var owners: [UInt64: Int] = [:]
    private var recordCounts: [UInt64]
    private var missedBefore: UInt64 = 0
    private var held: [Hit] = []

    private static let layout = PerfLayout(hasKernelChain: true)

    /// Opens everything, enabled at once for all.
    ///
    /// - Parameter processor: the only one to watch; nil for all that are online.
    package init(_ watches: [Watch], processor: Int32?) throws(Refusal) {
        self.watches = watches
        recordCounts = Array(repeating: 0, count: watches.count)
        let online = try Self.online()
        if let processor, !online.contains(processor) {
            let names = online.map(String.init).joined(separator: ", ")
            throw Refusal(words: "no processor \(processor) is online here; there are \(names)", isPermission: false)
        }
        processors = processor.map { [$0] } ?? online
        for number in processors {
            let ring = try open(number)
            for index in watches.indices { try open(index, on: ring) }
        }
        for event in events { _ = bt_perf_enable(event.descriptor, 1) }
    }

    deinit { close() }

    /// The processors that are online, ascending.
    package static func online() throws(Refusal) -> [Int32] {
        var numbers = [Int32](repeating: 0, count: 4096)
        let count = bt_online_processors(&numbers, Int32(numbers.count))
        guard count > 0 else {
            throw Refusal(
                words: "the processors of this machine cannot be listed (errno \(-count))", isPermission: false)
        }
        return Array(numbers.prefix(Int(count)))
    }

    private func open(_ processor: Int32) throws(Refusal) -> PerfRing {
        var size = PerfRing.largeByteCount
        while true {
            do throws(PerfErrno) {
                let ring = try PerfRing(processor: processor, byteCount: size)
                rings.append(ring)
                return ring
            } catch {
                guard error.number == Errno.notPermitted, size > PerfRing.standardByteCount else {
                    throw Self.refusal(error.number, nil, on: processor)
                }
                size = PerfRing.standardByteCount
            }
        }
    }

    private func open(_ index: Int, on ring: PerfRing) throws(Refusal) {
        let watch = watches[index]
        let isCode = watch.kind == .execute
        let type: UInt32 = isCode ? 4 : watch.kind == .write ? 2 : 3
        var id: UInt64 = 0
        let event = bt_perf_open_system(
            watch.address, isCode ? 8 : UInt32(watch.length.byteCount), type, watch.every, ring.processor,
            ring.descriptor, &id)
        guard event >= 0 else { throw Self.refusal(-event, watch, on: ring.processor) }
        events.append(Event(watch: index, descriptor: event))
        owners[id] = index
    }

    static func refusal(_ number: Int32, _ watch: Watch?, on processor: Int32) -> Refusal {
        switch number {
        case Errno.accessDenied, Errno.notPermitted:
            let words = PerfPrivilege.current().problem(.kernelAddress, wasRefused: true)
            return Refusal(words: words ?? "perf events are not permitted", isPermission: true)
        case Errno.noSpace:
            return Refusal(
                words: "no debug register is free on processor \(processor): other perf sessions or debuggers hold them"
                    + " — end those, or watch fewer places", isPermission: false)
        case 22 where watch?.kind == .execute:
            return Refusal(
                words: "this kernel lets nobody set a breakpoint on that function: it was built without kprobes, or the"
                    + " function is on their blacklist — watch data (:w, :rw)", isPermission: false)
        case 22:
            return Refusal(
                words: "the kernel refuses the address: it is none of its own, or in its entry code",
                isPermission: false)
        case 2, 19, 38, 95:
            return Refusal(
                words: "this kernel or machine has no perf breakpoints — bptui doctor says more", isPermission: false)
        default: return Refusal(words: "perf_event_open failed with errno \(number)", isPermission: false)
        }
    }

    // MARK: Reading

    /// Readable (poll) when a ring is half full.
    package var descriptors: [Int32] { rings.map(\.descriptor) }

    /// How many processors a watch is armed on.
    package func armedCount(of watch: Int) -> Int { events.count { $0.watch == watch } }

    /// What has come since the last call, in the order of time.
    ///
    /// - Parameter isLast: everything; else what may be preceded by a record still on its way is kept for the next call.
    package func read(isLast: Bool = false) -> [Hit] {
        let horizon = isLast ? UInt64.max : bt_now() &- PerfDrain.settlingTime
        for ring in rings {
            _ = ring.drain { bytes in
                guard
                    case .sample(let sample)? = PerfRecord(
                        bytes, layout: { owners[$0] == nil ? nil : Self.layout }), let watch = owners[sample.id]
                else { return }
                recordCounts[watch] += 1
                held.append(
                    Hit(
                        watch: watch, processor: ring.processor, time: sample.time, pid: sample.pid, tid: sample.tid,
                        pc: sample.pc, chain: sample.evidence?.kernelChain ?? []))
            }
        }
        held.sort { $0.time < $1.time }
        let count = held.firstIndex { $0.time > horizon } ?? held.count
        defer { held.removeFirst(count) }
        return Array(held[..<count])
    }

    /// Hits that left no record: those that the kernel counted as lost, and, once disabled, the difference between what it
    /// counted and what was read.
    package func missedCount(isFinal: Bool = false) -> UInt64 {
        var (hits, lost): ([UInt64], UInt64) = (Array(repeating: 0, count: watches.count), 0)
        for event in events {
            var (count, gone): (UInt64, UInt64) = (0, 0)
            guard bt_perf_count(event.descriptor, &count, &gone) >= 0 else { continue }
            hits[event.watch] += count
            lost += gone
        }
        guard isFinal, watches.allSatisfy({ $0.every == 1 }) else { return max(lost, missedBefore) }
        missedBefore = zip(hits, recordCounts).reduce(0) { $0 + ($1.0 > $1.1 ? $1.0 - $1.1 : 0) }
        return missedBefore
    }

    /// No hit is recorded any more once it returns; what was recorded can still be read.
    package func disable() { for event in events { _ = bt_perf_enable(event.descriptor, 0) } }

    private func close() {
        for event in events { _ = bt_close(event.descriptor) }
        events = []
        rings = []
    }
}
