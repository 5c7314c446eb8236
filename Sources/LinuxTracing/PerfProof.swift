import CLinuxTracing
import DebugRegisters
import WatchSlots

/// Whether perf breakpoints work here: proved by a store of our own that has to leave a record.
package struct PerfProof: Hashable, Sendable {
    /// nil when the store was recorded.
    package var problem: String?
    /// What the kernel stores is seen as well.
    package var seesKernel = false

    /// Fires in the calling thread; nothing is left of it.
    package static func run() -> PerfProof {
        let cell = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        cell.initialize(to: 0)
        defer { cell.deallocate() }
        let perf = PerfTracer()
        do {
            let piece = try WatchPiece(
                address: LinearAddress(UInt64(UInt(bitPattern: cell))), length: .eight, kind: .write)
            try perf.arm(
                .dr0, WatchID(rawValue: 1), piece, PerfEvents.Settings(includesKernel: true),
                threads: [bt_current_thread()])
        } catch let error as PerfErrno {
            let words = PerfWords.refusal(error, reserved: [], used: [], eventCount: 0)
            return PerfProof(problem: words ?? "perf_event_open failed: errno \(error.number)")
        } catch {
            return PerfProof(problem: "\(error)")
        }
        bt_store(cell, 1)
        _ = perf.disarm(.dr0)
        let count = perf.drain.dropPending()
        let isSeen = count == 1
        return PerfProof(
            problem: isSeen ? nil : "the kernel accepts the event but a store leaves \(count) records",
            seesKernel: isSeen && !perf.isKernelRefused)
    }
}
