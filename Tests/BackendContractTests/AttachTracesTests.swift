import DebugRegisters
import Glibc
import TestSupport
import Testing
import Tracing
import WatchSlots

/// What an attach and a detach leave behind in a process's threads: nothing.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct AttachTracesTests {
    private static let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))

    /// What /proc says of each thread that a tracer could change: masks, dispositions, processors, scheduling.
    private func portrait(_ crowd: Crowd) -> [Int32: [String]] {
        let fields = ["SigBlk", "SigIgn", "SigCgt", "SigPnd", "ShdPnd", "Cpus_allowed", "TracerPid", "NoNewPrivs"]
        return Dictionary(
            uniqueKeysWithValues: crowd.threads.map { tid in
                let words = fields.map { $0 + " " + crowd.status($0, of: tid) }
                var parameter = sched_param()
                sched_getparam(tid, &parameter)
                let policy = "policy \(sched_getscheduler(tid)) \(parameter.sched_priority)"
                return (tid, words + [policy, "nice \(getpriority(.init(PRIO_PROCESS.rawValue), id_t(tid)))"])
            })
    }

    /// Threads with masks and processors of their own, in a program whose counter is hit all the time.
    @Test(arguments: [BackendUnderTest.ptrace, .ptraceInProcess], ["", "handle"])
    func everyThreadIsAsBefore(backend: BackendUnderTest, trap: String) throws {
        let crowd = try Crowd(12, "hot", trap: trap)
        let before = portrait(crowd)
        #expect(Set(before.values.map { $0[0] }).count >= 2, "all masks are the same")
        #expect(Set(before.values.map { $0[5] }).count >= 2 || Self.processors == 1, "all run everywhere")
        for _ in 0..<3 {
            let driver = try ContractDriver(backend, .exit(0))
            try driver.attach(crowd.pid)
            for symbol in ["counter", "a"] {
                try driver.perform(
                    .addWatch(
                        WatchRequest(
                            address: LinearAddress(try crowd.address(of: symbol)), byteCount: 8, kind: .write)))
            }
            try driver.wait(for: "hits") { driver.hits.count > 20 }
            try driver.perform(.detach)
            #expect(portrait(crowd) == before)
            driver.backend.close()
        }
        try crowd.awaitProgress()
        #expect(try crowd.armedThreads() == [])
        #expect(portrait(crowd) == before)
    }
}
