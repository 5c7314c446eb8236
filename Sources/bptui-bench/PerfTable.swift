import CBareLoop
import Glibc
import WatchSlots

/// Perf: nobody is stopped, each hit leaves its pc, thread and time.
enum PerfTable {
    static func print(_ all: Surroundings) throws {
        let (target, bptui, stores) = (all.target, all.bptui, all.stores)
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
        for _ in 0..<all.rounds {
            for row in rows + [ptrace] where row.problem == nil {
                let b = try barePerf(target, stores: stores)
                bare.append(b)
                row.measure(besides: b)
            }
        }
        Swift.print("perf, which stops nobody: pc, thread, time of each hit; one hot thread; \(stores) hits; one CPU\n")
        Swift.print("| | µs a hit (low–high) | ratio to bare perf (low–high) |\n|---|---|---|")
        Swift.print(line("bare perf sampling", spread(bare)) + "1 |")
        for row in rows + [ptrace] { Swift.print(row.line) }
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
