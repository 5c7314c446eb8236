import TestSupport
import Testing

/// The batch output of the real program over real targets.
@Suite(.serialized, .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct BatchTests {
    let stores = BuiltProducts.path("fixture-stores")

    @Test(.timeLimit(.minutes(10)))
    func threeStoresAreThreeHits() async throws {
        let run = try await Run.bptui("--batch", "-w", "counter", stores, "three")
        #expect(run.status == 0)
        #expect(run.lineCount == run.objects.count, "every line is JSON")
        #expect(run.objects.first?.type == "start")
        #expect(run.objects.first?.schema == 1)
        #expect(run.hits.map { $0.hitSlots.map(\.old) } == [["0x0"], ["0x1"], ["0x2"]])
        #expect(run.hits.map { $0.hitSlots.map(\.new) } == [["0x1"], ["0x2"], ["0x3"]])
        #expect(run.hits.allSatisfy { $0.function == "three" && $0.file == "main.c" && $0.line != nil })
        #expect(run.hits.map(\.n) == [1, 2, 3])
        #expect(run.end?.reason == "exit")
        #expect(run.end?.hits == 3)
        #expect(run.end?.bySlot == [3, 0, 0, 0])
    }

    @Test(.timeLimit(.minutes(10)))
    func allFourSlotsInOrder() async throws {
        let run = try await Run.bptui(
            "--batch", "-w", "a", "-w", "b", "-w", "c", "-w", "d", stores, "four-slots")
        #expect(run.status == 0)
        #expect(run.hits.map { $0.hitSlots.map(\.slot) } == [[0], [1], [2], [3]])
        #expect(run.hits.map(\.dr6) == ["0xffff0ff1", "0xffff0ff2", "0xffff0ff4", "0xffff0ff8"])
    }

    @Test(.timeLimit(.minutes(10)))
    func oneStoreOverTwoFieldsIsOneHitWithTwoSlots() async throws {
        let run = try await Run.bptui("--batch", "-w", "pair.x", "-w", "pair.y", stores, "overlap")
        #expect(run.status == 0)
        #expect(run.hits.count == 1)
        #expect(run.hits.first?.hitSlots.map(\.slot) == [0, 1])
        #expect(run.hits.first?.dr6 == "0xffff0ff3")
    }

    @Test(.timeLimit(.minutes(10)))
    func equalStoresAreHits() async throws {
        let run = try await Run.bptui("--batch", "-w", "counter", stores, "silent")
        #expect(run.hits.count == 500)
        #expect(run.end?.missed == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func threadsAreCountedEach() async throws {
        let run = try await Run.bptui("--batch", "-w", "counter", BuiltProducts.path("fixture-threads"), "8", "250")
        #expect(run.status == 0)
        #expect(run.hits.count == 2000)
        let byThread = Dictionary(grouping: run.hits) { $0.tid ?? 0 }.mapValues(\.count)
        #expect(byThread.count == 8)
        #expect(byThread.values.allSatisfy { $0 == 250 })
        #expect(run.hits.map { $0.n ?? 0 } == Array(1...2000))
    }

    @Test(.timeLimit(.minutes(10)))
    func whatTheKernelWritesIsNoHit() async throws {
        let run = try await Run.bptui("--batch", "-w", "counter", stores, "read-syscall")
        #expect(run.status == 0)
        // read(2) stores there first, unseen; then the program itself does.
        #expect(run.hits.map { $0.hitSlots.map(\.new) } == [["0x7"]])
    }

    @Test(.timeLimit(.minutes(10)))
    func aVforkedChildHitsAndAForkedOneLives() async throws {
        let family = BuiltProducts.path("fixture-family")
        let shared = try await Run.bptui("--batch", "-w", "counter", family, "vfork")
        #expect(shared.status == 0)
        // The child stores 1, then its parent stores 2.
        #expect(shared.hits.map { $0.hitSlots.map(\.new) } == [["0x1"], ["0x2"]])
        #expect(shared.hits.first?.pid != shared.hits.last?.pid)
        let copied = try await Run.bptui("--batch", "-w", "counter", family, "fork")
        #expect(copied.status == 0)
        #expect(copied.hits.map { $0.hitSlots.map(\.new) } == [["0x2"]])
        #expect(copied.error.contains("child lived"))
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["exec", "spawn", "clone-vm"])
    func familiesEndAsWithoutUs(scenario: String) async throws {
        let family = BuiltProducts.path("fixture-family")
        let alone = try await Run.program(family, [scenario])
        let traced = try await Run.bptui("--batch", "-w", "counter", family, scenario)
        #expect(traced.status == alone.status)
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["sigtrap", "segv", "usr1", "exit"])
    func signalsEndAsWithoutUs(scenario: String) async throws {
        let signals = BuiltProducts.path("fixture-signals")
        let arguments = scenario == "exit" ? ["exit", "7"] : [scenario]
        let alone = try await Run.program(signals, arguments)
        let traced = try await Run.program(
            BuiltProducts.path("bptui"), ["--batch", "-o", "/dev/null", signals] + arguments)
        #expect(traced.status == alone.status)
        #expect(traced.output == alone.output)
    }

    @Test(.timeLimit(.minutes(10)))
    func theMaximumEndsTheRun() async throws {
        let run = try await Run.bptui("--batch", "--max-hits", "10", "-w", "counter", stores, "loop", "100000")
        #expect(run.status == 0)
        #expect(run.hits.count == 10)
        #expect(run.end?.reason == "max-hits")
        #expect(run.end?.hits == 10)
    }

    @Test(.timeLimit(.minutes(10)))
    func theMaximumEndsARunThatIsOverByThenAsWell() async throws {
        let run = try await Run.bptui("--batch", "--max-hits", "2", "-w", "counter", stores, "three")
        #expect(run.status == 0)
        #expect(run.objects.map(\.type) == ["start", "watch", "hit", "hit", "end"])
        #expect(run.end?.reason == "max-hits")
    }

    @Test(.timeLimit(.minutes(10)))
    func theTimeEndsTheRun() async throws {
        let run = try await Run.bptui("--batch", "--timeout", "0.3", BuiltProducts.path("fixture-spin"))
        #expect(run.status == 124)
        #expect(run.end?.reason == "timeout")
    }

    @Test(.timeLimit(.minutes(10)))
    func watchesAreArmedWhereTheUserSays() async throws {
        let run = try await Run.bptui("--batch", "--at", "three", "-w", "counter:rw", stores, "three")
        #expect(run.status == 0)
        #expect(run.hits.count >= 3)
        let call = try await Run.bptui("--batch", "-w", "three", stores, "three")
        #expect(call.objects.first { $0.type == "watch" }?.kind == "execute")
        #expect(call.hits.count == 1)
        #expect(call.hits.first?.function == "three")
    }

    @Test(.timeLimit(.minutes(10)))
    func outputGoesToAFile() async throws {
        let path = TemporaryFile.path("batch.jsonl")
        defer { TemporaryFile.remove(path) }
        let run = try await Run.bptui("--batch", "-o", path, "-w", "counter", stores, "three")
        #expect(run.status == 0)
        #expect(!run.output.contains("{\"type\""), "standard output is the program's")
        let text = try TemporaryFile.read(path)
        #expect(text.split(separator: "\n").filter { $0.contains("\"type\":\"hit\"") }.count == 3)
    }
}
