// The bars as a table: each of our figures beside the bare C loop's of the same run, both pinned to one CPU.

import CBareLoop
import Glibc
import HitRules

struct BenchFailure: Error { var message: String }

func directory() -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
}

/// Median, lowest and highest.
func spread(_ values: [Double]) -> (median: Double, low: Double, high: Double) {
    let sorted = values.sorted()
    return (sorted[sorted.count / 2], sorted.first ?? 0, sorted.last ?? 0)
}

func fixed(_ value: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((value * scale).rounded())
    guard decimals > 0 else { return String(scaled) }
    let rest = String(scaled % Int(scale))
    return "\(scaled / Int(scale))." + String(repeating: "0", count: decimals - rest.count) + rest
}

func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

/// Runs bptui's batch logger over the target; nanoseconds a hit, from its own record of the first and the last.
///
/// - Parameters:
///   - options: of bptui, the watch among them.
///   - shown: how many hits it is to log.
func batchRun(
    _ bptui: String, _ options: [String], _ target: String, stores: UInt64, shown: UInt64
) throws -> Double {
    let log = "/tmp/bptui-bench-\(getpid()).jsonl"
    defer { unlink(log) }
    let texts = options.map { strdup($0) }
    defer { for text in texts { free(text) } }
    let list = texts.map { UnsafePointer($0) } + [nil]
    let pid = bare_spawn(bptui, log, list, target, stores)
    guard pid > 0 else { throw BenchFailure(message: "cannot start \(bptui)") }
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    guard status == 0 else { throw BenchFailure(message: "bptui ended with wait status \(status)") }
    guard let file = fopen(log, "r") else { throw BenchFailure(message: "no output in \(log)") }
    defer { fclose(file) }
    var first: Double?
    var last = 0.0
    var hits: UInt64 = 0
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    defer { free(line) }
    while getline(&line, &room, file) > 0, let text = line {
        guard strncmp(text, "{\"type\":\"hit\"", 13) == 0, let at = strstr(text, "\"time\":") else { continue }
        last = strtod(at + 7, nil)
        if first == nil { first = last }
        hits += 1
    }
    guard hits == shown, let first else {
        throw BenchFailure(message: "\(shown) hits to be shown, but \(hits) in the log")
    }
    return (last - first) * 1e9 / Double(hits - 1)
}

func bareRun(_ target: String, stores: UInt64) throws -> Double {
    var result = bare_loop_result()
    let code = bare_loop_run(target, stores, &result)
    guard code == 0 else {
        throw BenchFailure(message: "the bare loop failed: \(String(cString: strerror(-code)))")
    }
    guard result.hits == stores else {
        throw BenchFailure(message: "\(stores) stores, but the bare loop saw \(result.hits)")
    }
    return Double(result.nanoseconds) / Double(result.hits - 1)
}

func main() throws {
    var arguments = CommandLine.arguments
    // A table's name in front of the numbers asks for that one alone.
    let wanted = arguments.count > 1 && UInt64(arguments[1]) == nil ? arguments.remove(at: 1) : nil
    let stores = arguments.count > 1 ? UInt64(arguments[1]) ?? 0 : 40_000
    let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 5
    guard stores >= 10, rounds >= 1, wanted == nil || ["hits", "perf", "attach", "threads"].contains(wanted) else {
        throw BenchFailure(
            message: "usage: bptui-bench [hits|perf|attach|threads] [STORES [ROUNDS]], at least 10 and 1")
    }
    let target = directory() + "/bptui-bench-target"
    let bptui = directory() + "/bptui"
    // One CPU for everything that follows: us, bptui, its tracer and the target.
    guard bare_pin() == 0 else { throw BenchFailure(message: "cannot pin to one CPU") }

    if wanted == nil || wanted == "hits" {
        try hitTable(target, bptui, stores: stores, rounds: rounds)
    }
    if wanted == nil || wanted == "perf" { try PerfTable.hits(target, bptui, stores: stores, rounds: rounds) }
    if wanted == nil || wanted == "attach" { try CrowdTables.attach(target, rounds: rounds) }
    if wanted == nil || wanted == "threads" { try CrowdTables.hits(target, stores: stores, rounds: rounds) }
}

func hitTable(_ target: String, _ bptui: String, stores: UInt64, rounds: Int) throws {
    print("log mode with pc, thread, time, old and new value; ptrace; one hot thread; \(stores) hits; one CPU")
    let hidden: UInt64 = 5
    var condition = HitRule()
    condition.condition = Condition([.field(.new), .constant(hidden), .binary(.greater, .unsigned)])
    let plain = ["-w", "cell"]
    let conditional = ["-w", "cell if new > \(hidden)", "--stacks", "new"]
    let rows = [
        Row("tracer alone") { try TracerRun(target: target, stores: stores).measure(shown: stores) },
        Row("… if new > 5, stacks=new") {
            try TracerRun(target: target, stores: stores, rule: condition).measure(shown: stores - hidden)
        },
        Row("bptui --batch") { try batchRun(bptui, plain, target, stores: stores, shown: stores) },
        Row("… if new > 5, --stacks new") {
            try batchRun(bptui, conditional, target, stores: stores, shown: stores - hidden)
        },
    ]
    var bare: [Double] = []
    for _ in 0..<rounds {
        // Each figure beside one of the bare loop's taken just before.
        for row in rows where row.problem == nil {
            let b = try bareRun(target, stores: stores)
            bare.append(b)
            row.measure(besides: b)
        }
    }
    print(pad("", 30) + pad("µs a hit", 10) + pad("(low–high)", 18) + "ratio to B (low–high)")
    print(line("bare C loop (B)", spread(bare)))
    for row in rows { print(row.line) }
}

func line(_ name: String, _ figures: (median: Double, low: Double, high: Double)) -> String {
    pad(name, 30) + pad(fixed(figures.median / 1000, 2), 10)
        + pad("(\(fixed(figures.low / 1000, 2))–\(fixed(figures.high / 1000, 2)))", 18)
}

do {
    try main()
} catch let failure as BenchFailure {
    let line = "bptui-bench: \(failure.message)\n"
    line.withCString { _ = write(2, $0, strlen($0)) }
    exit(1)
}
