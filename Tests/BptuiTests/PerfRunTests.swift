import Glibc
import TestSupport
import Testing

/// `--backend perf`, from the command line to the batch output.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: PerfGate.isOpen, "perf breakpoints are not proven on this machine (bptui doctor)"))
struct PerfRunTests {
    private static let threads = BuiltProducts.path("fixture-threads")

    /// bptui beside a program that runs already; it waits with what is not read.
    private func observe(_ target: RunningProgram) throws -> RunningProgram {
        try RunningProgram(
            BuiltProducts.path("bptui"),
            arguments: ["--batch", "--backend", "perf", "-p", "\(target.pid)", "-w", "counter"], folder: "/")
    }

    // MARK: Counting

    @Test("every store of eight threads is a hit, or counted as missed")
    func everyStoreIsThere() async throws {
        let run = try await Run.bptui("--batch", "--backend", "perf", "-w", "counter", Self.threads, "8", "1000")
        #expect(run.status == 0, "\(run.error)")
        let end = try #require(run.end)
        #expect((end.hits ?? 0) + (end.missed ?? 0) == 8000 && end.bySlot?[0] == end.hits)
        let hits = run.hits
        #expect(UInt64(hits.count) == end.hits)
        #expect(hits.allSatisfy { $0.function == "body" && $0.hitSlots[0].slot == 0 })
        // The register was the kernel's choice: nobody read DR6.
        #expect(hits.allSatisfy { $0.dr6 == nil })
        #expect(run.output.contains(#""mechanism":"perf""#))
        if end.missed == 0 { #expect(Set(hits.map(\.tid)).count == 8) }
    }

    /// Nobody reads the output while the program runs, and perf does not make it wait for that.
    @Test("what nobody reads in time is missed, said, and not one too many")
    func whatIsMissedIsSaid() throws {
        let program = try PerfPrograms.counting()
        let target = try program.start(["40000"])
        _ = try target.readUntilReady()
        let bptui = try observe(target)
        while try !#require(bptui.readLine()).contains(#""type":"watch""#) {}
        target.sendLine()
        #expect(target.readLine() == "320000", "the program is through with its stores")
        target.sendLine()
        var (hits, told, last) = (0, 0, "")
        while let line = bptui.readLine() {
            if line.hasPrefix(#"{"type":"hit""#) { hits += 1 }
            if line.hasPrefix(#"{"type":"missed""#) { told += 1 }
            last = line
        }
        #expect(bptui.waitForEnd() == 0)
        let end = try #require(Run(status: 0, output: last, error: "").end, "\(last)")
        #expect(UInt64(hits) == end.hits)
        #expect((end.missed ?? 0) > 0 && told > 0, "\(last)")
        #expect((end.hits ?? 0) + (end.missed ?? 0) == 320_000, "\(last)")
    }

    /// Each thread counts for itself on each processor: of what it has begun there nothing is recorded.
    @Test("every=10 records each tenth hit")
    func everyTenth() async throws {
        let one = try await Run.bptui("--batch", "-w", "counter:w,perf,every=10", Self.threads, "1", "1000")
        #expect(one.status == 0 && (99...100).contains(one.hits.count) && one.end?.missed == 0, "\(one.hits.count)")
        #expect(one.output.contains(#""every":10"#))
        let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        let run = try await Run.bptui("--batch", "-w", "counter:w,perf,every=10", Self.threads, "8", "1000")
        #expect(run.status == 0 && run.end?.missed == 0)
        #expect((800 - 8 * processors...800).contains(run.hits.count), "\(run.hits.count)")
        #expect(run.objects.first { $0.type == "coverage" }?.hits == 8000, "the kernel counts each of them")
        let table = try await Run.bptui(
            "--batch", "--summary", "writers", "-w", "counter:w,perf,every=10", Self.threads, "2", "1000")
        #expect(table.error.contains("counted: counter 2000 hits, one of 10 is listed"), "\(table.error)")
        let refused = try await Run.bptui("--batch", "-w", "counter:w,ptrace,every=10", Self.threads, "1", "10")
        #expect(refused.status != 0 && refused.error.contains("every"), "\(refused.error)")
    }

    /// What each thread has begun on each processor at its end is in no record, and in the count.
    @Test("a million stores of four threads are counted exactly, and each thousandth is recorded")
    func everyThousandth() async throws {
        let run = try await Run.bptui("--batch", "-w", "counter:w,perf,every=1000", Self.threads, "4", "250000")
        #expect(run.status == 0 && run.end?.missed == 0, "\(run.error)")
        #expect(run.objects.first { $0.type == "coverage" }?.hits == 1_000_000)
        let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        #expect((1000 - 4 * processors...1000).contains(run.hits.count), "\(run.hits.count)")
    }

    // MARK: Beside ptrace

    @Test("watches of both kinds share the four registers")
    func bothKinds() async throws {
        let program = try PerfPrograms.row(rounds: 20)
        let watches = ["one:w,perf", "two:w,ptrace", "three:w,perf", "four:w,ptrace"].flatMap { ["-w", $0] }
        let run = try await Run.program(BuiltProducts.path("bptui"), ["--batch"] + watches + [program.path])
        #expect(run.status == 0, "\(run.error)")
        #expect(run.end?.bySlot == [20, 40, 60, 80] && run.end?.missed == 0)
        for hit in run.hits {
            let isPerf = [0, 2].contains(hit.hitSlots[0].slot)
            #expect((hit.dr6 == nil) == isPerf && hit.hitSlots.count == 1)
        }
        let five = try await Run.program(
            BuiltProducts.path("bptui"), ["--batch"] + watches + ["-w", "five:w,perf", program.path])
        #expect(five.status == 69 && five.error.contains("cannot watch 'five'"), "\(five.error)")
        #expect(five.hits.isEmpty)
    }

    // MARK: Attaching

    @Test(
        "auto is perf beside a debugger, and ptrace names who is in the way",
        .enabled(if: PerfGate.gdb.isInstalled, "gdb is not installed"))
    func besideGDB() async throws {
        let crowd = try Crowd(3)
        let gdb = try RunningProgram(
            try #require(PerfGate.gdb.path), arguments: ["-q", "-nx", "-p", "\(crowd.pid)", "-ex", "continue"],
            folder: "/tmp")
        while let line = gdb.readLine(), !line.contains("Continuing") {}
        #expect(crowd.status("TracerPid") == "\(gdb.pid)")
        let pid = "\(crowd.pid)"
        let run = try await Run.bptui("--batch", "-p", pid, "-w", "counter", "--max-hits", "20")
        #expect(run.status == 0 && run.hits.count == 20, "\(run.error)")
        #expect(
            run.error.contains(
                "process \(pid) is traced by \(gdb.pid) (gdb): it is observed through perf, which stops nobody"))
        #expect(run.output.contains(#""backend":"perf""#))
        #expect(run.hits.allSatisfy { $0.dr6 == nil && $0.function == "main" })
        let refused = try await Run.bptui("--batch", "--backend", "ptrace", "-p", pid, "-w", "counter")
        #expect(refused.status == 69 && refused.output.isEmpty)
        #expect(refused.error.contains("traced already, by \(gdb.pid) (gdb)"), "\(refused.error)")
        // Neither has cost the debugger its program.
        #expect(crowd.status("TracerPid") == "\(gdb.pid)")
        try crowd.awaitProgress()
    }

    @Test("threads and children are covered from their first instruction, and each of their hits is theirs")
    func inheritance() throws {
        let program = try PerfPrograms.family()
        let target = try program.start()
        _ = try target.readUntilReady()
        let bptui = try observe(target)
        var text = ""
        while let line = bptui.readLine() {
            text += line + "\n"
            if line.contains(#""type":"watch""#) { target.sendLine() }
        }
        #expect(bptui.waitForEnd() == 0)
        let found = Run(status: 0, output: text, error: "")
        let functions = found.hits.map { $0.function ?? "?" }
        #expect(functions == ["in_thread", "in_child", "in_thread", "main"], "\(text)")
        let (hits, parent) = (found.hits, target.pid)
        try #require(hits.count == 4)
        #expect([hits[0].pid, hits[3].pid] == [parent, parent] && hits[3].tid == parent)
        #expect(hits[1].pid != parent && hits[1].tid == hits[1].pid && hits[2].pid == hits[1].pid)
        #expect(Set(hits.map(\.tid)).count == 4)
        #expect(found.end?.missed == 0)
    }

    @Test("of a program that is launched, children are covered with --follow-forks")
    func followed() async throws {
        let family = BuiltProducts.path("fixture-family")
        let run = try await Run.bptui(
            "--batch", "--backend", "perf", "--follow-forks", "-w", "counter", family, "fork-stores", "4", "50")
        #expect(run.status == 0, "\(run.error)")
        let byProcess = Dictionary(grouping: run.hits) { $0.pid ?? 0 }
        #expect(byProcess.count == 5 && byProcess.values.allSatisfy { $0.count == 50 })
        let alone = try await Run.bptui(
            "--batch", "--backend", "perf", "-w", "counter", family, "fork-stores", "4", "50")
        #expect(alone.status == 0 && alone.hits.count == 50 && Set(alone.hits.map(\.pid)).count == 1)
    }
}
