import DebugRegisters
import Glibc
import LinuxTracing
import Testing
import Tracing
import WatchSlots

extension LiveTests {
    /// Hundreds of threads that end at the same moment.
    @Suite struct Ends {
        @Test func aCrowdReturnsAtOnce() throws {
            let session = try run("return")
            #expect(session.records.count == 256 && Set(session.records.map(\.tid)).count == 256)
            #expect(session.records.map(\.new).max() == 256)
            #expect(session.threadsLeft == [])
        }

        /// A followed child's crowd at the same time.
        @Test func twoCrowdsReturnAtOnce() throws {
            let session = try run("fork-return")
            let child = try #require(session.followed.first)
            let byProcess = Dictionary(grouping: session.records, by: \.pid)
            #expect(Set(byProcess.keys) == [session.pid, child])
            for (pid, records) in byProcess {
                #expect(Set(records.map(\.tid)).count == 256, "process \(pid)")
                #expect(Set(records.map(\.new)).max() == 256, "process \(pid)")
            }
            #expect(session.kinds.contains(.processEnded(pid: child, .code(7))))
            #expect(session.threadsLeft == [])
        }

        /// exit_group(2) while each of them stores without a pause: every hit that is told is one, the end comes through, and
        /// before it each thread has had its turn.
        @Test(arguments: ["leave", "fork-leave"]) func aCrowdIsEndedInItsStores(mode: String) throws {
            let session = try run(mode)
            let processes = [session.pid] + session.followed
            #expect(processes.count == (mode == "leave" ? 1 : 2))
            for pid in processes {
                let own = session.records.filter { $0.pid == pid }
                #expect(Set(own.map(\.tid)).count >= 256, "each has stored in \(pid) before the end")
            }
            #expect(Set(session.records.map(\.trap)).count == session.records.count)
            #expect(session.threadsLeft == [])
            for pid in processes {
                try session.waitUntil("\(pid) is gone") { kill(pid, 0) == -1 && errno == ESRCH }
            }
        }

        private func run(_ mode: String) throws -> LiveSession {
            let session = try LiveSession("fixture-ends", capacity: 1 << 16)
            try session.launch(mode, "256", followsForks: true)
            try session.watch("counter")
            let mark = session.mark
            try session.send(.resume)
            try session.wait(for: "the end", from: mark, seconds: 120) {
                if case .exited = $0 { true } else { false }
            }
            #expect(try session.end(from: mark) == .code(7))
            #expect(session.problems.isEmpty && session.signals.allSatisfy { $0 == SIGCHLD })
            #expect(session.backend.hitLog.missedCount == 0)
            return session
        }
    }

    /// A program that has perf breakpoints of its own, which send it SIGTRAP.
    @Suite struct OwnPerf {
        @Test(arguments: WatchMechanism.allCases) func itsTrapsReachIt(mechanism: WatchMechanism) throws {
            let session = try LiveSession("fixture-ends")
            try session.launch("own-perf", "100")
            try session.watch("counter", by: mechanism)
            #expect(try session.resumeToEnd() == .code(0), "it got each of them")
            #expect(session.signals == Array(repeating: 5, count: 100))
            #expect(session.records.count == 100 && session.problems.isEmpty)
            if mechanism == .ptrace { #expect(session.records.map(\.new) == Array(1...100)) }
        }

        /// One access raises both: the kernel keeps one of two SIGTRAPs that come at once, and bptui knows its own by DR6.
        @Test(arguments: WatchMechanism.allCases) func oneAccessIsOneHit(mechanism: WatchMechanism) throws {
            let session = try LiveSession("fixture-ends")
            try session.launch("own-perf-shared", "100")
            try session.watch("c", by: mechanism)
            let end = try session.resumeToEnd()
            #expect(session.records.count == 100 && session.problems.isEmpty)
            guard mechanism == .perf else { return #expect(end == .code(0) || end == .code(1)) }
            #expect(end == .code(0), "perf stops nobody: the program got each of them")
        }
    }

    /// Calls of the kernel that are watched, at the ends of a program.
    @Suite struct WatchedCalls {
        @Test(arguments: ["exec", "exec-thread"]) func anExecIsNoChange(mode: String) throws {
            let session = try LiveSession("fixture-family")
            try session.launch(mode, watchesSystemCalls: true)
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(7))
            #expect(session.records.map(\.new) == [1])
            #expect(session.kinds.contains(.executed(pid: session.pid, path: session.path)))
            #expect(session.table?.watches.isEmpty == true)
            #expect(session.memoryChanges.isEmpty && session.problems.isEmpty && session.signals.isEmpty)
        }

        /// What becomes of the call of the old image's thread is not taken for the new one's.
        @Test func theNextProgramIsWatchedAsWell() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("exec", stopsAtExec: true, watchesSystemCalls: true)
            try session.watch("counter")
            let mark = session.mark
            #expect(try session.resumeToStop().reason == .executed)
            try session.wait(for: "the exec", from: mark) { if case .executed = $0 { true } else { false } }
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(7))
            #expect(session.records.map(\.new) == [1, 3])
            #expect(session.memoryChanges.isEmpty && session.problems.isEmpty)
        }

        /// The call goes on as if nobody had looked.
        @Test func aDetachInACallLeavesItAlone() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("fork-wait", followsForks: true, watchesSystemCalls: true)
            try session.watch("counter")
            try session.send(.resume)
            try session.waitForRecords(1)
            let all = [session.pid] + session.followed
            // pause(2), which nothing ends.
            try session.waitUntil("both wait in their calls") { all.allSatisfy { callNumber(of: $0) == 34 } }
            try session.send(.detach)
            // The stop has taken them out for a moment.
            try session.waitUntil("both are in their calls again") { all.allSatisfy { callNumber(of: $0) == 34 } }
            for pid in all { kill(pid, SIGKILL) }
        }

        /// Of /proc/PID/syscall; nil while it runs or is gone.
        private func callNumber(of pid: Int32) -> Int? {
            guard let file = fopen("/proc/\(pid)/syscall", "r") else { return nil }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            guard fgets(&line, 256, file) != nil else { return nil }
            return Int(String(decoding: line.prefix { $0 != 0 && $0 != 32 }.map(UInt8.init), as: UTF8.self))
        }
    }
}

extension LiveSession {
    /// Threads that were told to have started and not to have ended: none after the end of their process.
    fileprivate var threadsLeft: [Int32] {
        var left: Set<Int32> = []
        for kind in kinds {
            switch kind {
            case .threadStarted(let tid, _): left.insert(tid)
            case .threadEnded(let tid): left.remove(tid)
            default: break
            }
        }
        return left.sorted()
    }

    fileprivate var memoryChanges: [MemoryChange] {
        kinds.compactMap { if case .memoryChanged(let change) = $0 { change } else { nil } }
    }

    @discardableResult
    fileprivate func watch(_ symbol: String, by mechanism: WatchMechanism) throws -> Watch {
        var request = WatchRequest(address: try address(symbol), byteCount: 8)
        request.mechanism = mechanism
        guard case .watch(let watch) = try send(.addWatch(request)) else { throw LiveFailure("no watch") }
        return watch
    }
}
