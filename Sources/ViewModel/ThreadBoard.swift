package import DebugRegisters
package import ProgramModel
package import Tracing

/// The threads as last told: what is installed in each, and what it does.
package struct ThreadBoard: Hashable, Sendable {
    /// Those of the process itself first.
    package private(set) var threads: [ThreadStatus] = []
    package private(set) var activities: [Int32: ThreadActivity] = [:]
    /// The part of one processor that a thread had between the last two looks, from 0 to 1; absent before the second.
    package private(set) var shares: [Int32: Double] = [:]
    /// When they were last asked for; nil to ask at once.
    package var askedAt: UInt64?
    private var measuredAt: UInt64?

    /// Nanoseconds between two looks at a running program.
    private static let interval: UInt64 = 500_000_000
    private static let nanosecondsPerTick: UInt64 = 10_000_000

    package init() {}

    /// A line of the matrix.
    package enum Line: Hashable, Sendable {
        /// Where there are several processes, each has a heading.
        case process(Int32, threadCount: Int)
        case thread(ThreadStatus)
        /// Why the thread of the line before lacks a slot.
        case failure(SlotIndex, TracingError)
    }

    package var lines: [Line] {
        let processes = Set(threads.map(\.pid))
        var lines: [Line] = []
        var last: Int32?
        for thread in threads {
            if processes.count > 1, thread.pid != last {
                lines.append(.process(thread.pid, threadCount: threads.count { $0.pid == thread.pid }))
            }
            last = thread.pid
            lines.append(.thread(thread))
            for (slot, state) in zip(SlotIndex.allCases, thread.slots) {
                guard case .failed(let error) = state else { continue }
                lines.append(.failure(slot, error))
                break
            }
        }
        return lines
    }

    /// In how many threads a slot is armed, and in how many it should be.
    package func count(of slot: SlotIndex) -> (armed: Int, wanted: Int) {
        let states = threads.compactMap { $0.slots.indices.contains(slot.number) ? $0.slots[slot.number] : nil }
        return (states.count { $0 == .armed }, states.count { $0 != .free })
    }

    func isDue(at now: UInt64, isRunning: Bool) -> Bool {
        guard let askedAt else { return true }
        return isRunning && now >= askedAt + Self.interval
    }

    mutating func take(_ new: [ThreadStatus]) { threads = new }

    mutating func take(_ new: [Int32: ThreadActivity], at now: UInt64) {
        if let measuredAt, now > measuredAt {
            shares = [:]
            for (tid, activity) in new {
                guard let before = activities[tid], activity.ticks >= before.ticks else { continue }
                let spent = (activity.ticks - before.ticks) * Self.nanosecondsPerTick
                shares[tid] = min(1, Double(spent) / Double(now - measuredAt))
            }
        }
        measuredAt = now
        activities = new
    }
}
