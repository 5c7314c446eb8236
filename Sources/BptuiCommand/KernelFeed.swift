import DebugRegisters
import Glibc
import LinuxTracing
import ProgramModel

/// The hits on the kernel's addresses with what can be said of each: the task's name, and the kernel's own names.
final class KernelFeed {
    let events: SystemEvents
    let plan: KernelPlan
    private let symbols: KernelSymbols
    private var tasks: [Int32: (name: String, time: UInt64)] = [:]
    private var places: [UInt64: KernelPlace] = [:]
    /// Tasks of other process namespaces have the number 0, as the idle task has.
    private let seesAllTasks: Bool

    private static let shelfLife: UInt64 = 2_000_000_000

    init(plan: KernelPlan, symbols: KernelSymbols, processor: Int32?) throws(CommandFailure) {
        do throws(SystemEvents.Refusal) {
            events = try SystemEvents(plan.watches.map(\.event), processor: processor)
        } catch {
            throw CommandFailure(error.isPermission ? ExitStatus.noPermission : ExitStatus.unavailable, error.words)
        }
        self.plan = plan
        self.symbols = symbols
        var status = stat()
        // PROC_PID_INIT_INO (include/linux/proc_ns.h).
        seesAllTasks = stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == 0xEFFF_FFFC
    }

    /// - Returns: empty where it is not known.
    func task(of hit: SystemEvents.Hit) -> String {
        if hit.tid <= 0 { return hit.tid == 0 && seesAllTasks ? "swapper/\(hit.processor)" : "" }
        let now = Clock.now()
        if let known = tasks[hit.tid], now < known.time + Self.shelfLife { return known.name }
        let bytes = FileBytes.read("/proc/\(hit.tid)/comm") ?? []
        let name = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
        // One that is gone by now keeps the name it had.
        let kept = name.isEmpty ? tasks[hit.tid]?.name ?? "" : name
        if tasks.count > 1 << 14 { tasks = [:] }
        tasks[hit.tid] = (kept, now)
        return kept
    }

    /// The place of a hit, which at a function that is watched itself is its first instruction.
    func place(of hit: SystemEvents.Hit) -> KernelPlace {
        let isExact = plan.watches[hit.watch].event.kind == .execute
        return isExact ? KernelPlace(at: hit.pc, in: symbols) : caller(hit.pc)
    }

    /// The place that a return address, or the address after an access, belongs to.
    func caller(_ address: UInt64) -> KernelPlace {
        if let known = places[address] { return known }
        let place = KernelPlace(after: address, in: symbols)
        places[address] = place
        return place
    }

    /// Whoever waits is woken by the rings and by these.
    ///
    /// - Returns: false when nothing has come in that time.
    func wait(_ descriptors: [Int32], milliseconds: Int32) -> Bool {
        var polled = (descriptors + events.descriptors).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        return poll(&polled, nfds_t(polled.count), milliseconds) > 0
    }
}

extension KernelSymbols {
    /// As /proc/kallsyms says now; none where it cannot be read.
    static func ofRunningKernel() -> KernelSymbols {
        KernelSymbols(parsing: FileBytes.read("/proc/kallsyms", most: 64 << 20) ?? [])
    }
}
