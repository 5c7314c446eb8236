/// What a person waits for, and what it takes.
enum ScreenTables {
    static func start(_ all: Surroundings) throws {
        print("from the program's start, on a terminal of 200×60; every CPU\n")
        print("| | ms (low–high) |\n|---|---|")
        var frames: [Double] = []
        var armed: [Double] = []
        var gdb: [Double] = []
        for _ in 0..<max(all.rounds, 5) {
            try freely {
                let run = try ScreenRun(all.bptui, ["-w", "cell", all.target, "1"])
                frames.append(try run.wait(for: "DR3"))
                armed.append(try run.wait(for: ScreenRun.atMain))
                if let time = try? GDBRun.start(all.target) { gdb.append(time) }
            }
        }
        row("first frame", frames)
        row("stopped at main, `cell` watched", armed)
        if !gdb.isEmpty { row("the same with gdb", gdb) }
    }

    static func memory(_ all: Surroundings) throws {
        let hits: UInt64 = 1_000_000
        let file = "/dev/null"
        let run = try freely {
            try ScreenRun(all.bptui, ["-w", "cell", all.target, "timed", "\(hits)", file])
        }
        try run.wait(for: ScreenRun.atMain)
        let before = run.memory()
        run.type("c")
        try run.wait(for: "exited")
        let after = run.memory()
        print("resident memory, MiB, screen of 200×60; \(hits) hits of one thread, each kept\n")
        print("| | front | tracer |\n|---|---|---|")
        print("| at main | \(mebibytes(before.front)) | \(mebibytes(before.tracer)) |")
        print("| after the hits | \(mebibytes(after.front)) | \(mebibytes(after.tracer)) |")
        let each = Double(after.front - before.front) * 1024 / Double(hits)
        print("\n\(fixed(each, 1)) bytes a hit in the front")
    }

    private static func mebibytes(_ kibibytes: Int) -> String { fixed(Double(kibibytes) / 1024, 1) }

    private static func row(_ name: String, _ values: [Double]) {
        let s = spread(values.map { $0 / 1e6 })
        print("| \(name) | \(fixed(s.median, 1)) (\(fixed(s.low, 1))–\(fixed(s.high, 1))) |")
    }
}
