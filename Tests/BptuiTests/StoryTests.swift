import TestSupport
import Testing

/// Each hit tells which instruction of which line did what, in the real program over programs compiled for it.
@Suite(
    .serialized, .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"),
    .enabled(if: Compiler.gcc.isInstalled, "no gcc"))
struct StoryTests {
    private func line(_ comment: String) -> Int { StorySource.line(comment) }

    private func run(_ program: CompiledProgram, _ options: String..., mode: String) async throws -> Run {
        let run = try await Run.program(
            BuiltProducts.path("bptui"), ["--batch"] + options + [program.path, mode])
        #expect(run.lineCount == run.objects.count, "every line is JSON")
        return run
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["-O0", "-O2"])
    func aHitNamesItsInstruction(level: String) async throws {
        let program = try StorySource.compiled(level)
        let run = try await run(program, "-w", "counter", mode: "count")
        #expect(run.status == 0)
        #expect(run.hits.map(\.value) == ["1", "2", "3", "4", "5"])
        for hit in run.hits {
            #expect(hit.function == "writer" && hit.file == "program.c" && hit.line == line("writer"))
            #expect(hit.access == "write" && hit.outcome == "changed" && hit.unknown == nil)
            #expect(hit.instruction?.hasPrefix("mov qword ptr [") == true, "\(hit.instruction ?? "none")")
            #expect(hit.instructionPc != nil && hit.instructionPc != hit.pc)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func aPointerSaysWhatItPointsTo() async throws {
        let run = try await run(StorySource.compiled("-O0"), "-w", "handler", mode: "pointer")
        let values = run.hits.map(\.value)
        #expect(values.count == 3)
        #expect(values.first??.hasSuffix(" <writer>") == true, "\(values)")
        #expect(values.dropFirst() == ["0x0", "0x8"], "what has no name is shown without one")
    }

    @Test(.timeLimit(.minutes(2)))
    func silentWritesAreTold() async throws {
        let run = try await run(StorySource.compiled("-O0"), "-w", "counter", mode: "silent")
        #expect(run.hits.map(\.outcome) == ["same", "changed", "same"])
        #expect(run.hits.map(\.line) == [line("same"), line("changed"), line("same again")])
    }

    @Test(.timeLimit(.minutes(2)))
    func readsAreToldFromWrites() async throws {
        let run = try await run(StorySource.compiled("-O0"), "-w", "counter:rw", mode: "mixed")
        // `counter += 1` is a load and a store.
        #expect(run.hits.map(\.access) == ["read", "write", "read", "write", "read"])
        #expect(run.hits.map(\.outcome) == ["read", "changed", "read", "changed", "read"])
        #expect(
            run.hits.map(\.line)
                == [line("read"), line("write"), line("both"), line("both"), line("read again")])
    }

    @Test(.timeLimit(.minutes(2)))
    func aVectorStoreOverTwoSlotsIsOneInstruction() async throws {
        let run = try await run(StorySource.compiled("-O2"), "-w", "pair.low", "-w", "pair.high", mode: "vector")
        #expect(run.hits.count == 1)
        let hit = try #require(run.hits.first)
        #expect(hit.hitSlots.map(\.slot) == [0, 1])
        #expect(hit.hitSlots.map(\.access) == ["write", "write"])
        #expect(hit.hitSlots.map(\.value) == ["-1", "-1"])
        #expect(hit.instruction?.hasPrefix("movups ") == true)
        #expect(hit.function == "vector" && hit.line == line("vector"))
    }

    @Test(.timeLimit(.minutes(2)))
    func aRepeatedStoreIsOneInstructionHoweverOftenItTraps() async throws {
        let run = try await run(
            StorySource.compiled("-O0"), "-w", "block[2048]/8", "--summary", "writers", mode: "repeated")
        // A processor may store several bytes in one go.
        #expect((1...8).contains(run.hits.count))
        #expect(run.hits.last?.hitSlots.first?.new == "0x7777777777777777")
        for hit in run.hits {
            #expect(hit.instruction?.hasPrefix("rep stosb") == true && hit.access == "write")
            #expect(hit.function == "repeated" && hit.line == line("repeated"))
        }
        let rows = run.error.split(separator: "\n").filter { $0.contains("repeated") }
        #expect(rows.count == 1, "\(run.error)")
    }

    @Test(.timeLimit(.minutes(2)), arguments: [("memset", "77"), ("memcpy", "66")])
    func theLibrarysLoopsAreKnownOrSaidToBeUnknown(mode: String, byte: String) async throws {
        let run = try await run(StorySource.compiled("-O0", "-fno-builtin"), "-w", "block[4096]/8", mode: mode)
        let hit = try #require(run.hits.last)
        #expect(hit.hitSlots.first?.new == "0x" + String(repeating: byte, count: 8))
        for hit in run.hits {
            #expect((hit.access == "write" && hit.instruction != nil) || hit.unknown != nil)
            #expect(hit.function?.contains("main") != true)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func aTailCalledWriterIsTheWriter() async throws {
        let run = try await run(StorySource.compiled("-O2"), "-w", "counter", mode: "tail")
        #expect(run.hits.map(\.function) == ["last"])
        #expect(run.hits.map(\.line) == [line("last")])
        #expect(run.hits.map(\.access) == ["write"])
    }

    @Test(.timeLimit(.minutes(2)))
    func anInlinedWritersLineIsItsOwn() async throws {
        let run = try await run(StorySource.compiled("-O2"), "-w", "counter", mode: "inline")
        #expect(run.hits.map(\.line) == [line("inlined")])
        #expect(run.hits.map(\.value) == ["6"])
    }

    @Test(.timeLimit(.minutes(2)))
    func aSignalHandlerIsAWriter() async throws {
        let run = try await run(StorySource.compiled("-O0"), "-w", "counter", mode: "signal")
        #expect(run.hits.map(\.function) == ["caught"])
        #expect(run.hits.map(\.line) == [line("caught")])
        #expect(run.objects.contains { $0.type == "signal" && $0.signal == 10 })
    }

    @Test(.timeLimit(.minutes(2)))
    func callsAndReturnsThatTouchTheSlotAreKnown() async throws {
        let run = try await run(StorySource.compiled("-O2"), "-w", "around[8]:rw", mode: "call")
        #expect(run.hits.map(\.access) == ["write", "read"])
        #expect(run.hits.map(\.function) == ["called", "callee"])
        #expect(run.hits.first?.instruction?.hasPrefix("call ") == true)
        #expect(run.hits.last?.instruction?.hasPrefix("ret") == true)
    }

    @Test(.timeLimit(.minutes(2)))
    func theTableOfWritersEndsTheRun() async throws {
        let program = try StorySource.compiled("-O0")
        let run = try await run(program, "-w", "counter", "--summary", "writers", mode: "count")
        let lines = run.error.split(separator: "\n")
        #expect(lines.count == 3, "\(run.error)")
        #expect(lines.first?.hasPrefix("count  slot  access  function") == true)
        #expect(lines.dropFirst().first?.hasPrefix("    5  DR0   write   writer+0x") == true)
        #expect(lines.dropFirst().first?.contains(" program.c:\(line("writer")) ") == true)
        #expect(lines.last?.hasPrefix("total: 5 hits of counter (DR0) in ") == true)

        let file = TemporaryFile.path("summary.jsonl")
        defer { TemporaryFile.remove(file) }
        let toFile = try await Run.program(
            BuiltProducts.path("bptui"),
            ["--batch", "-o", file, "-w", "counter", "--summary", "writers", program.path, "count"])
        #expect(toFile.output.isEmpty, "standard output is the program's")
        #expect(toFile.error.contains("total: 5 hits"))
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["none", "new", "all"])
    func everyChoiceOfStacksHasEveryHit(choice: String) async throws {
        let run = try await run(StorySource.compiled("-O0"), "--stacks", choice, "-w", "counter", mode: "count")
        #expect(run.hits.map(\.value) == ["1", "2", "3", "4", "5"])
        #expect(run.end?.missed == 0)
        if choice == "none" { #expect(run.hits.allSatisfy { $0.stack == nil && $0.stackProblem == nil }) }
    }

    /// More stacks than are kept on their way: the program waits for them, and goes on.
    @Test(.timeLimit(.minutes(5)))
    func manyStacksHoldUpNobodyForEver() async throws {
        let stores = BuiltProducts.path("fixture-stores")
        let run = try await Run.bptui("--batch", "--stacks", "all", "-w", "counter", stores, "loop", "5000")
        #expect(run.status == 0)
        #expect(run.hits.count == 5000)
        #expect(run.end?.missed == 0)
    }
}
