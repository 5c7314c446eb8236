import DebugRegisters
import Glibc
import HitRules
import LinuxTracing
import Tracing
import WatchSlots

/// The tracer by itself, in this process and without a front: what the hit path costs.
struct TracerRun {
    var target: String
    var stores: UInt64
    var rule = HitRule.always
    var stacks = SamplePolicy.Stacks.new
    var mechanism = WatchMechanism.ptrace

    /// Nanoseconds a hit, from the first and the last record.
    ///
    /// - Parameter shown: how many hits the rule shows.
    func measure(shown: UInt64) throws -> Double {
        var capacity = 1
        while capacity < Int(shown) + 1 { capacity *= 2 }
        let backend = try PtraceBackend(hitLog: HitLog(capacity: capacity))
        defer { backend.close() }
        let file = "/tmp/bptui-bench-\(getpid()).address"
        defer { unlink(file) }
        var driver = TracerDriver(backend: backend)
        // The target writes its global's address to its output and stops itself.
        try driver.perform(
            .launch(
                LaunchConfiguration(
                    path: target, arguments: [target, String(stores), "1"], environment: ["PATH=/usr/bin"],
                    terminal: .files(input: nil, output: file, error: nil),
                    options: TracingOptions(samples: SamplePolicy(stacks: stacks)))))
        try driver.perform(.resume)
        var pid: Int32 = 0
        try driver.wait {
            if case .signal(let tid, 19) = $0 { pid = tid }; return pid != 0
        }
        try driver.perform(.pause)
        let address = try Self.address(in: file)
        var request = WatchRequest(address: .init(address), byteCount: 8, rule: rule)
        request.mechanism = mechanism
        try driver.perform(.addWatch(request))
        try driver.perform(.resume)
        kill(pid, SIGCONT)
        try driver.wait { if case .exited = $0 { true } else { false } }
        var times: [UInt64] = []
        backend.hitLog.drain { times += $0.map(\.time) }
        guard UInt64(times.count) == shown, let first = times.first, let last = times.last else {
            throw BenchFailure(message: "\(shown) hits to be shown, but \(times.count) in the log")
        }
        return Double(last - first) / Double(times.count - 1)
    }

    private static func address(in file: String) throws -> UInt64 {
        let descriptor = open(file, O_RDONLY)
        defer { close(descriptor) }
        var address: UInt64 = 0
        guard read(descriptor, &address, 8) == 8 else { throw BenchFailure(message: "the target gave no address") }
        return address
    }
}
