/// The tables of programs with many threads.
enum CrowdTables {
    static func attach(_ target: String, rounds: Int) throws {
        print("attach with one watch armed, until every thread goes on; bare: seize, interrupt, wait, arm, continue")
        header("ms")
        for threads in [1, 32, 256, 1000] {
            let run = CrowdRun(target: target, threads: threads)
            try compare(threads, rounds: rounds, scale: 1e6, bare: run.bareAttach, ours: run.attach)
        }
    }

    static func hits(_ target: String, stores: UInt64, rounds: Int) throws {
        print("only what hit is stopped; every thread stores to one global, \(stores) hits in all, each counted")
        header("µs a hit")
        for threads in [1, 4, 32] {
            let run = CrowdRun(target: target, threads: threads, stores: max(1, stores / UInt64(threads)))
            try compare(threads, rounds: rounds, scale: 1e3, bare: run.bareHits, ours: run.hits)
        }
    }

    private static func header(_ unit: String) {
        print("| threads | bare C, \(unit) | tracer, \(unit) | ratio (low–high) |\n|---|---|---|---|")
    }

    /// Each figure beside one of the bare program's taken just before.
    private static func compare(
        _ threads: Int, rounds: Int, scale: Double, bare: () throws -> Double, ours: () throws -> Double
    ) throws {
        var figures: (bare: [Double], ours: [Double], ratios: [Double]) = ([], [], [])
        for _ in 0..<rounds {
            let b = try bare()
            let o = try ours()
            figures.bare.append(b / scale)
            figures.ours.append(o / scale)
            figures.ratios.append(o / b)
        }
        print(
            "| \(threads) | \(text(figures.bare, 2)) | \(text(figures.ours, 2)) | \(text(figures.ratios, 3)) |")
    }

    private static func text(_ values: [Double], _ decimals: Int) -> String {
        let s = spread(values)
        return "\(fixed(s.median, decimals)) (\(fixed(s.low, decimals))–\(fixed(s.high, decimals)))"
    }
}
