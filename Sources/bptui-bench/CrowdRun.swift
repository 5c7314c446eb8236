import CBareLoop
import DebugRegisters
import Glibc
import LinuxTracing
import Tracing
import WatchSlots

/// A program of many threads, taken in by the bare C program and by the tracer.
struct CrowdRun {
    var target: String
    var threads: Int
    /// Of each thread, once all are armed; 0 leaves them waiting.
    var stores: UInt64 = 0

    // MARK: Attaching with one watch armed

    /// Nanoseconds until every thread is armed and goes on.
    func bareAttach() throws -> Double {
        try withCrowd { crowd in
            var nanoseconds: UInt64 = 0
            let count = bare_crowd_attach(&crowd, &nanoseconds)
            try check(threads: Int(count))
            return Double(nanoseconds)
        }
    }

    /// The same by the tracer: from the first command to the answer to the second.
    func attach() throws -> Double {
        try withCrowd { crowd in
            let backend = try PtraceBackend(hitLog: HitLog(capacity: 64))
            defer { backend.close() }
            var driver = TracerDriver(backend: backend)
            // The tracer is there before it is asked for anything.
            usleep(5000)
            let start = Self.now()
            try arm(crowd, &driver)
            let end = Self.now()
            return Double(end - start)
        }
    }

    // MARK: Hits of all threads

    /// Nanoseconds a hit, from the first to the last.
    func bareHits() throws -> Double {
        try withCrowd { crowd in
            var result = bare_loop_result()
            let code = bare_crowd_hits(&crowd, &result)
            guard code == 0 else {
                throw BenchFailure(message: "the bare loop failed: \(String(cString: strerror(-code)))")
            }
            try check(hits: result.hits)
            return Double(result.nanoseconds) / Double(result.hits - 1)
        }
    }

    func hits() throws -> Double {
        try withCrowd { crowd in
            var capacity = 1
            while capacity < threads * Int(stores) + 1 { capacity *= 2 }
            let backend = try PtraceBackend(hitLog: HitLog(capacity: capacity))
            defer { backend.close() }
            var driver = TracerDriver(backend: backend)
            try arm(crowd, &driver)
            bare_crowd_release(&crowd)
            let pid = crowd.pid
            try driver.wait { if case .exited(pid, _) = $0 { true } else { false } }
            var times: [UInt64] = []
            backend.hitLog.drain { times += $0.map(\.time) }
            try check(hits: UInt64(times.count))
            return Double(times.max()! - times.min()!) / Double(times.count - 1)
        }
    }

    // MARK: Parts

    private func arm(_ crowd: bare_crowd, _ driver: inout TracerDriver) throws {
        try driver.perform(.attach(pid: crowd.pid, TracingOptions()))
        try driver.perform(.addWatch(WatchRequest(address: LinearAddress(crowd.address), byteCount: 8, kind: .write)))
    }

    private func withCrowd(_ body: (inout bare_crowd) throws -> Double) throws -> Double {
        var crowd = bare_crowd()
        let code = bare_crowd_start(target, Int32(threads), stores, &crowd)
        guard code == 0 else {
            throw BenchFailure(message: "\(threads) threads: \(String(cString: strerror(-code)))")
        }
        defer { bare_crowd_end(&crowd) }
        return try body(&crowd)
    }

    private func check(threads count: Int) throws {
        guard count == threads else {
            throw BenchFailure(message: "\(threads) threads, but the bare program took in \(count)")
        }
    }

    private func check(hits: UInt64) throws {
        guard hits == UInt64(threads) * stores else {
            throw BenchFailure(message: "\(UInt64(threads) * stores) stores, but \(hits) hits were counted")
        }
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
