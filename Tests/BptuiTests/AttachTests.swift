import Glibc
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `-p`: the real program and a process that runs already.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct AttachTests {
    @Test func batchEndsWithADetach() async throws {
        let crowd = try Crowd(8)
        let run = try await Run.bptui("--batch", "-p", "\(crowd.pid)", "-w", "counter", "--max-hits", "5")
        #expect(run.status == 0 && run.error == "", "\(run.error)")
        #expect(run.hits.count == 5 && run.hits.allSatisfy { $0.function == "main" && $0.file == "main.c" })
        #expect(run.end?.reason == "max-hits")
        #expect(run.objects.contains { $0.type == "attached" && $0.pid == crowd.pid })
        #expect(run.objects.contains { $0.type == "detached" && $0.pid == crowd.pid })
        try crowd.awaitProgress()
        #expect(try crowd.armedThreads() == [])
        let timed = try await Run.bptui("--batch", "-p", "\(crowd.pid)", "-w", "counter", "--timeout", "0.3")
        #expect(timed.status == 124 && timed.end?.reason == "timeout" && (timed.end?.hits ?? 0) > 0)
        try crowd.awaitProgress()
        #expect(try crowd.armedThreads() == [])
    }

    @Test func aRefusedWatchHarmsNobody() async throws {
        let crowd = try Crowd(2)
        let run = try await Run.bptui("--batch", "-p", "\(crowd.pid)", "-w", "counter", "-w", "nowhere")
        #expect(run.status == 65 && run.error.contains("cannot watch 'nowhere'"))
        try crowd.awaitProgress()
        #expect(try crowd.armedThreads() == [])
    }

    /// The death that a SIGKILL is, at any moment of the front's life, `BPTUI_ROUNDS` times (20) a pace.
    @Test(arguments: ["hot", "calm"]) func theFrontIsKilled(pace: String) async throws {
        let crowd = try Crowd(3, pace)
        for round in 0..<Rounds.count {
            let moment = UInt32.random(in: 0..<300_000)
            try await Self.killFront(of: crowd, after: moment)
            try crowd.wait(for: "the tracer to leave") { !crowd.isTraced }
            try crowd.awaitProgress()
            #expect(try crowd.armedThreads() == [], "round \(round), after \(moment) µs")
        }
    }

    /// The way out that a run's own end is.
    @Test(arguments: ["hot", "calm"]) func anOrderlyDetach(pace: String) async throws {
        let crowd = try Crowd(3, pace)
        for round in 0..<Rounds.count {
            let hits = "\(Int.random(in: 1...40))"
            let run = try await Run.bptui("--batch", "-p", "\(crowd.pid)", "-w", "counter", "--max-hits", hits)
            #expect(run.status == 0 && run.end?.reason == "max-hits", "round \(round): \(run.error)")
            try crowd.awaitProgress()
            #expect(try !crowd.isTraced && crowd.armedThreads() == [], "round \(round), after \(hits) hits")
        }
    }

    private static func killFront(of crowd: Crowd, after microseconds: UInt32) async throws {
        _ = try await Subprocess.run(
            .path(FilePath(BuiltProducts.path("bptui"))),
            arguments: ["--batch", "-o", "/dev/null", "-p", "\(crowd.pid)", "-w", "counter"],
            input: .none, output: .discarded, error: .discarded
        ) { execution in
            usleep(microseconds)
            try execution.send(signal: .kill)
        }
    }

    /// A file of a name of its own, so that nobody else's processes are found.
    @Test func byName() async throws {
        let path = BuiltProducts.path("crowd-\(UInt32.random(in: 0...UInt32.max))")
        defer { TemporaryFile.remove(path) }
        try #require(link(Crowd.path, path) == 0)
        let name = String(path.split(separator: "/").last!)
        let one = try Crowd(1, path: path)
        let run = try await Run.bptui("--batch", "-p", name, "-w", "counter", "--max-hits", "1")
        #expect(run.status == 0 && run.hits.first?.pid == one.pid, "\(run.error)")
        let other = try Crowd(1, path: path)
        let several = try await Run.bptui("--batch", "-p", name, "-w", "counter", "--max-hits", "1")
        #expect(several.status == 64)
        #expect(several.error.contains("2 processes are named '\(name)'; choose one by its number, -p PID"))
        #expect(several.error.contains("\(one.pid)  ") && several.error.contains("\(other.pid)  "))
        let nobody = try await Run.bptui("--batch", "-p", name + "-none", "-w", "counter")
        #expect(nobody.status == 127 && nobody.error.contains("no process is named '\(name)-none'"))
        try await BptuiScreen.run(["-p", name, "-w", "counter"]) { bptui in
            try await bptui.waitForBox("Processes", "lists both") {
                $0.contains("\(one.pid)") && $0.contains("\(other.pid)")
            }
            try await bptui.keys("Down", "Enter")
            try await bptui.waitForHeader("running")
            try await bptui.waitForBox("Hits", "shows hits") { $0.contains("main+") }
            try await bptui.keys("r")
            try await bptui.waitForFooter("bptui did not start this program and cannot restart it")
            try await bptui.keys("d")
            try await bptui.waitForFooter("was let go")
            #expect(one.status("TracerPid") == "0" && other.status("TracerPid") == "0")
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
        for crowd in [one, other] {
            try crowd.awaitProgress()
            #expect(try crowd.armedThreads() == [])
        }
    }

    /// Leaving asks nothing: the program lives on.
    @Test func quittingLetsGo() async throws {
        let crowd = try Crowd(4)
        try await BptuiScreen.run(["-p", "\(crowd.pid)", "-w", "counter:w,stop"]) { bptui in
            try await bptui.waitForHeader("stopped")
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
        try crowd.awaitProgress()
        #expect(try crowd.armedThreads() == [])
    }

    @Test(arguments: [
        (["-p", "1", "--at", "main"], 64, "--at goes with a program to start"),
        (["-p", "1", "ls"], 64, "'ls' goes with a program to start"),
        (["-p", "0"], 64, "a process has a number from 1"),
        (["-p", "2147483647"], 127, "there is no process 2147483647"),
    ]) func wrongUse(arguments: [String], status: Int32, words: String) async throws {
        let run = try await Run.program(BuiltProducts.path("bptui"), ["--batch"] + arguments)
        #expect(run.status == status && run.error.contains(words), "\(run.error)")
    }
}
