import DebugRegisters
import Glibc
import LinuxTracing
import Testing
import Tracing
import WatchSlots

extension LiveTests {
    @Suite struct Life {
        @Test func launchFailuresNameTheErrno() throws {
            for (path, errno) in [("/nonexistent/program", ENOENT), ("/etc/passwd", EACCES), ("/tmp", EACCES)] {
                let backend = try PtraceBackend(hitLog: HitLog(capacity: 64))
                defer { backend.close() }
                let configuration = LaunchConfiguration(path: path, arguments: [path], environment: [])
                backend.submit(.launch(configuration), number: 9)
                var events: [TracingEvent] = []
                while events.isEmpty {
                    var entry = pollfd(fd: backend.eventDescriptor, events: Int16(POLLIN), revents: 0)
                    #expect(poll(&entry, 1, 10000) == 1)
                    events = backend.takeEvents()
                }
                #expect(events.map(\.kind) == [.failed(9, TracingError(.execute, .errno(errno)))])
            }
        }

        @Test func commandsThatDoNotFitAreRefused() throws {
            let session = try LiveSession("fixture-spin")
            for command: TracingCommand in [.resume, .pause, .step(thread: 0), .kill, .detach, .disarmAll] {
                #expect(try session.refusal(of: command) == "no program is being traced")
            }
            try session.launch()
            try session.send(.resume)
            for command: TracingCommand in [.resume, .step(thread: 0), .runTo([]), .readRegisters(thread: 0)] {
                #expect(try session.refusal(of: command) == "the program is running")
            }
            #expect(
                try session.refusal(of: .launch(.init(path: "/bin/true", arguments: [], environment: [])))
                    == "a program is being traced already")
            try session.send(.kill)
            #expect(try session.refusal(of: .resume) == "no program is being traced")
        }

        /// The program has perf breakpoints of its own, as another tool might: what does not fit leaves no trace.
        @Test(arguments: [2, 4]) func slotsThatOthersHold(held: UInt64) throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("held", "\(held)")
            guard try session.runTo("called").reason == .reached else { return }
            var armed = 0
            do {
                for name in ["counter", "c", "d", "pair"] {
                    try session.watch(name)
                    armed += 1
                }
                Issue.record("more slots than the machine has")
            } catch let error as TracingError {
                #expect(error.operation == .addWatch && error.tid == session.pid)
                #expect(
                    error.message.contains("ENOSPC (No space left on device)")
                        && error.message.contains("by the program itself, which has \(held) perf events open"),
                    "\(error)")
            }
            // The others are shown as taken, and a request that needs one is tried all the same.
            let marks = try #require(session.table?.heldByOthers)
            #expect(marks.keys.sorted() == SlotIndex.allCases.suffix(Int(held)))
            #expect(marks.values.allSatisfy { $0.contains("the program itself") })
            #expect(throws: TracingError.self) { try session.watch("pair", slot: .dr3) }
            #expect(session.table?.heldByOthers == marks)
            #expect(armed == 4 - Int(held))
            #expect(session.table?.watches.count == armed)
            #expect(session.installation?.armedThreads.reduce(0, +) == armed)
            #expect(try session.resumeToEnd() == .code(0))
            #expect(session.records.filter { $0.slot == .dr0 }.count == (armed > 0 ? 1 : 0))
        }

        @Test func watchesChangeWhileTheProgramRuns() throws {
            let session = try LiveSession("fixture-spin")
            try session.launch("hot", "3")
            try session.send(.resume)
            for round in 0..<10 {
                let watch = try session.watch("counter", slot: SlotIndex(number: round % 4))
                #expect(session.installation?.armedThreads[round % 4] == session.installation?.threadCount)
                try session.waitForRecords(session.records.count + 50)
                try session.send(
                    .modifyWatch(
                        watch.id,
                        WatchRequest(address: try session.address("counter"), byteCount: 4, kind: .readWrite)))
                let count = session.records.count
                try session.waitForRecords(count + 50)
                #expect(session.records.last?.length == .four && session.records.last?.kind == .readWrite)
                try session.send(.setEnabled(watch.id, false))
                session.drain()
                let silent = session.records.count
                try session.send(.readMemory(try session.address("counter"), count: 8))
                session.drain()
                #expect(session.records.count == silent)
                try session.send(.removeWatch(watch.id))
            }
            #expect(session.signals.isEmpty && session.problems.isEmpty)
            let traps = Set(session.records.map(\.trap))
            #expect(traps.count == session.records.count && traps.max() == UInt64(traps.count))
            try session.send(.kill)
        }

        /// Each increment is one hit, however often the program is interrupted for changes of another slot.
        @Test func interruptionsLoseNothing() throws {
            let session = try LiveSession("fixture-threads")
            try session.launch("4", "1500")
            try session.watch("counter")
            let mark = session.mark
            try session.send(.resume)
            var rounds = 0
            while !session.kinds[mark...].contains(where: { if case .exited = $0 { true } else { false } }) {
                do {
                    let watch = try session.watch("d")
                    try session.send(.pause)
                    try session.send(.resume)
                    try session.send(.removeWatch(watch.id))
                    rounds += 1
                } catch let error as TracingError {
                    guard case .state = error.reason else { throw error }
                }
            }
            #expect(try session.end(from: mark) == .code(0))
            #expect(session.records.count == 6000)
            #expect(Set(session.records.map(\.trap)).count == 6000)
            #expect(rounds > 0)
        }

        @Test func killAndLaunchAgain() throws {
            let session = try LiveSession("fixture-spin")
            var ids: [WatchID] = []
            for _ in 0..<5 {
                try session.launch("hot", "2")
                ids.append(try session.watch("counter").id)
                #expect(session.table?.watches.count == 1)
                let count = session.records.count
                try session.send(.resume)
                try session.waitForRecords(count + 20)
                let mark = session.mark
                try session.send(.kill)
                #expect(try session.end(from: mark) == .signal(9, coreDumped: false))
                session.drain()
            }
            #expect(Set(ids).count == 5, "a watch's number is never used again")
        }

        @Test func killWhileStopped() throws {
            let session = try LiveSession("fixture-threads")
            try session.launch("4", "100")
            try session.watch("counter", action: .stop)
            try session.resumeToStop()
            let mark = session.mark
            try session.send(.kill)
            #expect(try session.end(from: mark) == .signal(9, coreDumped: false))
        }

        @Test func closeLeavesNothing() throws {
            let session = try LiveSession("fixture-spin")
            try session.launch("hot", "4")
            try session.watch("counter")
            try session.send(.resume)
            try session.waitForRecords(10)
            session.backend.close()
            #expect(kill(session.pid, 0) == -1 && errno == ESRCH)
        }

        @Test func deathFromOutside() throws {
            for pauses in [false, true] {
                let session = try LiveSession("fixture-spin")
                try session.launch("hot", "2")
                try session.watch("counter")
                let mark = session.mark
                try session.send(.resume)
                if pauses { try session.send(.pause) }
                session.signal(SIGKILL)
                #expect(try session.end(from: mark) == .signal(9, coreDumped: false))
            }
        }

        /// A hot target of several threads, let go at random moments: it lives on, its registers clear.
        @Test func detachSparesAHotTarget() throws {
            for round in 0..<25 {
                let session = try LiveSession("fixture-spin")
                try session.launch("hot", "\(round % 4)")
                try session.watch("counter")
                try session.watch("ticks")
                try session.send(.resume)
                try session.waitForRecords(10 + round)
                try session.send(.detach)
                #expect(session.kinds.contains(.detached(pid: session.pid)))
                let before = try session.processTime()
                // Time that passes in the target, not on the clock, is proof that it lives and runs.
                try session.waitUntil("it runs on") { try session.processTime() > before + 2 }
                session.signal(SIGKILL)
                try session.waitUntil("it is reaped") { kill(session.pid, 0) == -1 && errno == ESRCH }
                #expect(session.problems.isEmpty)
            }
        }

        @Test func detachWhileStopped() throws {
            let session = try LiveSession("fixture-threads")
            try session.launch("4", "1000")
            try session.watch("counter", action: .stop)
            for _ in 0..<10 { try session.resumeToStop() }
            try session.send(.detach)
            #expect(session.kinds.contains(.detached(pid: session.pid)))
            // Our own child still: its end is told by the kernel.
            try session.waitUntil("it has ended") { kill(session.pid, 0) == -1 && errno == ESRCH }
        }

        @Test func memoryAndRegisters() throws {
            let session = try LiveSession("fixture-stores")
            try session.launch("three")
            try session.runTo("three")
            let pc = try session.address("three")
            guard case .registers(let registers) = try session.send(.readRegisters(thread: 0)) else {
                Issue.record("no registers")
                return
            }
            #expect(registers.tid == session.pid && registers.values.count == 27)
            #expect(registers.values[RegisterSet.names.firstIndex(of: "rip")!] == pc.rawValue)
            let counter = try session.address("counter")
            #expect(
                try session.send(.readMemory(counter, count: 8)) == .memory(counter, [UInt8](repeating: 0, count: 8)))
            #expect(throws: TracingError.self) { try session.send(.readMemory(LinearAddress(8), count: 8)) }
        }

        @Test func aTerminalOfItsOwn() throws {
            let terminal = try PseudoTerminal(columns: 100, rows: 30)
            let session = try LiveSession("fixture-family")
            try session.launch("fork", terminal: .path(terminal.path))
            #expect(try session.resumeToEnd() == .code(0))
            var text = ""
            try session.waitUntil("its output") {
                if case .bytes(let bytes) = terminal.read() { text += String(decoding: bytes, as: UTF8.self) }
                return text.contains("child lived\r\n")
            }
        }
    }
}
