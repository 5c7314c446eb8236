/// The tables by name.
enum Table: String, CaseIterable {
    case hits, perf, threads, attach, start, smooth, memory, records

    func print(_ all: Surroundings) throws {
        switch self {
        case .hits: try HitTable.print(all)
        case .perf: try PerfTable.print(all)
        case .threads: try CrowdTables.hits(all.target, stores: all.stores, rounds: all.rounds)
        case .attach: try CrowdTables.attach(all.target, rounds: all.rounds)
        case .start: try ScreenTables.start(all)
        case .smooth: try SmoothTable.print(all)
        case .memory: try ScreenTables.memory(all)
        case .records: try RecordTable.print(all.records)
        }
    }
}
