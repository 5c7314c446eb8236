import Glibc
import HitRules
import ProgramModel
import TestSupport
import Testing

@Suite("The code around a site", .timeLimit(.minutes(10)))
struct SiteDetailTests {
    static let source = """
        #include <stdio.h>
        volatile long counter;
        __attribute__((noinline)) void bump(long by) {
        \tif (by > 100)
        \t\tputs("never");
        \tcounter += by; /* the access \u{1b}[2J */
        \t__asm__ volatile("int3");
        }
        int main(void) {
            bump(4);
            return 0;
        }
        """

    /// The trap that a data slot on `counter` would have raised is at the `int3`, which follows the store.
    private func query(_ stopped: StoppedProgram) throws -> SiteQuery {
        var registers = stopped.registers
        registers[.rip] -= 1
        return SiteQuery(
            pc: registers[.rip], isExact: false, address: try stopped.questions.expression("counter").address,
            byteCount: 8, old: 0, new: 4, registers: registers)
    }

    @Test(arguments: [Compiler.gcc, .clang].filter(\.isInstalled), ["-O0", "-O2"])
    func hasStackInstructionsAndSource(compiler: Compiler, optimization: String) throws {
        let program = try CompiledProgram(Self.source, compiler: compiler, flags: ["-g", optimization])
        let stopped = try StoppedProgram(program.path)
        let query = try query(stopped)
        let stack = try stopped.read(stopped.registers[.rsp], count: 16 << 10)
        let detail = try stopped.questions.detail(query, stack: stack)

        let frames = try #require(detail.stack?.frames.map(\.text))
        #expect(frames.first == "bump program.c:6")
        #expect(frames.dropFirst().first == "main program.c:10")

        let access = try #require(detail.disassembly.first { $0.isAccess })
        #expect(detail.disassembly.filter(\.isAccess).count == 1)
        #expect(access.instruction.address + UInt64(access.instruction.bytes.count) == query.pc)
        #expect(access.target == "counter")
        #expect(detail.disassembly.contains { $0.target?.hasPrefix("puts") == true })
        for (line, next) in zip(detail.disassembly, detail.disassembly.dropFirst()) {
            #expect(line.instruction.address + UInt64(line.instruction.bytes.count) == next.instruction.address)
        }
        // One function's instructions only.
        let bump = try #require(try stopped.questions.location("bump").first)
        for line in detail.disassembly {
            #expect(try stopped.questions.place(line.instruction.address, isExact: true).function == "bump")
        }
        #expect(detail.disassembly.first.map { $0.instruction.address >= bump } == true)

        let source = try #require(detail.source)
        #expect(source.path == program.folder + "/program.c")
        #expect(source.firstLine == 1)
        #expect(source.line == 6)
        #expect(source.lines.count == 12)
        #expect(source.lines[3] == "        if (by > 100)")
        #expect(source.lines[5] == #"        counter += by; /* the access \x1b[2J */"#)
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func saysNothingThatItDoesNotKnow() throws {
        let program = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-g", "-O2"])
        let stopped = try StoppedProgram(program.path)
        var query = try query(stopped)
        #expect(try stopped.questions.detail(query).stack == nil)
        // The file is written anew: so is what is shown of it.
        try program.write(String(repeating: "new\n", count: 7), to: "program.c")
        let source = try #require(try stopped.questions.detail(query).source)
        #expect(source.firstLine == 1)
        #expect(source.lines == Array(repeating: "new", count: 7))
        // Too short, gone, or no file: no excerpt.
        try program.write("short\n", to: "program.c")
        #expect(try stopped.questions.detail(query).source == nil)
        unlink(program.folder + "/program.c")
        #expect(try stopped.questions.detail(query).source == nil)
        #expect(mkfifo(program.folder + "/program.c", 0o600) == 0)
        #expect(try stopped.questions.detail(query).source == nil)
        // Nowhere.
        query.pc = 0x10
        query.isExact = true
        #expect(try stopped.questions.detail(query) == SiteDetail())
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func aRelativePathStartsWhereItWasCompiled() throws {
        let program = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-g", "-O2"])
        try program.run(
            .gcc, ["-g", "-O2", "-fdebug-prefix-map=\(program.folder)=.", "program.c", "-o", "program"])
        let stopped = try StoppedProgram(program.path)
        // It was compiled in "./": nowhere from here.
        #expect(try stopped.questions.detail(query(stopped)).source == nil)
    }
}

@Suite("Names of addresses and threads", .timeLimit(.minutes(10)))
struct AddressNameTests {
    static let source = #"""
        #define _GNU_SOURCE
        #include <stdint.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/prctl.h>
        struct limits { int min; int max; };
        struct base { long id; };
        struct config {
            char name[8];
            struct limits limits[3];
            unsigned low : 12;
            unsigned high : 9;
            union { int as_int; float as_float; };
            struct { short first; short second; } inner;
            double matrix[2][3];
        };
        long counter = 3;
        static volatile long hidden[4];
        struct config config;
        long bump(void) { static long calls[2]; return calls[1]++ + hidden[0]++; }
        int main(void) {
            volatile long local = 0;
            void *heap = malloc(100);
            prctl(PR_SET_NAME, "na\033me");
            bump();
            __asm__ volatile("int3" : : "a"(&local), "b"(heap) : "memory");
            return (int)local;
        }
        """#

    @Test(arguments: [Compiler.gcc, .clang].filter(\.isInstalled), [["-g"], ["-g", "-O2", "-gdwarf-4"], []])
    func sayWhatLiesThere(compiler: Compiler, flags: [String]) throws {
        let program = try CompiledProgram(Self.source, compiler: compiler, flags: flags)
        let stopped = try StoppedProgram(program.path)
        func address(_ name: String) throws -> UInt64 { try stopped.questions.expression(name).address }
        let config = try address("config")
        let hasTypes = !flags.isEmpty
        var expected: [UInt64: String] = [
            try address("counter"): "counter", try address("counter") + 4: "counter+4",
            try address("hidden") + 16: hasTypes ? "hidden[2]" : "hidden+16", config: "config",
            try address("bump"): "bump", try address("bump") + 4: "bump+0x4",
        ]
        let parts: [(UInt64, String)] = [
            (3, "name[3]"), (8, "limits"), (16, "limits[1]"), (20, "limits[1].max"), (25, "limits[2].min+1"),
            (32, "low"), (34, "high"), (36, "as_int"), (37, "as_int+1"), (42, "inner.second"), (48, "matrix"),
            (56, "matrix[0][1]"), (72, "matrix[1]"), (80, "matrix[1][1]"), (85, "matrix[1][1]+5"),
        ]
        for (offset, name) in parts { expected[config + offset] = hasTypes ? "config.\(name)" : "config+\(offset)" }
        let nameless = [stopped.registers[.rax], stopped.registers[.rbx], stopped.registers[.rsp], 0, 16, .max]
        let found = try stopped.questions.names(Array(expected.keys) + nameless)
        for (address, name) in expected { #expect(found[address] == name) }
        #expect(found.count == expected.count)
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed")) func threadsHaveTheirNames() throws {
        let program = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-g"])
        let stopped = try StoppedProgram(program.path)
        #expect(
            try stopped.questions.threadNames([stopped.pid, 1, -1]) == [stopped.pid: #"na\x1bme"#])
    }
}
