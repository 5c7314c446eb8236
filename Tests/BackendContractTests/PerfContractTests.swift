import DebugRegisters
import Glibc
import HitRules
import LinuxTracing
import TestSupport
import Testing
import Tracing
import WatchSlots

/// What is perf's own: nobody stops, what is missed is counted exactly, and a process can be observed without ptrace.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct PerfContractTests {
    private func observe(_ pid: Int32, _ program: ContractProgram = .exit(0)) throws -> ContractDriver {
        let driver = try ContractDriver(.observed, program, logCapacity: 1 << 16)
        try driver.attach(pid)
        return driver
    }

    private func request(_ crowd: Crowd, _ symbol: String) throws -> WatchRequest {
        var request = WatchRequest(address: LinearAddress(try crowd.address(of: symbol)), byteCount: 8, kind: .write)
        request.mechanism = .perf
        return request
    }

    private func words(_ error: TracingError?) -> String {
        guard case .watch(let reason)? = error?.reason else { return "\(String(describing: error))" }
        return reason.message
    }

    // MARK: Counting

    /// A million hits of eight threads: what is recorded and what is counted as missed are the program's own count.
    @Test func everyHitIsRecordedOrCounted() throws {
        let driver = try ContractDriver(.perf, .threads(count: 8, stores: 125_000), logCapacity: 1 << 16)
        try driver.launch()
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        let missed = driver.backend.hitLog.missedCount
        #expect(UInt64(driver.hits.count) + missed == 1_000_000, "\(missed) missed")
        #expect(driver.hits.map(\.time) == driver.hits.map(\.time).sorted())
        #expect(Set(driver.hits.map(\.tid)).count == 8)
    }

    /// Nobody reads while the rings run over.
    @Test func whatAFullRingLosesIsCountedExactly() throws {
        let driver = try ContractDriver(.perf, .threads(count: 8, stores: 25_000), logCapacity: 16)
        try driver.launch(overflow: .drop)
        _ = try driver.watch("counter")
        driver.drainsLog = false
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.backend.hitLog.pendingCount == 16)
        #expect(driver.backend.hitLog.missedCount == 200_000 - 16)
    }

    /// The same when the log has no room and nobody drops anything: the end waits for the reader.
    @Test func theEndWaitsForTheReader() throws {
        let driver = try ContractDriver(.perf, .threads(count: 8, stores: 50_000), logCapacity: 1024)
        try driver.launch(overflow: .wait)
        _ = try driver.watch("counter")
        driver.drainsLog = false
        try driver.perform(.resume)
        try driver.wait(for: "the program's last store") {
            driver.kinds { if case .threadEnded = $0 { true } else { nil } }.count == 8
        }
        driver.drainsLog = true
        #expect(try driver.end() == .code(0))
        let missed = driver.backend.hitLog.missedCount
        #expect(UInt64(driver.hits.count) + missed == 400_000)
        #expect(missed > 0)
    }

    @Test func everyTenthHitIsRecorded() throws {
        let driver = try ContractDriver(.perf, .silent)
        try driver.launch()
        var request = try driver.request("counter")
        request.every = 10
        try driver.perform(.addWatch(request))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 50)
        #expect(driver.backend.hitLog.missedCount == 0)
    }

    // MARK: Values

    /// The value before the first hit is known, and that after the last one.
    @Test func valuesAreToldWhereTheyAreKnown() throws {
        let driver = try ContractDriver(.perf, .threeStores)
        try driver.launch()
        _ = try driver.watch("counter")
        // The tracer looks several times before the program goes on.
        usleep(60_000)
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 3)
        let first = try #require(driver.hits.first)
        #expect(first.flags.contains(.hasOld) && first.old == 0)
        #expect(driver.hits.allSatisfy { !$0.flags.contains(.hasNew) || $0.flags.contains(.newMayBeLater) })
        #expect(driver.hits.allSatisfy { $0.isByPerf })
    }

    @Test func theKernelsStoreIsCaughtInTheAct() throws {
        let driver = try ContractDriver(.perf, .systemRead)
        try driver.launch()
        _ = try driver.watch("counter")
        #expect(try driver.runToEnd() == .code(0))
        let ofKernel = driver.hits.filter { $0.isByKernel }
        guard geteuid() == 0 else { return #expect(ofKernel.isEmpty) }
        #expect(!ofKernel.isEmpty)
        // Where the program called, not where the kernel stored.
        #expect(ofKernel.allSatisfy { $0.pc < WatchPiece.userEnd.rawValue && $0.pc > 0x1000 })
        #expect(driver.hits.last.map { !$0.isByKernel } == true)
    }

    // MARK: One target, two mechanisms

    @Test func bothShareTheSlots() throws {
        let driver = try ContractDriver(.perf, .fourSlots)
        try driver.launch()
        for (index, name) in ["a", "b", "c", "d"].enumerated() {
            var request = try driver.request(name)
            request.mechanism = index % 2 == 0 ? .perf : .ptrace
            try driver.perform(.addWatch(request))
        }
        #expect(driver.slots?.installation.armedThreads == [1, 1, 1, 1])
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.slot).sorted() == SlotIndex.allCases)
        #expect(driver.hits.allSatisfy { ($0.isByPerf) == [.dr0, .dr2].contains($0.slot) })
    }

    @Test func aWatchMoves() throws {
        let driver = try ContractDriver(.ptrace, .threeStores)
        try driver.launch()
        let watch = try driver.watch("counter")
        for mechanism in [WatchMechanism.perf, .ptrace, .perf] {
            var request = watch.request
            request.mechanism = mechanism
            try driver.perform(.modifyWatch(watch.id, request))
            #expect(driver.slots?.installation.armedThreads[0] == 1)
        }
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 3 && driver.hits.allSatisfy { $0.isByPerf })
    }

    /// A register that ptrace has used stays reserved: the refusal names it, and the watch stays as it was.
    @Test func aReservedRegisterIsNamed() throws {
        let driver = try ContractDriver(.ptrace, .fourSlots)
        try driver.launch()
        var watches: [Watch] = []
        for name in ["a", "b", "c", "d"] { watches.append(try driver.watch(name)) }
        var request = watches[1].request
        request.mechanism = .perf
        let said = words(try driver.refusal(of: .modifyWatch(watches[1].id, request)))
        #expect(said.hasPrefix("no debug register is free for perf: DR1 was used through ptrace and stays reserved"))
        #expect(said.contains("ptrace uses DR0, DR2, DR3"))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.slot) == SlotIndex.allCases)
    }

    @Test func whatPerfCannotDoIsSaid() throws {
        let driver = try ContractDriver(.perf, .threeStores)
        try driver.launch()
        var value = try driver.request("counter")
        value.rule.condition = RuleContractTests.over(2)
        #expect(words(try driver.refusal(of: .addWatch(value))).hasPrefix("perf does not know the value"))
        var nth = try driver.request("counter")
        (nth.mechanism, nth.every) = (.ptrace, 2)
        #expect(words(try driver.refusal(of: .addWatch(nth))).hasPrefix("every=N is perf's"))
        #expect(try driver.runToEnd() == .code(0))
    }

    // MARK: Stopping

    /// The kernel sends a signal along with the record, and ptrace sees it first.
    @Test func aPerfWatchStopsAtEachHit() throws {
        let driver = try ContractDriver(.perf, .threeStores)
        try driver.launch()
        let id = try driver.watch("counter", action: .stop).id
        for trap: UInt64 in 1...2 {
            try driver.perform(.resume)
            let stop = try driver.nextStop()
            #expect(stop.reason == .hit(trap: trap, slots: [.dr0], alsoStep: false))
            #expect(stop.tid == driver.pid)
            driver.drain()
            #expect(driver.hits.count == Int(trap))
            #expect(driver.hits.last?.pc == stop.pc.rawValue)
            #expect(driver.hits.last?.isByPerf == true && driver.hits.last?.flags.contains(.stopped) == true)
            guard case .memory(_, let bytes) = try driver.perform(.readMemory(try driver.address("counter"), count: 8))
            else { throw ContractDriver.Timeout(description: "no memory") }
            #expect(bytes.first == UInt8(trap))
        }
        // From now on it only logs, and the signal was never the program's.
        let request = try driver.request("counter", action: .log)
        try driver.perform(.modifyWatch(id, request))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 3 && driver.hits.last?.flags.contains(.stopped) == false)
        #expect(driver.kinds { if case .signal = $0 { true } else { nil } }.isEmpty)
        #expect(driver.backend.hitLog.missedCount == 0)
    }

    /// One access that both mechanisms see raises one signal, so that a stop would be missed.
    @Test func twoSignalsForOneAccessAreRefused() throws {
        let driver = try ContractDriver(.perf, .threeStores)
        try driver.launch()
        var traced = try driver.request("counter")
        traced.mechanism = .ptrace
        try driver.perform(.addWatch(traced))
        let stop = try driver.request("counter", action: .stop)
        #expect(words(try driver.refusal(of: .addWatch(stop))).hasPrefix("DR0 watches the same bytes through ptrace"))
        // One that logs goes beside it.
        let id = try driver.watch("counter").id
        #expect(words(try driver.refusal(of: .modifyWatch(id, stop))).hasPrefix("DR0 watches the same bytes"))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.count == 6 && driver.hits.count { $0.isByPerf } == 3)
    }

    // MARK: Observing

    /// Beside a debugger that has the program, and with its children.
    @Test func aTracedProgramAndItsChildAreObserved() throws {
        let debugger = try ContractDriver(.ptrace, .fork)
        try debugger.launch()
        let driver = try observe(debugger.pid, .fork)
        _ = try driver.watch("counter")
        _ = try debugger.watch("counter")
        #expect(try debugger.runToEnd() == .code(0))
        try driver.wait(for: "the end") { driver.kinds { if case .exited = $0 { true } else { nil } }.count == 1 }
        driver.drain()
        let child: [Int32] = driver.kinds {
            if case .forked(debugger.pid, let child, sharesMemory: false) = $0 { child } else { nil }
        }
        #expect(child.count == 1)
        #expect(driver.hits.map(\.pid).sorted() == ([debugger.pid] + child).sorted())
        #expect(debugger.hits.count == 1, "the debugger's own hit is told as well")
        #expect(driver.backend.hitLog.missedCount == 0)
    }

    @Test func aDebuggerThatHasEveryRegisterIsNamed() throws {
        let crowd = try Crowd(2, "still")
        let debugger = try ContractDriver(.ptrace, .exit(0))
        try debugger.attach(crowd.pid)
        for offset in 0..<4 as Range<UInt64> {
            let address = LinearAddress(try crowd.address(of: "counter") - 64 + 8 * offset)
            try debugger.perform(.addWatch(WatchRequest(address: address, byteCount: 8)))
        }
        let driver = try observe(crowd.pid)
        let said = words(try driver.refusal(of: .addWatch(try request(crowd, "counter"))))
        #expect(said.hasPrefix("no debug register is free: another debugger"))
        #expect(driver.slots?.table.watches.isEmpty == true)
    }

    /// Threads come and go while it is armed: none is left out, none counts twice.
    @Test func threadsThatComeAreCovered() throws {
        let crowd = try Crowd(64, churners: 3, "calm")
        let driver = try observe(crowd.pid)
        for round in 1...3 {
            let seen = driver.hits.count
            let missed = driver.backend.hitLog.missedCount
            let before = crowd.value(of: "a") ?? 0
            guard case .watch(let watch) = try driver.perform(.addWatch(try request(crowd, "a"))) else { return }
            let first = crowd.value(of: "a") ?? 0
            try driver.wait(for: "hits of short-lived threads") { driver.hits.count >= seen + 300 }
            let last = crowd.value(of: "a") ?? 0
            try driver.perform(.removeWatch(watch.id))
            let after = crowd.value(of: "a") ?? 0
            driver.drain()
            let count = UInt64(driver.hits.count - seen) + driver.backend.hitLog.missedCount - missed
            #expect(count >= last - first && count <= after - before, "round \(round)")
            #expect(Set(driver.hits[seen...].map(\.tid)).count == driver.hits.count - seen, "each thread stores once")
        }
        #expect(driver.kinds { if case .threadStarted = $0 { true } else { nil } }.count > 100)
        let problems: [TracingError] = driver.kinds { if case .problem(let error) = $0 { error } else { nil } }
        #expect(problems == [])
    }

    /// After a detach, and after the tracer's end, every register is free again.
    @Test(arguments: [true, false]) func nothingIsLeft(detaches: Bool) throws {
        let crowd = try Crowd(3)
        let driver = try observe(crowd.pid)
        for offset in 0..<4 as Range<UInt64> {
            var four = try request(crowd, "counter")
            four.address = LinearAddress(four.address.rawValue - 8 * offset)
            try driver.perform(.addWatch(four))
        }
        try driver.wait(for: "hits") { driver.hits.count > 10 }
        if detaches {
            try driver.perform(.detach)
            #expect(driver.events.contains { $0.kind == .detached(pid: crowd.pid) })
        } else {
            driver.backend.close()
        }
        try crowd.awaitProgress()
        let debugger = try ContractDriver(.ptrace, .exit(0))
        try debugger.attach(crowd.pid)
        for offset in 0..<4 as Range<UInt64> {
            let address = LinearAddress(try crowd.address(of: "counter") - 64 + 8 * offset)
            try debugger.perform(.addWatch(WatchRequest(address: address, byteCount: 8)))
        }
        try debugger.perform(.detach)
    }

    @Test func anEndIsToldToWhoIsNotTheParent() throws {
        let crowd = try Crowd(2)
        let driver = try observe(crowd.pid)
        try driver.perform(.addWatch(try request(crowd, "counter")))
        try driver.wait(for: "hits") { driver.hits.count > 10 }
        try driver.perform(.kill)
        try driver.wait(for: "the end") {
            driver.events.contains { $0.kind == .exited(pid: crowd.pid, .signal(9, coreDumped: false)) }
        }
    }

    @Test func whatAnObserverCannotDoIsSaid() throws {
        let crowd = try Crowd(1, "still")
        let driver = try observe(crowd.pid)
        for command in [.resume, .pause, .step(thread: 0), .readRegisters(thread: 0)] as [TracingCommand] {
            guard case .state(let words)? = try driver.refusal(of: command)?.reason else {
                Issue.record("\(command) was not refused in words")
                continue
            }
            #expect(words.hasSuffix("attach with --backend ptrace"))
        }
        var request = try request(crowd, "counter")
        request.mechanism = .ptrace
        #expect(words(try driver.refusal(of: .addWatch(request))).hasPrefix("this program is only observed"))
        guard case .memory(_, let bytes) = try driver.perform(.readMemory(request.address, count: 8)) else { return }
        #expect(bytes.count == 8)
    }
}
