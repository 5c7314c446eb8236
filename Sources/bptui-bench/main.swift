// The bars as tables: each of our figures beside the bare C program's of the same run, which keeps to one CPU.

import CBareLoop
import Glibc

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

/// What every table needs.
struct Surroundings {
    var target = directory() + "/bptui-bench-target"
    var bptui = directory() + "/bptui"
    var stores: UInt64 = 40_000
    var rounds = 5
    /// Of the table without a program; 6.4 GB of file.
    var records: UInt64 = 100_000_000
}

/// Lets what is started run on every processor.
func freely<Result>(_ body: () throws -> Result) rethrows -> Result {
    bare_unpin()
    defer { _ = bare_pin() }
    return try body()
}

func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    // Tables' names in front of the numbers ask for those alone.
    var wanted: [String] = []
    while let name = arguments.first, UInt64(name) == nil { wanted.append(arguments.removeFirst()) }
    var surroundings = Surroundings()
    if let text = arguments.first { surroundings.stores = UInt64(text) ?? 0 }
    // The number of records, where nothing but records is measured.
    if wanted == [Table.records.rawValue], !arguments.isEmpty { surroundings.records = surroundings.stores }
    if arguments.count > 1 { surroundings.rounds = Int(arguments[1]) ?? 0 }
    let names = Table.allCases.map(\.rawValue)
    guard surroundings.stores >= 1000, surroundings.rounds >= 1, wanted.allSatisfy(names.contains) else {
        throw BenchFailure(
            message: "usage: bptui-bench [\(names.joined(separator: "|"))]… [STORES [ROUNDS]], at least 1000 and 1")
    }
    // One CPU for us, the bare loop and its target.
    guard bare_pin() == 0 else { throw BenchFailure(message: "cannot pin to one CPU") }
    for table in Table.allCases where wanted.isEmpty || wanted.contains(table.rawValue) {
        try table.print(surroundings)
        print("")
        fflush(nil)
    }
}

func line(_ name: String, _ figures: (median: Double, low: Double, high: Double)) -> String {
    "| " + pad(name, 34) + "| " + pad(fixed(figures.median / 1000, 2), 7)
        + pad("(\(fixed(figures.low / 1000, 2))–\(fixed(figures.high / 1000, 2)))", 18) + "| "
}

do {
    try main()
} catch let failure as BenchFailure {
    let line = "bptui-bench: \(failure.message)\n"
    line.withCString { _ = write(2, $0, strlen($0)) }
    exit(1)
}
