import DebugRegisters
import Glibc
import Testing
import Tracing
import WatchSlots

extension LiveTests {
    /// Children with a copy of the memory, followed.
    @Suite struct Followed {
        /// Each process's values are its own: an unbroken chain from what it had at its birth.
        @Test(arguments: [1, 4, 24]) func copiesHaveValuesOfTheirOwn(count: Int) throws {
            let session = try run("fork-stores", "\(count)", "50")
            #expect(session.followed.count == count)
            let byProcess = Dictionary(grouping: session.records, by: \.pid)
            #expect(Set(byProcess.keys) == Set(session.followed + [session.pid]))
            for (pid, records) in byProcess {
                #expect(records.map(\.old) == Array(0..<50), "process \(pid)")
                #expect(records.map(\.new) == Array(1...50), "process \(pid)")
                #expect(records.allSatisfy { $0.tid == pid })
            }
        }

        @Test(arguments: ["clone-plain", "clone-files", "clone-vfork", "fork", "fork-thread"])
        func everyFormOfACopyIsFollowed(mode: String) throws {
            let session = try run(mode)
            #expect(session.followed.count == 1)
            #expect(session.records.map(\.new) == [1, 2])
            #expect(session.records.map(\.old) == [0, 0], "the child's store is not seen in the parent's memory")
            #expect(session.records.map(\.pid) == [session.followed[0], session.pid])
        }

        @Test func aSiblingMadeByAChildIsFollowed() throws {
            let session = try run("clone-parent")
            #expect(session.followed.count == 2)
            #expect(session.records.map(\.new) == [1, 2])
            #expect(session.records.map(\.pid) == [session.followed[1], session.pid])
        }

        @Test func childrenOfChildrenAreFollowed() throws {
            let session = try run("fork-deep")
            #expect(session.records.map(\.new) == [3, 2, 1] && session.records.allSatisfy { $0.old == 0 })
            #expect(session.records.map(\.pid) == session.followed.reversed() + [session.pid])
        }

        @Test func aVforkChildOfAFollowedOneHasItsMemory() throws {
            let session = try run("fork-vfork")
            #expect(session.followed.count == 1 && session.forks.map(\.sharesMemory) == [true])
            #expect(session.records.map(\.new) == [1, 2, 3])
            #expect(session.records.map(\.old) == [0, 1, 0])
            #expect(session.records.map(\.pid) == [session.forks[0].pid, session.followed[0], session.pid])
        }

        @Test func eachEndIsTold() throws {
            let session = try run("fork-kill")
            let child = session.followed[0]
            #expect(session.kinds.contains(.processEnded(pid: child, .signal(9, coreDumped: false))))
            #expect(session.records.map(\.new) == [1, 2])
            guard case .exited(session.pid, .code(0))? = session.kinds.last else {
                Issue.record("the last event is \(String(describing: session.kinds.last))")
                return
            }
        }

        /// The session ends with the last process, and tells how the program itself had ended.
        @Test func aChildOutlivesItsParent() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("fork-orphan", followsForks: true)
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(3))
            let child = session.followed[0]
            #expect(session.records.map(\.new) == [5] && session.records[0].pid == child)
            let parentEnd = try #require(session.kinds.firstIndex(of: .processEnded(pid: session.pid, .code(3))))
            let childEnd = try #require(session.kinds.firstIndex(of: .processEnded(pid: child, .code(7))))
            #expect(parentEnd < childEnd)
            #expect(session.problems.isEmpty)
        }

        @Test func anOrphanCanBeStoppedAndChanged() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("fork-orphan", followsForks: true)
            let watch = try session.watch("counter", action: .stop)
            let stop = try session.resumeToStop()
            #expect(stop.tid == session.followed[0])
            guard case .memory(_, let bytes) = try session.send(.readMemory(session.address("counter"), count: 8))
            else { return }
            #expect(bytes == [5, 0, 0, 0, 0, 0, 0, 0], "what is read is the stopped process's memory")
            try session.send(.removeWatch(watch.id))
            #expect(try session.resumeToEnd() == .code(3))
        }

        @Test func aStopShowsTheMemoryOfItsProcess() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("fork-deep", followsForks: true)
            try session.watch("counter", action: .stop)
            for expected in [3, 2, 1] as [UInt8] {
                _ = try session.resumeToStop()
                guard case .memory(_, let bytes) = try session.send(.readMemory(session.address("counter"), count: 1))
                else { return }
                #expect(bytes == [expected])
            }
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.map(\.old) == [0, 0, 0])
        }

        @Test func aFollowedChildThatExecutesIsLetGo() throws {
            let session = try run("fork-exec")
            #expect(session.records.map(\.new) == [1, 2])
            let child = session.followed[0]
            #expect(session.kinds.contains(.released(pid: child, .executed(path: session.path))))
            #expect(session.table?.watches.count == 1)
        }

        @Test func anExecOfTheProgramLetsItsChildrenGo() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("fork-then-exec", followsForks: true)
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(7))
            #expect(session.kinds.contains(.released(pid: session.followed[0], .parentExecuted)))
            #expect(session.records.map(\.new) == [1])
        }

        /// The copies are born with the int3: whoever comes there first stops, and then it is gone from every memory.
        @Test func aTemporaryStopIsOneInEveryProcess() throws {
            let session = try LiveSession("fixture-family")
            try session.launch("fork-deep", followsForks: true)
            let stop = try session.runTo("collect")
            #expect(([session.pid] + session.followed).contains(stop.tid))
            #expect(try session.resumeToEnd() == .code(0), "no child met an int3 that nobody knew of")
            #expect(session.followed.count == 2)
        }

        @Test func killReachesEveryProcess() throws {
            let session = try waiting()
            try session.send(.kill)
            _ = try session.end(from: 0)
            for pid in session.followed + [session.pid] { #expect(kill(pid, 0) != 0 && errno == ESRCH) }
        }

        @Test func detachLeavesEveryProcessAlive() throws {
            let session = try waiting()
            try session.send(.detach)
            let all = session.followed + [session.pid]
            for pid in all { #expect(try tracer(of: pid) == 0) }
            for pid in all { kill(pid, SIGKILL) }
        }

        private func waiting() throws -> LiveSession {
            let session = try LiveSession("fixture-family")
            try session.launch("fork-wait", followsForks: true)
            try session.watch("counter")
            try session.send(.resume)
            try session.waitForRecords(1)
            return session
        }

        private func tracer(of pid: Int32) throws -> Int32 {
            let file = try #require(fopen("/proc/\(pid)/status", "r"))
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            while fgets(&line, 256, file) != nil {
                let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if text.hasPrefix("TracerPid:") { return Int32(text.dropFirst(10).filter(\.isNumber)) ?? -1 }
            }
            return -1
        }

        private func run(_ arguments: String...) throws -> LiveSession {
            let session = try LiveSession("fixture-family")
            switch arguments.count {
            case 1: try session.launch(arguments[0], followsForks: true)
            default: try session.launch(arguments[0], arguments[1], arguments[2], followsForks: true)
            }
            try session.watch("counter")
            #expect(try session.resumeToEnd() == .code(0), "the children lived")
            #expect(session.problems.isEmpty)
            return session
        }
    }
}

extension LiveSession {
    /// The children that were followed, oldest first.
    var followed: [Int32] { kinds.compactMap { if case .followed(let pid, _) = $0 { pid } else { nil } } }
}
