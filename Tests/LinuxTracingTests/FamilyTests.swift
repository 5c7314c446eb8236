import DebugRegisters
import Glibc
import Testing
import Tracing
import WatchSlots

extension LiveTests {
    @Suite struct Family {
        /// (mode, end, what counter became, at whose hand, whether a child shared the memory)
        @Test func aVforkChildIsArmed() throws {
            let session = try run("vfork")
            #expect(session.records.map(\.new) == [1, 2])
            let child = try #require(session.forks.first)
            #expect(session.forks.count == 1 && child.sharesMemory)
            #expect(session.records[0].tid == child.pid && session.records[0].pid == child.pid)
            #expect(session.records[1].tid == session.pid)
        }

        @Test func aForkedCopyIsLetGo() throws {
            let session = try run("fork")
            #expect(session.records.map(\.new) == [2])
            #expect(session.forks.map(\.sharesMemory) == [false])
        }

        @Test func manyForkedCopiesLive() throws {
            let session = try run("fork-many", "40")
            #expect(session.records.count == 40)
            #expect(session.forks.count == 40 && session.forks.allSatisfy { !$0.sharesMemory })
        }

        /// Its first stop comes before its parent's report of it or after; either way it is gone from us before its parent
        /// goes on, so that it can be traced by that.
        @Test func aTargetMayBeATracer() throws {
            let session = try run("tracer")
            #expect(session.records.map(\.new) == [2])
            #expect(session.forks.map(\.sharesMemory) == [false])
        }

        @Test(arguments: ["clone-plain", "clone-files", "clone-vfork"]) func everyCloneWithACopyIsLetGo(
            mode: String
        ) throws {
            let session = try run(mode)
            #expect(session.records.map(\.new) == [2])
            #expect(session.forks.map(\.sharesMemory) == [false])
        }

        @Test func aCloneThatSharesMemoryIsArmed() throws {
            let session = try run("clone-vm")
            #expect(session.records.map(\.new) == [1, 2])
            #expect(session.forks.map(\.sharesMemory) == [true])
            #expect(session.records[0].pid == session.forks[0].pid)
        }

        @Test(arguments: ["spawn", "vfork-exec"]) func achildThatExecutesIsLetGo(mode: String) throws {
            let session = try run(mode)
            #expect(session.records.map(\.new) == [2], "the child's store was into its own memory")
            #expect(session.forks.map(\.sharesMemory) == [true])
            #expect(!session.kinds.contains { if case .executed = $0 { true } else { false } })
            let child = session.forks[0].pid
            #expect(session.kinds.contains(.threadEnded(tid: child)))
        }

        @Test(arguments: ["exec", "exec-thread"]) func execReleasesTheWatches(mode: String) throws {
            let session = try LiveSession("fixture-family")
            try session.launch(mode)
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(7))
            #expect(session.records.map(\.new) == [1])
            let executed = session.kinds.contains {
                if case .executed(session.pid, let path) = $0 { path == session.path } else { false }
            }
            #expect(executed)
            #expect(session.table?.watches.isEmpty == true)
        }

        @Test func theLeaderMayEndFirst() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("leader")
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(7))
            #expect(session.records.map(\.new) == [5])
            #expect(session.records[0].tid != session.pid && session.records[0].pid == session.pid)
        }

        @Test func aPauseSurvivesADeadLeader() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("leader")
            try session.watch("counter", action: .stop)
            let stop = try session.resumeToStop()
            #expect(stop.tid != session.pid)
            try session.send(.setEnabled(session.table!.watches[0].id, false))
            #expect(try session.resumeToEnd() == .code(7))
        }

        /// Stops in a vfork child while its parent waits for it in the kernel and cannot be stopped.
        @Test func aStopInAVforkChildDoesNotWaitForItsParent() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("vfork")
            let watch = try session.watch("counter", action: .stop)
            let first = try session.resumeToStop()
            #expect(first.tid != session.pid)
            // A change that reaches the parent only when it comes back.
            try session.send(.removeWatch(watch.id))
            try session.watch("counter", slot: .dr2, action: .stop)
            let second = try session.resumeToStop()
            #expect(second.tid == session.pid)
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.map(\.slot) == [.dr0, .dr2])
            #expect(session.problems.isEmpty)
        }

        @Test func steppingOverVforkRunsTheChild() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("vfork")
            try session.watch("counter")
            // To the vfork, then instruction by instruction past it.
            let mark = session.mark
            try session.send(.runTo([try session.address("by_vfork")]))
            #expect(try session.nextStop(from: mark).reason == .reached)
            var steps = 0
            while session.forks.isEmpty, steps < 5000 {
                _ = try session.step()
                steps += 1
            }
            #expect(session.forks.map(\.sharesMemory) == [true])
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.map(\.new) == [1, 2])
        }

        private func run(_ mode: String, _ argument: String? = nil) throws -> LiveSession {
            let session = try LiveSession("fixture-family")
            if let argument { try session.launch(mode, argument) } else { try session.launch(mode) }
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(0), "the child lived")
            #expect(session.problems.isEmpty)
            return session
        }
    }
}
