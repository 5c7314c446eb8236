import CSingleStep
import Glibc
import HitRules
import ProgramModel
import TestSupport
import Testing

/// The instruction found from what a trap leaves behind is the one that was stepped over: nothing else is the truth.
@Suite(.timeLimit(.minutes(10))) struct AccessingInstructionTests {
    struct Tally {
        var hits = 0
        var unknown = 0
        var wrong: [String] = []
        /// Why instructions are not known.
        var reasons: [String: Int] = [:]
    }

    /// Steps through a program and compares every access.
    static func run(
        _ path: String, _ arguments: [String] = [], start: UInt64 = 0, data: UInt64 = 0, skip: UInt64 = 0,
        steps: UInt64 = 40_000, period: UInt64 = 300
    ) throws -> Tally {
        var hits = [css_hit](repeating: css_hit(), count: 4096)
        var run = css_run()
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { (text: String) in strdup(text) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] =
            ["LC_ALL=C", "PATH=/usr/bin"].map { (text: String) in strdup(text) } + [nil]
        defer { for text in argv + environment { free(text) } }
        let result = css_start(path, &argv, &environment, start, data, skip, steps, period, &hits, hits.count, &run)
        defer { css_end(&run) }
        try #require(result == 0, "\(path): errno \(-result)")
        try #require(run.has_exited == 0, "\(path) ended before its names could be read")
        let questions = SymbolQuestions()
        _ = try questions.load(run.pid, path)
        var queries: [UInt32: SiteQuery] = [:]
        for (index, hit) in hits.prefix(run.hit_count).enumerated() where hit.is_valid != 0 {
            let registers = withUnsafeBytes(of: hit.registers) { Array($0.bindMemory(to: UInt64.self)) }
            let machine = MachineRegisters(values: registers)
            queries[UInt32(index)] = SiteQuery(
                pc: machine[.rip], isExact: false, address: hit.address, byteCount: Int(hit.byte_count),
                old: hit.old_value, new: hit.new_value, registers: machine)
        }
        let findings = try questions.sites(queries)
        var tally = Tally()
        for (index, finding) in findings {
            tally.hits += 1
            let hit = hits[Int(index)]
            guard let found = finding.instruction else {
                tally.unknown += 1
                tally.reasons[finding.problem ?? "no reason", default: 0] += 1
                continue
            }
            if found.address != hit.instruction {
                tally.wrong.append(
                    "\(found.text) at \(String(found.address, radix: 16)), in truth \(String(hit.instruction, radix: 16))"
                )
            } else if hit.old_value != hit.new_value, finding.access == .read {
                tally.wrong.append("\(found.text) changed the slot and is said to read it")
            } else if let store = finding.store {
                let query = queries[index]!
                if let stored = store.stored(at: query.address, byteCount: 8, registers: query.registers!),
                    stored != hit.new_value
                {
                    tally.wrong.append("\(found.text) stored \(hit.new_value), not \(stored)")
                }
            }
        }
        return tally
    }

    @Test(
        .enabled(if: Hardware.fires, "no debug register fires here"),
        arguments: [
            ("/bin/ls", ["-l", "/"], 100_000 as UInt64), ("/usr/bin/sort", ["/etc/passwd"], 60_000),
            ("/usr/bin/env", ["python3", "-c", "print(sorted(str(x) for x in range(50)))"], 0),
        ])
    func inProgramsOfTheSystem(path: String, arguments: [String], skip: UInt64) throws {
        let tally = try Self.run(path, arguments, skip: skip)
        print("\(path): \(tally.hits) hits, \(tally.unknown) unknown \(tally.reasons)")
        #expect(tally.hits > 200)
        #expect(tally.wrong.isEmpty, "\(tally.wrong.prefix(10).joined(separator: "\n"))")
        #expect(tally.unknown * 10 < tally.hits * 3, "\(tally.unknown) of \(tally.hits) are unknown")
    }

    /// What makes trouble: calls through pointers, tail calls, repeated strings, atomics, two operands, vectors, signals.
    static let source = """
        #include <signal.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        struct node { struct node *next; long value; char name[24]; };
        static struct node nodes[16];
        static volatile long counter;
        static uint64_t table[64], copy[64];
        static double numbers[64];
        static int compare(const void *a, const void *b) {
            uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
            return x < y ? -1 : x > y;
        }
        static void caught(int number) { counter += number; }
        __attribute__((noinline)) static long leaf(long a, long b) { counter ^= a; return a * b + counter; }
        __attribute__((noinline)) static long tail(long a, long b) { return leaf(b, a); }
        __attribute__((noinline)) static long deep(long n) { return n < 2 ? n : deep(n - 1) + deep(n - 2); }
        static long (*volatile through)(long, long) = tail;
        int main(void) {
            long sum = 0;
            signal(SIGUSR1, caught);
            for (long round = 0; round < 1000; round++) {
                for (int i = 0; i < 16; i++) {
                    nodes[i].next = &nodes[(i * 7 + 1) % 16];
                    nodes[i].value += round ^ i;
                    snprintf(nodes[i].name, sizeof nodes[i].name, "n%d", i);
                }
                for (struct node *n = nodes; sum % 31 != 30; n = n->next) sum += n->value | 1;
                sum += through(round, sum) + deep(6);
                for (int i = 0; i < 64; i++) table[i] = (uint64_t)rand() * (uint64_t)(round + i);
                qsort(table, 64, sizeof *table, compare);
                memcpy(copy, table, sizeof copy);
                memset(copy, (int)round, sizeof copy);
                for (int i = 0; i < 64; i++) numbers[i] = numbers[i] * 0.5 + (double)copy[i];
                __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST);
                __asm__ volatile("cld; rep stosb" : : "D"(copy), "c"(100), "a"(round) : "memory");
                __asm__ volatile("cld; rep movsq" : : "D"(copy), "S"(table), "c"(20) : "memory");
                if (round % 4 == 0) raise(SIGUSR1);
            }
            return (int)sum;
        }
        """

    @Test(
        .enabled(if: Hardware.fires, "no debug register fires here"),
        arguments: [
            ProgramBuild(compiler: .gcc, flags: ["-O0"]), ProgramBuild(compiler: .gcc, flags: ["-O2"]),
            ProgramBuild(compiler: .gcc, flags: ["-O3", "-s"]),
            ProgramBuild(compiler: .gcc, flags: ["-O2", "-static"]),
            ProgramBuild(compiler: .clang, flags: ["-O0"]), ProgramBuild(compiler: .clang, flags: ["-O2"]),
            ProgramBuild(compiler: .clang, flags: ["-O3"]),
        ].filter(\.compiler.isInstalled))
    func inOurOwn(build: ProgramBuild) throws {
        let program = try CompiledProgram(Self.source, compiler: build.compiler, flags: build.flags)
        let tally = try Self.run(program.path, skip: 4000, steps: 20_000, period: 120)
        print("\(build): \(tally.hits) hits, \(tally.unknown) unknown \(tally.reasons)")
        #expect(tally.hits > 200)
        #expect(tally.wrong.isEmpty, "\(tally.wrong.prefix(10).joined(separator: "\n"))")
        #expect(tally.unknown * 10 < tally.hits * 3, "\(tally.unknown) of \(tally.hits) are unknown")
    }

    /// The fixtures of the live tests, and what they are run with.
    static let fixtures: [(name: String, arguments: [[String]])] = [
        ("fixture-stores", [["three"], ["four-slots"], ["overlap"], ["silent"], ["loop", "200"], ["reads", "200"]]),
        ("fixture-signals", [["handler"], ["usr1"], ["mixed", "30"]]),
        ("fixture-threads", [["2", "20"]]),
        ("fixture-family", [["vfork"]]),
        ("fixture-frames", [["once"], ["recursion", "20"], ["jump"], ["tail"]]),
    ]

    /// The files of fixtures that have more than one.
    private static let others = ["fixture-family": ["forks.c"]]

    @Test(
        .enabled(if: Hardware.fires, "no debug register fires here"),
        arguments: [Compiler.gcc, .clang].filter(\.isInstalled), ["-O0", "-O2", "-O3"])
    func inTheFixtures(compiler: Compiler, level: String) throws {
        var all = Tally()
        let folder = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Fixtures/"
        for fixture in Self.fixtures {
            let source = try Self.text(of: folder + fixture.name + "/main.c")
            let others = Self.others[fixture.name, default: []].map { folder + fixture.name + "/" + $0 }
            let program = try CompiledProgram(
                source, compiler: compiler,
                flags: [level, "-g", "-no-pie", "-fno-pie", "-pthread", "-I", folder + fixture.name] + others)
            let symbols = try ELFSymbols(path: program.path)
            let main = try symbols.address(of: "main", in: getpid())
            let counter = try symbols.address(of: "counter", in: getpid())
            for arguments in fixture.arguments {
                let tally = try Self.run(
                    program.path, arguments, start: main, data: counter, steps: 2000, period: 40)
                all.hits += tally.hits
                all.unknown += tally.unknown
                all.wrong += tally.wrong.map { "\(fixture.name) \(arguments): \($0)" }
                all.reasons.merge(tally.reasons) { $0 + $1 }
            }
        }
        print("fixtures, \(compiler) \(level): \(all.hits) hits, \(all.unknown) unknown \(all.reasons)")
        #expect(all.hits > 500)
        #expect(all.wrong.isEmpty, "\(all.wrong.prefix(10).joined(separator: "\n"))")
        #expect(all.unknown * 10 < all.hits * 3, "\(all.unknown) of \(all.hits) are unknown")
    }

    private static func text(of path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw CompiledProgramError(description: "no file \(path)") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
