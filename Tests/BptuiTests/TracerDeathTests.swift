import Glibc
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// The death of the tracer process itself, the one death that can harm: what happens to the target, to the log, and what the
/// front says. (To the screen and the terminal: `TerminalReturnTests.killedTracer`.)
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct TracerDeathTests {
    /// PTRACE_O_EXITKILL: the kernel ends what was launched with its tracer.
    @Test(arguments: ["hot", "calm"]) func theTracerOfALaunchedProgramIsKilled(pace: String) async throws {
        let run = try await Self.run(["--batch", "-w", "counter", Crowd.path, "2", "0", pace]) { tracer in
            let program = try #require(ProcessCensus.children(of: tracer).first { $0.executable == Crowd.path })
            kill(tracer, SIGKILL)
            let left = await ProcessCensus.survivors(within: .seconds(20)) {
                [ProcessCensus.record(of: program.pid)].compactMap { $0 }.filter { $0.state != "Z" }
            }
            #expect(left == [], "the program is gone")
        }
        Self.expectTold(run)
    }

    /// The kernel leaves the registers armed: the next store is a SIGTRAP that nobody takes.
    @Test(arguments: ["hot", "calm"]) func theTracerOfAnAttachedProgramIsKilled(pace: String) async throws {
        let crowd = try Crowd(2, pace)
        let run = try await Self.run(["--batch", "-p", "\(crowd.pid)", "-w", "counter"]) { tracer in
            kill(tracer, SIGKILL)
            try crowd.wait(for: "the program's next hit to end it") {
                ProcessCensus.record(of: crowd.pid)?.state == "Z"
            }
            #expect(try Self.deathSignal(of: crowd.pid) == SIGTRAP)
        }
        Self.expectTold(run)
    }

    /// One that does not touch what is watched lives on.
    @Test func theTracerOfAnAttachedProgramThatHitsNothingIsKilled() async throws {
        let crowd = try Crowd(2, "hot")
        let run = try await Self.run(["--batch", "-p", "\(crowd.pid)", "-w", "a"], awaitsHits: false) { tracer in
            kill(tracer, SIGKILL)
            try crowd.wait(for: "the tracer to be gone") { !crowd.isTraced }
            try crowd.awaitProgress()
        }
        Self.expectTold(run)
    }

    // MARK: How

    /// What the front wrote before its end.
    private struct Told {
        var status: TerminationStatus
        var lines: [Substring]
        var error: String
    }

    private static func expectTold(_ told: Told, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(told.status == .exited(70), sourceLocation: sourceLocation)
        #expect(told.error.contains("was ended by signal 9"), "\(told.error)", sourceLocation: sourceLocation)
        // What was recorded is kept, whole lines, and the end is said.
        #expect(told.lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") }, sourceLocation: sourceLocation)
        #expect(told.lines.last?.contains(#""reason":"lost""#) == true, sourceLocation: sourceLocation)
    }

    /// Runs bptui and, when hits come (or the watch is armed), does something to its tracer.
    private static func run(
        _ arguments: [String], awaitsHits: Bool = true, _ body: (_ tracer: Int32) async throws -> Void
    ) async throws -> Told {
        let log = TemporaryFile.path("tracer-death")
        let errors = TemporaryFile.path("tracer-death-errors")
        defer {
            TemporaryFile.remove(log)
            TemporaryFile.remove(errors)
        }
        let status = try await Subprocess.run(
            .path("/bin/sh"),
            arguments: Arguments(
                ["-c", "exec 2>\"$1\"; shift; exec \"$@\"", "sh", errors, BuiltProducts.path("bptui"), "-o", log]
                    + arguments),
            input: .none, output: .discarded, error: .discarded
        ) { execution in
            let front = Int32(execution.processIdentifier.value)
            let wanted = awaitsHits ? #""type":"hit""# : #""type":"watch""#
            let deadline = ContinuousClock.now + .seconds(20)
            while (try? TemporaryFile.read(log))?.contains(wanted) != true, ContinuousClock.now < deadline {
                usleep(1000)
            }
            try await body(
                try #require(ProcessCensus.children(of: front).first { $0.arguments.contains("__tracer") }).pid)
        }.terminationStatus
        return Told(
            status: status, lines: try TemporaryFile.read(log).split(separator: "\n"),
            error: try TemporaryFile.read(errors))
    }

    /// proc(5), stat: exit_code, the wait status, of a zombie.
    private static func deathSignal(of pid: Int32) throws -> Int32 {
        let text = try TemporaryFile.read("/proc/\(pid)/stat")
        let fields = text[try #require(text.lastIndex(of: ")"))...].split(separator: " ")
        return (Int32(fields[50].filter { $0 != "\n" }) ?? 0) & 0x7F
    }
}
