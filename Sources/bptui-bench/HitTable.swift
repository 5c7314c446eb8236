import HitRules

/// One hot thread, logged.
enum HitTable {
    static func print(_ all: Surroundings) throws {
        let (target, bptui, stores) = (all.target, all.bptui, all.stores)
        let hidden: UInt64 = 5
        var condition = HitRule()
        condition.condition = Condition([.field(.new), .constant(hidden), .binary(.greater, .unsigned)])
        let rule = condition
        let plain = ["-w", "cell"]
        let conditional = ["-w", "cell if new > \(hidden)", "--stacks", "new"]
        // gdb takes a tenth of a millisecond and more for each.
        let few = max(200, stores / 20)
        let rows = [
            Row("tracer alone, one CPU") { try TracerRun(target: target, stores: stores).measure(shown: stores) },
            Row("tracer alone, free") {
                try freely { try TracerRun(target: target, stores: stores).measure(shown: stores) }
            },
            Row("… if new > 5, one CPU") {
                try TracerRun(target: target, stores: stores, rule: rule).measure(shown: stores - hidden)
            },
            Row("--batch, one CPU") { try batchRun(bptui, plain, target, stores: stores, shown: stores) },
            Row("--batch, free") {
                try freely { try batchRun(bptui, plain, target, stores: stores, shown: stores) }
            },
            Row("--batch, free, --affinity off") {
                try freely {
                    try batchRun(bptui, plain + ["--affinity", "off"], target, stores: stores, shown: stores)
                }
            },
            Row("--batch if new > 5, free") {
                try freely { try batchRun(bptui, conditional, target, stores: stores, shown: stores - hidden) }
            },
            Row("screen 200×60 live, one CPU") {
                try ScreenRun.hits(bptui, target, stores: stores)
            },
            Row("screen 200×60 live, free") { try freely { try ScreenRun.hits(bptui, target, stores: stores) } },
            Row("gdb, Python stop handler, one CPU") { try GDBRun.handler(target, stores: few) },
            Row("gdb, Python stop handler, free") { try freely { try GDBRun.handler(target, stores: few) } },
            Row("gdb, commands, one CPU") { try GDBRun.commands(target, stores: few) },
        ]
        var bare: [Double] = []
        for _ in 0..<all.rounds {
            // Each figure beside one of the bare loop's taken just before.
            for row in rows where row.problem == nil {
                let b = try bareRun(target, stores: stores)
                bare.append(b)
                row.measure(besides: b)
            }
        }
        Swift.print("pc, thread, time, old and new value of each hit; ptrace; one hot thread; \(stores) hits\n")
        Swift.print("| | µs a hit (low–high) | ratio to B (low–high) |\n|---|---|---|")
        Swift.print(line("bare C loop, one CPU (B)", spread(bare)) + "1 |")
        for row in rows { Swift.print(row.line) }
    }
}
