import CBareLoop
import Glibc
import WatchSlots

/// Perf: nobody is stopped, each hit leaves its pc, thread and time.
enum PerfTable {
    static func hits(_ target: String, _ bptui: String, stores: UInt64, rounds: Int) throws {
        print("perf: pc, thread, time of each hit; nobody is stopped; one hot thread; \(stores) hits; one CPU")
        let rows = [
            Row("tracer alone, perf") {
                try TracerRun(target: target, stores: stores, mechanism: .perf).measure(shown: stores)
            },
            Row("bptui --batch, perf") {
                try batchRun(bptui, ["-w", "cell", "--backend", "perf"], target, stores: stores, shown: stores)
            },
        ]
        let ptrace = Row("bare C loop (B)") { try bareRun(target, stores: stores) }
        var bare: [Double] = []
        for _ in 0..<rounds {
            for row in rows + [ptrace] where row.problem == nil {
                let b = try barePerf(target, stores: stores)
                bare.append(b)
                row.measure(besides: b)
            }
        }
        print(pad("", 30) + pad("µs a hit", 10) + pad("(low–high)", 18) + "ratio to bare perf (low–high)")
        print(line("bare perf sampling", spread(bare)))
        for row in rows + [ptrace] { print(row.line) }
    }

    private static func barePerf(_ target: String, stores: UInt64) throws -> Double {
        var result = bare_loop_result()
        let code = bare_perf_run(target, stores, &result)
        guard code == 0 else {
            throw BenchFailure(message: "bare perf sampling failed: \(String(cString: strerror(-code)))")
        }
        return Double(result.nanoseconds) / Double(result.hits - 1)
    }
}
