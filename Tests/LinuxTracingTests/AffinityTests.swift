import Glibc
import LinuxTracing
import Testing
import Tracing

/// The machine, as far as these tests may use it.
enum Machine {
    static let processors = ProcessorSet(of: 0).map { set in (0..<8192).filter { set.contains(Int32($0)) }.count } ?? 1
}

extension LiveTests {
    /// A hot thread shares the tracer's processor, and always gets its own mask back.
    @Suite(.enabled(if: Machine.processors > 1, "a machine with one processor has nothing to share"))
    struct Affinity {
        /// `Cpus_allowed` of every thread of a process, as the kernel writes it.
        private func masks(_ session: LiveSession) -> Set<String> {
            guard let directory = opendir("/proc/\(session.pid)/task") else { return [] }
            defer { closedir(directory) }
            var masks: Set<String> = []
            while let entry = readdir(directory) {
                let tid = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard let file = fopen("/proc/\(session.pid)/task/\(tid)/status", "r") else { continue }
                defer { fclose(file) }
                var line = [CChar](repeating: 0, count: 4096)
                while fgets(&line, Int32(line.count), file) != nil {
                    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                    if text.hasPrefix("Cpus_allowed:") { masks.insert(text) }
                }
            }
            return masks
        }

        private func value(_ symbol: String, _ session: LiveSession) throws -> UInt64 {
            guard case .memory(_, let bytes) = try session.send(.readMemory(session.address(symbol), count: 8)) else {
                throw LiveFailure("no memory")
            }
            return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }

        private func go(_ session: LiveSession) throws {
            try session.send(.writeMemory(session.address("go"), [1, 0, 0, 0, 0, 0, 0, 0]))
        }

        /// Hot, with `counter` watched.
        private func start(_ mode: String, sharesProcessor: Bool = true) throws -> (LiveSession, masks: Set<String>) {
            let session = try LiveSession("fixture-places")
            try session.launch(mode, sharesProcessor: sharesProcessor)
            try session.watch("counter")
            try session.runTo("main")
            let before = masks(session)
            try session.send(.resume)
            return (session, before)
        }

        /// Waits for a mask that is another, while hits come and go.
        private func awaitShared(_ session: LiveSession, _ before: Set<String>) throws {
            try session.waitUntil("a processor to be shared") {
                session.drain()
                return masks(session) != before
            }
        }

        private func awaitRestored(_ session: LiveSession, _ before: Set<String>) throws {
            try session.waitUntil("the mask to be back") {
                session.drain()
                return masks(session) == before
            }
        }

        @Test func everyStopGivesItBack() throws {
            let (session, before) = try start("hot")
            for _ in 0..<3 {
                try awaitShared(session, before)
                try session.send(.pause)
                #expect(masks(session) == before)
                try session.send(.resume)
            }
            try awaitShared(session, before)
            try session.watch("place")
            try session.send(.kill)
        }

        @Test func aDetachGivesItBack() throws {
            let (session, before) = try start("hot")
            try awaitShared(session, before)
            try session.send(.detach)
            #expect(masks(session) == before)
            session.signal(SIGKILL)
        }

        @Test func aCloseGivesItBackToWhatWasAttached() throws {
            let path = LiveSession.directory + "/fixture-places"
            var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("fixture-places"), strdup("hot"), nil]
            defer { for text in arguments { free(text) } }
            var child: pid_t = 0
            let error = posix_spawn(&child, path, nil, nil, &arguments, nil)
            try #require(error == 0)
            defer {
                kill(child, SIGKILL)
                waitpid(child, nil, 0)
            }
            let session = try LiveSession("fixture-places")
            try session.waitUntil("the exec") { Self.name(of: child) == "fixture-places" }
            try session.attach(child)
            let before = masks(session)
            try session.watch("counter")
            try awaitShared(session, before)
            session.backend.close()
            #expect(masks(session) == before)
        }

        private static func name(of pid: pid_t) -> String {
            guard let file = fopen("/proc/\(pid)/comm", "r") else { return "" }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 64)
            guard fgets(&line, Int32(line.count), file) != nil else { return "" }
            return String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }

        @Test func aThreadThatCalmsDownGetsItBack() throws {
            let (session, before) = try start("calm")
            try awaitShared(session, before)
            try go(session)
            try awaitRestored(session, before)
            try session.send(.kill)
        }

        @Test func aSecondThreadThatHitsEndsIt() throws {
            let (session, before) = try start("second")
            try awaitShared(session, before)
            try go(session)
            try session.wait(for: "the thread", from: 0) { if case .threadStarted = $0 { true } else { false } }
            try awaitRestored(session, before)
            try session.send(.kill)
        }

        @Test func newThreadsAndChildrenHaveTheProgramsMask() throws {
            let (session, before) = try start("makes")
            try awaitShared(session, before)
            try go(session)
            try session.waitUntil("both to have told") {
                session.drain()
                return try value("childs_processors", session) != 0
            }
            #expect(try value("threads_processors", session) == UInt64(Machine.processors))
            #expect(try value("childs_processors", session) == UInt64(Machine.processors))
            try session.send(.kill)
        }

        @Test func whatTheProgramChoosesMeanwhileStays() throws {
            let (session, before) = try start("moves")
            try awaitShared(session, before)
            try go(session)
            try session.waitUntil("the program to move") {
                session.drain()
                return try value("place", session) != 0
            }
            try session.waitForRecords(session.records.count + 2000)
            try session.send(.pause)
            let place = Int32(try value("place", session)) - 1
            #expect(ProcessorSet(of: session.pid) == ProcessorSet([place]))
            try session.send(.kill)
        }

        @Test func aNarrowMaskIsKept() throws {
            let (session, _) = try start("narrow")
            try session.waitForRecords(2000)
            let place = Int32(try value("place", session)) - 1
            #expect(ProcessorSet(of: session.pid) == ProcessorSet([place]))
            try session.send(.pause)
            #expect(ProcessorSet(of: session.pid) == ProcessorSet([place]))
            try session.send(.kill)
        }

        @Test func aNewProgramHasTheOldOnesMask() throws {
            let (session, before) = try start("exec")
            try awaitShared(session, before)
            try go(session)
            try session.wait(for: "the exec", from: 0) { if case .executed = $0 { true } else { false } }
            #expect(masks(session) == before)
            try session.send(.kill)
        }

        @Test func itCanBeForbidden() throws {
            let (session, before) = try start("hot", sharesProcessor: false)
            for count in 1...20 {
                try session.waitForRecords(count * 200)
                #expect(masks(session) == before)
            }
            try session.send(.kill)
        }
    }
}
