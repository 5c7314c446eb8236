import TestSupport
import Testing

/// What hits mean: types, frames, stacks, rules and assignments, in the real program over programs compiled for it.
@Suite(
    .serialized, .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"),
    .enabled(if: Compiler.gcc.isInstalled, "no gcc"))
struct MeaningTests {
    private func line(_ comment: String) -> Int { StorySource.line(comment) }

    private func run(
        _ options: String..., mode: String, level: String = "-O0", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Run {
        let program = try StorySource.compiled(level)
        let run = try await Run.program(
            BuiltProducts.path("bptui"), ["--batch"] + options + [program.path, mode])
        #expect(run.lineCount == run.objects.count, "every line is JSON", sourceLocation: sourceLocation)
        #expect(run.error.isEmpty, sourceLocation: sourceLocation)
        return run
    }

    // MARK: Types

    @Test(.timeLimit(.minutes(2)))
    func aBitFieldIsReadByItself() async throws {
        let run = try await run("-w", "flags.level", mode: "bits")
        // The word is shared: the store to the other field is seen, and leaves this one as it was.
        let stores = run.hits.filter { $0.line == line("level") }
        #expect(stores.last?.value == "9", "\(run.output)")
        #expect(run.hits.filter { $0.line == line("mode") }.allSatisfy { $0.value == "0" })
    }

    @Test(.timeLimit(.minutes(2)))
    func aWatchedWordNamesItsBitFields() async throws {
        let run = try await run("-w", "flags", mode: "bits")
        let value = try #require(run.hits.last?.value)
        #expect(value.contains("mode=5") && value.contains("level=9"), "\(value)")
    }

    @Test(.timeLimit(.minutes(2)))
    func aUnionIsReadInEveryWay() async throws {
        let run = try await run("-w", "choice", mode: "union")
        #expect(run.hits.map(\.line) == [line("number"), line("real")])
        #expect(run.hits.first?.value?.contains("number=7") == true, "\(run.output)")
        #expect(run.hits.last?.value?.contains("real=0.5") == true, "\(run.output)")
    }

    @Test(.timeLimit(.minutes(2)))
    func aThreadsOwnVariable() async throws {
        let run = try await run("-w", "own", mode: "thread")
        #expect(run.hits.map(\.function) == ["mine"])
        #expect(run.hits.map(\.line) == [line("own")])
        #expect(run.hits.map(\.value) == ["5"])
    }

    // MARK: Frames

    /// Four frames have a `local` each; the outermost one's is watched, and later calls reuse its memory.
    @Test(.timeLimit(.minutes(2)))
    func theOutermostLocalEndsWithItsFrame() async throws {
        let run = try await run("--at", "descend", "-w", "local", mode: "local")
        #expect(run.status == 0)
        #expect(run.hits.map(\.line) == [line("local"), line("through the pointer")], "\(run.output)")
        #expect(run.hits.map(\.value) == ["3", "103"])
        #expect(run.objects.filter { $0.type == "frame-ended" }.map(\.watch) == [1])
        #expect(run.end?.reason == "exit")
    }

    @Test(.timeLimit(.minutes(2)))
    func aNewWriterTellsItsStackOnce() async throws {
        let run = try await run("-w", "counter", mode: "count")
        #expect(run.hits.count == 5)
        #expect(Array(run.hits.first?.frames.prefix(3) ?? []) == ["writer", "caller", "main"], "\(run.output)")
        #expect(run.hits.first?.stack?.first?.line == line("writer"))
        #expect(run.hits.dropFirst().allSatisfy { $0.stack == nil })
    }

    @Test(.timeLimit(.minutes(2)))
    func everyHitTellsItsStackWhereThatIsAskedFor() async throws {
        let run = try await run("--stacks", "all", "-w", "counter", mode: "count", level: "-O2")
        #expect(run.hits.count == 5)
        for hit in run.hits {
            #expect(Array(hit.frames.prefix(3)) == ["writer", "caller", "main"], "\(run.output)")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func anInlinedWriterStandsInTheStack() async throws {
        let run = try await run("-w", "counter", mode: "inline", level: "-O2")
        let hit = try #require(run.hits.first)
        #expect(Array(hit.frames.prefix(3)) == ["inlined", "outer", "main"], "\(run.output)")
        #expect(hit.stack?.map { $0.inlined ?? false }.prefix(2) == [true, false])
        #expect(hit.stack?.first?.line == line("inlined"))
    }

    @Test(.timeLimit(.minutes(2)))
    func aTailCallLeavesNoFrame() async throws {
        let run = try await run("-w", "counter", mode: "tail", level: "-O2")
        #expect(Array(run.hits.first?.frames.prefix(2) ?? []) == ["last", "main"], "\(run.output)")
    }

    @Test(.timeLimit(.minutes(2)))
    func aSignalHandlersStackGoesOnBelowTheSignal() async throws {
        let run = try await run("-w", "counter", mode: "signal")
        let stack = try #require(run.hits.first?.stack, "\(run.output)")
        #expect(stack.first?.function == "caught")
        #expect(stack.contains { $0.signal == true })
        #expect(stack.contains { $0.function == "main" })
    }

    // MARK: Rules

    @Test(.timeLimit(.minutes(2)))
    func aConditionShowsWhatItHoldsFor() async throws {
        let run = try await run("-w", "counter if new > 3", mode: "count")
        #expect(run.hits.map(\.value) == ["4", "5"])
        #expect(run.objects.first { $0.type == "watch" }?.condition == "new > 3")
        #expect(run.end?.notShown == [3, 0, 0, 0])
    }

    @Test(.timeLimit(.minutes(2)))
    func aConditionMayNameTheProgramsVariables() async throws {
        let run = try await run(
            "--set", "index_of=4", "-w", "counter if new == index_of || new % 5 == 0", mode: "count")
        #expect(run.hits.map(\.value) == ["4", "5"])
    }

    @Test(.timeLimit(.minutes(2)))
    func ignoredHitsAreCounted() async throws {
        let run = try await run("-w", "counter,ignore=2", mode: "count")
        #expect(run.hits.map(\.value) == ["3", "4", "5"])
        #expect(run.objects.first { $0.type == "watch" }?.ignore == 2)
        #expect(run.end?.notShown == [2, 0, 0, 0])
    }

    @Test(.timeLimit(.minutes(2)))
    func onceIsOnce() async throws {
        let run = try await run("-w", "counter,once if old == 1", mode: "count")
        #expect(run.status == 0)
        #expect(run.hits.map(\.value) == ["2"])
        #expect(run.objects.first { $0.type == "watch" }?.once == true)
        #expect(run.objects.filter { $0.type == "watch-spent" }.map(\.watch) == [1])
        #expect(run.end?.reason == "exit", "the run goes on to its end")
    }

    @Test(.timeLimit(.minutes(2)))
    func silentWritesCanBeLeftOut() async throws {
        let run = try await run("-w", "counter,changed", mode: "silent")
        #expect(run.hits.map(\.line) == [line("changed")])
        #expect(run.objects.first { $0.type == "watch" }?.changed == true)
        #expect(run.end?.notShown == [2, 0, 0, 0])
    }

    @Test(.timeLimit(.minutes(2)))
    func readsAloneAreShownAndWritesCounted() async throws {
        let run = try await run("-w", "counter:r", mode: "mixed")
        #expect(run.hits.map(\.access) == ["read", "read", "read"], "\(run.output)")
        #expect(run.hits.map(\.line) == [line("read"), line("both"), line("read again")])
        #expect(run.objects.first { $0.type == "watch" }?.reads == true)
        #expect(run.end?.notShown == [2, 0, 0, 0])
    }

    @Test(.timeLimit(.minutes(2)))
    func aConditionThatMeansNothingIsShownWhereItIsWrong() async throws {
        let program = try StorySource.compiled("-O0")
        let run = try await Run.program(
            BuiltProducts.path("bptui"), ["--batch", "-w", "counter if new > nwe", program.path, "count"])
        #expect(run.status == 65)
        #expect(run.error.hasPrefix("bptui: cannot watch 'counter': its condition: "), "\(run.error)")
        #expect(run.error.hasSuffix("\n  new > nwe\n        ^\n"), "\(run.error)")
        #expect(run.objects.map(\.type) == ["start", "end"])
        #expect(run.end?.reason == "refused")
    }

    // MARK: Assignments

    @Test(.timeLimit(.minutes(2)))
    func variablesAreSetBeforeTheyAreWatched() async throws {
        let run = try await run("--set", "counter=40", "-w", "counter", mode: "add")
        #expect(run.objects.map(\.type) == ["start", "set", "watch", "hit", "exit", "end"])
        #expect(run.objects.first { $0.type == "set" }?.expression == "counter=40")
        #expect(run.hits.map { $0.hitSlots.map(\.old) } == [["0x28"]])
        #expect(run.hits.map(\.value) == ["41"])
        #expect(run.hits.map(\.line) == [line("add")])
    }

    @Test(.timeLimit(.minutes(2)))
    func oneAssignmentMayNeedTheOneBefore() async throws {
        let run = try await run(
            "--set", "index_of=2", "--set", "numbers[index_of]=9", "-w", "counter", mode: "index")
        #expect(run.hits.map(\.value) == ["9"])
    }

    @Test(.timeLimit(.minutes(2)))
    func anAssignmentThatMeansNothingEndsTheRun() async throws {
        let program = try StorySource.compiled("-O0")
        let run = try await Run.program(
            BuiltProducts.path("bptui"), ["--batch", "--set", "conter=1", program.path, "count"])
        #expect(run.status == 65)
        #expect(run.error.hasPrefix("bptui: cannot set 'conter=1': "), "\(run.error)")
        #expect(run.error.hasSuffix("\n  conter=1\n  ^\n"), "\(run.error)")
        #expect(run.objects.map(\.type) == ["start", "end"])
    }

    // MARK: C++

    private static let account = #"""
        struct account {
            long balance = 100;
            long limit = 7;
            __attribute__((noinline)) void deposit(long amount) {
                balance += amount; /* deposit */
            }
        };
        namespace bank { account first; long total; }
        long &alias = bank::total;
        __attribute__((noinline)) void pay(account &to, long amount) {
            to.deposit(amount);
            __asm__ volatile("");
        }
        int main() {
            pay(bank::first, 23);
            alias = 7; /* alias */
            return 0;
        }
        """#

    @Test(
        .timeLimit(.minutes(2)), .enabled(if: Compiler.gccForCPlusPlus.isInstalled, "no g++"),
        arguments: ["-O0", "-O2"])
    func namesOfCPlusPlusAreReadable(level: String) async throws {
        let program = try CompiledProgram(
            Self.account, named: "account.cpp", compiler: .gccForCPlusPlus, flags: ["-g", level])
        let run = try await Run.bptui(
            "--batch", "-w", "bank::first.balance", "-w", "alias", program.path)
        #expect(run.status == 0)
        let deposit = try #require(run.hits.first)
        #expect(deposit.function?.contains("account::deposit") == true)
        #expect(deposit.line == StorySource.line("deposit", in: Self.account))
        #expect(deposit.value == "123")
        let stack = deposit.frames
        #expect(stack.count >= 3, "\(run.output)")
        if stack.count >= 3 {
            #expect(stack[0].contains("account::deposit") && stack[1].contains("pay") && stack[2].hasPrefix("main"))
        }
        // A reference stands for what it names.
        let alias = try #require(run.hits.last)
        #expect(alias.line == StorySource.line("alias", in: Self.account) && alias.value == "7", "\(run.output)")
    }
}
